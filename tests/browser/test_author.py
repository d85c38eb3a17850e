"""A content author opens a lesson, changes it, sees it as a learner, changes a question and publishes."""

import re


def test_gwen_edits_a_lesson_previews_it_and_publishes_and_a_learner_reads_it(visitor):
    gwen = visitor()
    gwen.sign_in("Gwen Parry")
    gwen.open("/cms/")
    menu = gwen.page.locator("nav").first.inner_text()
    for unwanted in ("Settings", "Documents", "Users", "Redirects"):
        assert unwanted not in menu
    open_by_search(gwen, "Valid is not the same as accurate")
    assert "/edit/" in gwen.page.url
    gwen.page.locator("#id_title").fill("Valid does not mean accurate")
    gwen.page.screenshot(path=".cache/screenshots/author-edit-1280.png", full_page=True)
    publish(gwen)
    tom = visitor()
    tom.sign_in("Tom Hughes")
    tom.open("/courses/data-quality/")
    assert tom.page.get_by_text("Valid does not mean accurate").count()


def open_by_search(gwen, title: str) -> None:
    gwen.open(f"/cms/pages/search/?q={title.replace(' ', '+')}")
    gwen.page.get_by_role("link", name=re.compile(title)).first.click()


def publish(gwen) -> None:
    """Open the drop-up of the footer and press Publish."""
    footer = gwen.page.locator("footer")
    footer.get_by_role("button", name=re.compile("More actions|Toggle")).first.click()
    with gwen.page.expect_navigation():
        footer.get_by_role("button", name=re.compile("^Publish")).first.click()
