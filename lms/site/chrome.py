"""What surrounds every page. Nothing personal is kept: each cached part is the same for all who see it.

Drawn anew for each page this would cost a quarter of a bare signed-in view.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.site import components
from lms.site.components.drawing import draw

FOOTER_LINKS = (
    (gettext_lazy("Glossary"), "glossary"),
    (gettext_lazy("Who sees what"), "who_sees_what"),
    (gettext_lazy("How levels are worked out"), "how_levels_work"),
    (gettext_lazy("Accessibility statement"), "accessibility"),
    (gettext_lazy("Privacy"), "privacy"),
    (gettext_lazy("Cookies"), "cookies"),
)
OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
HEADER_NAMES = ("home", "own_post", "account_login", "account_logout")


@cache
def _addresses(language: str, urlconf: str) -> Mapping[str, str]:
    """Where the links of the header lead, by url name; one that this site has not is missing."""
    return {name: address for name in HEADER_NAMES if (address := _address(name))}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # an error page must be drawn whatever is missing
        return ""


def address(name: str) -> str:
    """Where a link of the header leads, "" where this site has no such page."""
    return _addresses(get_language() or "", settings.ROOT_URLCONF).get(name, "")


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


# Where the personal parts of a header go; no name can hold a control character, and none is escaped.
NAME, TOKEN = "\x02name\x02", "\x02token\x02"

type Entries = tuple[tuple[str, str, bool, bool], ...]  # of the menu: words, address, is current, is active


def header(
    *,
    navigation: Iterable[Mapping[str, Any]],
    switch: Sequence[Mapping[str, Any]],
    name: str | None,
    token: Any,
    at_sign_in: bool,
    is_demo: bool,
) -> SafeString:
    """The header for a person of this `name`, or None for nobody; `token` is that of the form to sign out.

    It is kept without these two: few headers exist, one for each set of permissions and place in the site.
    With a language switch, whose links are the page's own, it is drawn anew.
    """
    entries = tuple((str(item["text"]), item["href"], item["current"], item["active"]) for item in navigation)
    shape = (get_language() or "", settings.ROOT_URLCONF, entries, name is not None, at_sign_in, is_demo)
    before, between, after = _drawn_header(*shape, switch=switch) if switch else _header(*shape)
    if name is None:
        return SafeString(before)
    return SafeString("".join([before, escape(name), between, escape(token), after]))


def _drawn_header(
    language: str,
    urlconf: str,
    entries: Entries,
    is_signed_in: bool,
    at_sign_in: bool,
    is_demo: bool,
    switch: Sequence[Mapping[str, Any]] = (),
) -> tuple[str, str, str]:
    """The header cut at the name and the token."""
    menu = None
    if is_signed_in or switch:
        items = [
            {"text": w, "href": at, "current": here, "active": inside} for w, at, here, inside in entries
        ]
        end = {"text": components.language_navigation(switch, classes="wm-lang"), "align": "inline"}
        menu = components.service_navigation(items, classes="wm-nav", slots={"end": end} if switch else None)
    html = render_to_string(
        "site/header.html",
        {
            "addresses": _addresses(language, urlconf),
            "name": NAME if is_signed_in else "",
            "csrf_token": TOKEN,
            "at_sign_in": at_sign_in,
            "menu": menu,
            "is_demo": is_demo,
        },
    )
    before, _name, rest = html.partition(NAME)
    between, _token, after = rest.partition(TOKEN)
    return before, between, after


_header = lru_cache(maxsize=512)(_drawn_header)
