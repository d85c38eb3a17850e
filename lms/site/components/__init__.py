"""Our components of the GOV.UK Design System, without anything that belongs to GOV.UK alone.

Each function returns HTML as a SafeString and takes the options of the Nunjucks macro of the same name,
in snake_case, with three differences: `text` and `html` are one option (a SafeString is HTML, anything else
is escaped); a part such as `label` or `hint` may be a plain string instead of a mapping; an attribute that is
True has no value and one that is False or None is left out. The markup is in templates/components, the
shaping of options here. tests/site compares both with the HTML that the npm package ships.
"""

from lms.site.components.choices import checkboxes, radios
from lms.site.components.content import (
    details,
    inset_text,
    notification_banner,
    panel,
    phase_banner,
    summary_list,
    table,
    tag,
    warning_text,
)
from lms.site.components.fields import select, text_input, textarea
from lms.site.components.labels import button, error_message, error_summary, fieldset, hint, label
from lms.site.components.wayfinding import (
    back_link,
    breadcrumbs,
    generic_header,
    language_navigation,
    page_numbers,
    pagination,
    service_navigation,
    skip_link,
)

__all__ = [
    "back_link",
    "breadcrumbs",
    "button",
    "checkboxes",
    "details",
    "error_message",
    "error_summary",
    "fieldset",
    "generic_header",
    "hint",
    "inset_text",
    "label",
    "language_navigation",
    "notification_banner",
    "page_numbers",
    "pagination",
    "panel",
    "phase_banner",
    "radios",
    "select",
    "service_navigation",
    "skip_link",
    "summary_list",
    "table",
    "tag",
    "text_input",
    "textarea",
    "warning_text",
]
