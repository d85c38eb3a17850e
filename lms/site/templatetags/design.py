"""The vocabulary of every template: GOV.UK components and what base.html needs. A builtin, so no load line.

lms/site/README.md shows each tag with an example. Options are those of the design system's macros, in
snake_case. A template cannot write a mapping, so the parts have flat names too (`label_classes`).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.site import chrome, components
from lms.site.components.drawing import NOTHING
from lms.site.forms import draw_field, errors_of

register = template.Library()

register.simple_tag(components.button, name="button")
register.simple_tag(components.hint, name="hint")
register.simple_tag(components.language_navigation, name="language_navigation")
register.simple_tag(components.page_numbers, name="page_numbers")
register.simple_tag(components.service_navigation, name="service_navigation")
register.simple_tag(components.skip_link, name="skip_link")
register.simple_tag(components.summary_list, name="summary_list")
register.simple_tag(components.table, name="table")
register.simple_tag(components.tag, name="tag")
register.simple_tag(components.warning_text, name="warning_text")

PARTS = ("label", "legend", "hint", "error_message", "fieldset", "form_group", "prefix", "suffix")


def _shaped(options: Mapping[str, Any]) -> dict[str, Any]:
    """Flat names as parts: label="Name" and label_classes="…" become label={"text": "Name", "classes": "…"}.

    A legend (and `fieldset_classes`) becomes part of the fieldset.
    """
    shaped: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for name, value in options.items():
        owner = next((part for part in PARTS if name.startswith(f"{part}_")), None)
        if name in PARTS:
            if value not in (None, ""):
                parts.setdefault(name, {}).update(value if isinstance(value, Mapping) else {"text": value})
        elif owner:
            parts.setdefault(owner, {})[name.removeprefix(f"{owner}_")] = value
        else:
            shaped[name] = value
    if legend := parts.pop("legend", None):
        parts.setdefault("fieldset", {})["legend"] = legend
    return shaped | parts


@register.simple_tag(name="input")
def input_(**options: Any) -> SafeString:
    """A field of one line: name, label, value, type, hint, error_message, classes, …"""
    return components.text_input(**_shaped(options))


@register.simple_tag
def textarea(**options: Any) -> SafeString:
    """A field of several lines: name, label, value, rows, hint, error_message, …"""
    return components.textarea(**_shaped(options))


@register.simple_tag
def select(**options: Any) -> SafeString:
    """A list to choose one from: name, label, items, value, hint, error_message, …"""
    return components.select(**_shaped(options))


@register.simple_tag
def radios(**options: Any) -> SafeString:
    """One of a few: name, legend, items, value, hint, error_message, …"""
    return components.radios(**_shaped(options))


@register.simple_tag
def checkboxes(**options: Any) -> SafeString:
    """Any of a few: name, legend, items, values, hint, error_message, …"""
    return components.checkboxes(**_shaped(options))


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """A field of a Django form as the right component, with label, help text, value and error."""
    shaped = _shaped(options)
    around = shaped.get("fieldset") or {}
    if legend := around.pop("legend", None):
        shaped["label"] = legend
    look = shaped.get("label")
    if isinstance(look, dict):
        shaped["label"] = {"text": bound.label, **look}
    return draw_field(bound, **shaped)


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """Every field of a form in its order, hidden ones too."""
    return SafeString("".join(draw_field(bound) for bound in form))


@register.simple_tag
def error_summary(
    *forms: BaseForm,
    errors: Iterable[Mapping[str, Any]] = (),
    title: str | None = None,
    description: str | None = None,
) -> SafeString:
    """What is wrong with these forms, nothing when nothing is. `errors` adds mappings of text and href."""
    found: list[Mapping[str, Any]] = [
        *(error for form in forms if form for error in errors_of(form)),
        *errors,
    ]
    if not found:
        return NOTHING
    return components.error_summary(error_list=found, title=title, description=description)


@register.simple_tag
def error_message(text: str = "", **options: Any) -> SafeString:
    """One error at its field; nothing when there is no text."""
    return components.error_message(text, **options) if text else NOTHING


@register.simple_tag
def title_error(*forms: BaseForm) -> str:
    """The word "Error: " at the start of the title when a form has errors, so that it is heard first."""
    return f"{_('Error')}: " if any(form is not None and form.errors for form in forms) else ""


@register.simple_tag
def breadcrumbs(*ways: Any, items: Iterable[Mapping[str, Any]] = (), **options: Any) -> SafeString:
    """The way here: text and address in turn, `{% breadcrumbs "Find learning" catalogue_url course.title %}`.

    A last text without an address is this page. `items` is the same as a list of mappings.
    """
    pairs = [
        {"text": ways[place], "href": ways[place + 1] if place + 1 < len(ways) else None}
        for place in range(0, len(ways), 2)
    ]
    return components.breadcrumbs([*pairs, *items], **options)


@register.simple_tag
def back_link(href: str, text: str | None = None, **options: Any) -> SafeString:
    """The way back to `href`."""
    return components.back_link(text, href=href, **options)


@register.simple_tag
def pagination(
    *,
    previous_href: str | None = None,
    previous_text: str | None = None,
    previous_label: str | None = None,
    next_href: str | None = None,
    next_text: str | None = None,
    next_label: str | None = None,
    **options: Any,
) -> SafeString:
    """The page before and the page after, each with its name. For numbered pages use `page_numbers`."""
    return components.pagination(
        previous={"href": previous_href, "text": previous_text, "label_text": previous_label},
        next={"href": next_href, "text": next_text, "label_text": next_label},
        **options,
    )


@register.simple_block_tag
def details(content: str, summary: str, **options: Any) -> SafeString:
    """{% details "Summary" %}…{% enddetails %}"""
    return components.details(summary, content, **options)


@register.simple_block_tag
def inset_text(content: str, **options: Any) -> SafeString:
    """{% inset_text %}…{% endinset_text %}"""
    return components.inset_text(content, **options)


@register.simple_block_tag
def fieldset(content: str, **options: Any) -> SafeString:
    """{% fieldset legend="Where do you work?" %}…{% endfieldset %}"""
    shaped = _shaped(options)
    around = shaped.pop("fieldset", {})
    return components.fieldset(content, **{**around, **shaped})


@register.simple_block_tag
def notification_banner(content: str, **options: Any) -> SafeString:
    """{% notification_banner type="success" %}…{% endnotification_banner %}; `text=` for one line."""
    return components.notification_banner(content="" if options.get("text") else content, **options)


@register.simple_block_tag
def panel(content: str, title: str, **options: Any) -> SafeString:
    """{% panel "Course completed" %}…{% endpanel %}"""
    return components.panel(content, title=title, **options)


@register.simple_block_tag
def generic_header(content: str, logo: str, **options: Any) -> SafeString:
    """The bar on top; the content stands at its end."""
    return components.generic_header(logo, after=content, **options)


@register.simple_block_tag
def phase_banner(content: str, tag: str, **options: Any) -> SafeString:
    """{% phase_banner "Demo" %}…{% endphase_banner %}"""
    return components.phase_banner(content, tag=tag, **options)


@register.simple_tag
def wordmark() -> SafeString:
    """The mark and the name, for the header."""
    return chrome.wordmark()


@register.simple_tag
def site_footer() -> SafeString:
    """The footer, drawn once per language."""
    return chrome.footer()


@register.simple_tag(takes_context=True)
def site_header(context: Context) -> SafeString:
    """The header with the menu of this person. Outside a request, as on an error page, nobody's."""
    request, user = context.get("request"), context.get("user")
    is_signed_in = bool(user and user.is_authenticated)
    return chrome.header(
        navigation=context.get("navigation") or (),
        switch=context.get("language_switch") or (),
        name=user.name if user and is_signed_in else None,
        token=context.get("csrf_token", ""),
        at_sign_in=request is None or request.path == chrome.address("account_login"),
        is_demo=bool(context.get("is_demo")),
    )


@register.simple_tag
def demo_line() -> SafeString:
    """What a demo must say on every page."""
    return chrome.demo_line()


@register.simple_tag
def message_banner(message: Message, number: int) -> SafeString:
    """One message of Django's messages framework, with an id of its own."""
    return components.notification_banner(
        message.message,
        type="success" if message.level == SUCCESS else None,
        title_id=f"message-{number}",
    )


@register.simple_tag
def figure_styles() -> SafeString:
    """The style sheet of maps and charts, for the block `head` of a page that shows them."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/figures.css"))
