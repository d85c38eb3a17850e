"""A course without a mouse, with JavaScript and without: nothing here clicks."""

import re

import pytest

from tests.browser.conftest import address_of
from tests.factories.accounts import PASSWORD

COURSE = "/courses/data-quality/"
LONGEST_WAY = 150  # presses of Tab before we say that something cannot be reached

# Whether what has the focus can be seen: inside the window, and marked. A radio button is drawn by its label.
LOOK = """() => {
  const focused = document.activeElement;
  const label = focused.labels && focused.labels[0];
  const styles = [getComputedStyle(focused), ...(label ? [getComputedStyle(label, "::before")] : [])];
  const box = focused.getBoundingClientRect();
  return {
    tag: focused.tagName,
    type: focused.type || "",
    words: (label || focused).innerText.trim(),
    id: focused.id,
    marked: styles.some(
      (style) => style.boxShadow !== "none" || (style.outlineStyle !== "none" && style.outlineWidth !== "0px")
    ),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


class Keyboard:
    """Somebody who only has keys."""

    def __init__(self, visitor) -> None:
        self.page, self.site = visitor.page, visitor.site

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def focus(self) -> dict:
        return self.page.evaluate(LOOK)

    def tab_to(self, words: str) -> dict:
        """Press Tab until a link, button or field whose words begin so has the focus; each stop is seen."""
        for _ in range(LONGEST_WAY):
            self.page.keyboard.press("Tab")
            here = self.focus()
            if here["tag"] == "BODY":
                continue  # the round begins again
            assert here["marked"], f"the focus cannot be seen: {here}"
            assert here["inside"], f"the focus is outside the window: {here}"
            if re.match(words, here["words"]):
                return here
        raise AssertionError(f"Tab never reached {words} on {self.page.url}")

    def enter(self, words: str) -> None:
        """Go to it and press Enter, and wait for the page that follows."""
        self.tab_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def sign_in(self, name: str) -> None:
        self.open("/account/login/")
        self.tab_to("E-mail")
        self.page.keyboard.type(address_of(name))
        self.tab_to("Password")
        self.page.keyboard.type(PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, words: str) -> None:
        """In a group of radio buttons: Tab to the first, then arrows."""
        for _ in range(LONGEST_WAY):
            self.page.keyboard.press("Tab")
            if self.focus()["type"] == "radio":
                break
        self.page.keyboard.press("Space")
        for _ in range(8):
            if self.focus()["words"] == words:
                assert self.focus()["marked"]
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"No option says {words}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_newcomer_takes_lessons_with_the_keyboard_alone(visitor, newcomer, answers, scripts):
    keys = Keyboard(visitor(scripts=scripts))
    page = keys.page
    keys.sign_in(newcomer)
    keys.enter("Find learning")
    keys.tab_to("Search courses and lessons")
    page.keyboard.type("quality")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.enter("Data quality that is good enough to use")
    assert page.url.endswith(COURSE)
    keys.enter("Enrol")
    keys.enter("Start")
    first = page.url
    answer(keys, answers)
    assert page.url.split("#")[0] == first
    keys.enter("Next")
    assert page.url.split("#")[0] != first
    second = page.url
    answer(keys, answers)
    place = page.url
    keys.enter("Sign out")
    keys.sign_in(newcomer)
    keys.enter("Carry on")
    assert page.url.split("#")[0] == second
    assert page.url == place, "the very place, not only the lesson"
    keys.enter("Next")


def answer(keys: Keyboard, answers: dict[str, list[str]]) -> None:
    """Answer the first check of the lesson, and find oneself at the reason."""
    form = keys.page.locator("form:has(input[name=version])").first
    stem = form.locator("[id$=-stem]").inner_text().strip().split("\n")[0][:60]
    keys.choose(answers[stem][0])
    keys.enter("Check answer")
    here = keys.focus()
    assert here["id"].startswith("check-"), f"after the answer the focus is at {here}"
    assert here["marked"], here
    assert here["inside"], here
    assert "This was your first answer" in here["words"]
    assert "Right answer" in here["words"] or "Right, and your answer" in here["words"]
