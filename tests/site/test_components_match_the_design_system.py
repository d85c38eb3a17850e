"""Our components give the HTML that govuk-frontend ships as expected, fixture by fixture."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup

from lms.site import components
from tests.site.shapes import FIXTURES, FUNCTIONS, call, fixtures_of, shape

# What we do not draw, and why: an option of a component, a value of it, or one fixture by its name.
UNSUPPORTED_OPTIONS = {
    ("panel", "actions"): "buttons inside a panel belong to the interruption page, which the product has not",
}
UNSUPPORTED_VALUES = {
    ("panel", "classes", "govuk-panel--interruption"): "the product interrupts nobody",
}
UNSUPPORTED_FIXTURES = {
    ("select", "with falsy values"): "the value false of JavaScript; in Python a value is text or a number",
}
# Components of the package that stand in our pages in another form:
#   footer: its crown, Crown copyright and licence logo are not ours to show, so ours is site_footer.html
#   service-navigation: compared without the menu button, which needs script; our links wrap instead
WITHOUT = {"service-navigation": ".govuk-service-navigation__toggle"}
IGNORED_OPTIONS = {"service-navigation": ("collapse_navigation_on_mobile", "menu_button_label")}

COMPONENTS = sorted(path.stem for path in FIXTURES.glob("*.json"))


def is_supported(component: str, fixture: dict[str, Any]) -> bool:
    options = fixture["options"]
    return (
        (component, fixture["name"]) not in UNSUPPORTED_FIXTURES
        and not any((component, option) in UNSUPPORTED_OPTIONS for option in options)
        and not any(
            name == component and value in str(options.get(option, "")).split()
            for name, option, value in UNSUPPORTED_VALUES
        )
    )


CASES = [
    pytest.param(component, fixture, id=f"{component}: {fixture['name']}")
    for component in COMPONENTS
    for fixture in fixtures_of(component)
    if is_supported(component, fixture)
]


def drawn(component: str, options: dict[str, Any]) -> str:
    given = call(component, options)
    if component == "service-navigation" and "menu_button_text" in given:
        given.setdefault("navigation_label", given.pop("menu_button_text"))
    for option in IGNORED_OPTIONS.get(component, ()):
        given.pop(option, None)
    return getattr(components, FUNCTIONS.get(component, component.replace("-", "_")))(**given)


def expected(component: str, html: str) -> str:
    if component not in WITHOUT:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(WITHOUT[component]):
        element.decompose()
    return str(soup)


@pytest.mark.parametrize(("component", "fixture"), CASES)
def test_a_component_gives_the_shipped_html(component: str, fixture: dict[str, Any]):
    assert shape(drawn(component, fixture["options"])) == shape(expected(component, fixture["html"]))


def test_nearly_every_shipped_fixture_is_compared():
    shipped = sum(len(fixtures_of(component)) for component in COMPONENTS)

    assert len(CASES) >= 0.97 * shipped


def test_the_fixtures_are_of_the_version_that_is_built(settings):
    package = json.loads((settings.BASE_DIR / "package.json").read_text())

    assert package["devDependencies"]["govuk-frontend"] in (FIXTURES / "LICENSE.txt").read_text()


def test_a_difference_would_be_seen():
    html = components.tag("Alpha")

    assert shape(html) != shape(html.replace("govuk-tag", "govuk-tags"))
    assert shape(html) != shape(html.replace("Alpha", "Beta"))


def test_text_is_escaped_and_marked_html_is_not():
    assert "&lt;b&gt;" in components.inset_text("<b>loud</b>")
    assert "<b>loud</b>" in components.inset_text(components.drawing.SafeString("<b>loud</b>"))
