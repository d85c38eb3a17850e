"""What surrounds every page. Nothing personal is kept: each cached part is the same for all who see it.

Drawn anew for each page this would cost a quarter of a bare signed-in view.
"""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.site import components
from lms.site.components.drawing import draw

FOOTER_LINKS = (
    (gettext_lazy("Who sees what"), "who_sees_what"),
    (gettext_lazy("How levels are worked out"), "how_levels_work"),
    (gettext_lazy("Accessibility statement"), "accessibility"),
    (gettext_lazy("Privacy"), "privacy"),
    (gettext_lazy("Cookies"), "cookies"),
)
OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
HEADER_NAMES = ("home", "own_post", "account_login", "account_logout")


def addresses() -> Mapping[str, str]:
    """Where the links of the header lead, by url name; one that this site has not is missing."""
    return _addresses(get_language() or "", settings.ROOT_URLCONF)


@cache
def _addresses(language: str, urlconf: str) -> Mapping[str, str]:
    return {name: address for name in HEADER_NAMES if (address := _address(name))}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # an error page must be drawn whatever is missing
        return ""


def footer() -> SafeString:
    """The footer in the language of this request."""
    return _footer(get_language() or "", settings.ROOT_URLCONF)


@cache
def _footer(language: str, urlconf: str) -> SafeString:
    links = [{"text": words, "href": address} for words, name in FOOTER_LINKS if (address := _address(name))]
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


def demo_line() -> SafeString:
    """What a demo must say on every page."""
    return _demo_line(get_language() or "")


@cache
def _demo_line(language: str) -> SafeString:
    return components.phase_banner(
        _("People and figures are made up. Courses, roles and skills are real."),
        tag=_("Demo."),
        classes="wm-proto",
    )


def main_navigation(items: Iterable[Mapping[str, Any]], switch: Iterable[Mapping[str, Any]]) -> SafeString:
    """The service navigation; the language switch stands at its end where there are two languages to read."""
    if switch:
        end = {"text": components.language_navigation(switch, classes="wm-lang"), "align": "inline"}
        return components.service_navigation(items, classes="wm-nav", slots={"end": end})
    return _main_navigation(
        tuple((str(item["text"]), item["href"], item.get("current"), item.get("active")) for item in items)
    )


@lru_cache(maxsize=256)
def _main_navigation(items: tuple[tuple[str, str, bool, bool], ...]) -> SafeString:
    """Few menus exist: one for each set of permissions and place in the site."""
    shaped = [
        {"text": text, "href": href, "current": current, "active": active}
        for text, href, current, active in items
    ]
    return components.service_navigation(shaped, classes="wm-nav")
