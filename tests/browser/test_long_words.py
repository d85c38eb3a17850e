"""Names come from people. The longest ones break, and no page grows wider than the window."""

import pytest

WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
# Every name on the page becomes a long one: headings, links, labels, buttons, terms.
LENGTHEN = f"""() => {{
  const names = "h1, h2, h3, legend, label, dt, dd, li, p, a, button, summary, strong";
  for (const name of document.querySelectorAll(`main :is(${{names}}), .wm-account a`)) {{
    const words = [...name.childNodes].find((node) => node.nodeType === 3 && node.data.trim());
    if (words && !name.closest("table")) words.data = `${{words.data}} {WORD} `;
  }}
}}"""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/courses/",
        "/courses/data-quality/",
        "/courses/data-quality/quality-note/",
        "/skills/",
        "/account/post/",
    ],
)
def test_a_page_of_amaras_with_very_long_words(visitor, path):
    amara = visitor()
    amara.sign_in("Amara Okafor")
    amara.open(path)
    look(amara)


def test_the_pages_of_a_manager_with_very_long_words(visitor):
    priya = visitor()
    priya.sign_in("Priya Nair")
    look(priya)
    priya.page.reload()
    priya.page.locator("#map tbody th a").first.click()
    look(priya)


def look(person) -> None:
    for width in (1280, 320):
        person.page.set_viewport_size({"width": width, "height": 900})
        person.page.evaluate(LENGTHEN)
        wide = person.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{person.page.url} is {wide} px wide at {width}"
