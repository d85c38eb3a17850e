"""What surrounds a page and is the same for everybody: drawn once per language, no person in it."""

from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.site.components.drawing import draw

FOOTER_LINKS = (
    (gettext_lazy("Who sees what"), "who_sees_what"),
    (gettext_lazy("How levels are worked out"), "how_levels_work"),
    (gettext_lazy("Accessibility statement"), "accessibility"),
    (gettext_lazy("Privacy"), "privacy"),
    (gettext_lazy("Cookies"), "cookies"),
)
OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def footer() -> SafeString:
    """The footer in the language of this request."""
    return _footer(get_language() or "")


@cache
def _footer(language: str) -> SafeString:
    links = []
    for words, name in FOOTER_LINKS:
        try:
            links.append({"text": str(words), "href": reverse(name)})
        except NoReverseMatch:  # an error page must be drawn whatever is missing
            continue
    licence = format_html(
        _("Contains public sector information licensed under the {}."),
        format_html(
            '<a class="govuk-link" href="{}" rel="license">{}</a>', OGL, _("Open Government Licence v3.0")
        ),
    )
    return draw("site_footer", links=links, licence=licence)


@cache
def wordmark() -> SafeString:
    """The mark and the name: a disc with an arrow, as on a footpath post."""
    return draw("wordmark")
