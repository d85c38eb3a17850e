"""A content author changes a lesson and one of its questions; learners meet what is theirs."""

import re

LESSON = "/courses/data-quality/quality-note/"
TITLE = "A quality note that people read"
SENTENCE = "Gwen added this sentence today."
ENDING = " Think of who will read the note."


def test_gwen_changes_a_lesson_and_a_question_and_learners_read_what_is_theirs(visitor, newcomer):
    gwen = visitor()
    gwen.sign_in("Gwen Parry")
    gwen.open("/cms/")
    gwen.check_cms_page("author-dashboard")
    menu = gwen.page.locator("nav").first.inner_text()
    for unwanted in ("Settings", "Documents", "Users", "Redirects"):
        assert unwanted not in menu
    open_lesson(gwen)
    edit_first_text(gwen)
    see_preview(gwen)
    before = version_read_by(visitor, "Amara Okafor")
    change_question(gwen)
    amara = version_read_by(visitor, "Amara Okafor")
    assert amara == before, "a running attempt keeps its own version"
    assert ENDING.strip() not in amara["stem"]
    ines = take_up(visitor, newcomer)
    assert ENDING.strip() in ines["stem"]
    assert ines["version"] != before["version"]
    assert SENTENCE not in ines["page"], "a draft is nobody's but the author's"
    open_lesson(gwen)
    publish(gwen)
    gwen.check_cms_page("author-published")
    tom = visitor()
    tom.sign_in("Tom Hughes")
    tom.open(LESSON)
    assert tom.page.get_by_text(SENTENCE).count()


def open_lesson(gwen) -> None:
    """By the search for pages; the tree leads there too."""
    gwen.open("/cms/pages/")
    gwen.check_cms_page("author-pages")
    gwen.open(f"/cms/pages/search/?q={TITLE.replace(' ', '+')}")
    gwen.check_cms_page("author-search")
    gwen.page.get_by_role("link", name=re.compile(TITLE)).first.click()
    assert "/edit/" in gwen.page.url
    gwen.page.wait_for_load_state("networkidle")


def edit_first_text(gwen) -> None:
    """A sentence at the end of the first block of text, which has the name of its kind."""
    text = gwen.page.get_by_role("textbox", name=re.compile("^Text")).first
    text.click()
    gwen.page.keyboard.press("Control+End")
    gwen.page.keyboard.type(f" {SENTENCE}")
    gwen.check_cms_page("author-lesson")


def see_preview(gwen) -> None:
    """In the panel beside the form and in a window of its own: as a learner meets it; nothing answers."""
    gwen.page.get_by_role("button", name="Toggle preview").click()
    frame = gwen.page.frame_locator("iframe#w-preview-iframe")
    frame.get_by_text(SENTENCE).wait_for()
    gwen.check_cms_page("author-preview-panel")
    with gwen.page.context.expect_page() as opening:
        gwen.page.get_by_role("link", name=re.compile("Preview in new tab")).click()
    preview = gwen.at(opening.value)
    preview.page.wait_for_load_state()
    assert preview.page.get_by_text(SENTENCE).count()
    assert preview.page.get_by_role("button", name=re.compile("^Check answer")).first.is_disabled()
    preview.check_page("author-preview")
    preview.page.close()
    gwen.page.get_by_role("button", name="Toggle preview").click()
    with gwen.page.expect_response(re.compile("/edit/")):
        gwen.page.keyboard.press("Control+s")  # a draft; the learners' page stays


def change_question(gwen) -> None:
    """From the lesson to its question, in the chooser and in the editor."""
    check = gwen.page.locator("section", has=gwen.page.locator("[data-chooser-action-choose]"))
    check.last.get_by_role("button", name="Actions").click()
    gwen.page.get_by_role("button", name="Choose another question").click()
    chooser = gwen.page.get_by_role("dialog", name="Choose a question")
    chooser.get_by_role("link", name=re.compile(r"^[a-z-]+\d+: ")).first.wait_for()
    gwen.check_cms_page("author-chooser")
    gwen.page.keyboard.press("Escape")
    gwen.open("/cms/snippets/bank/question/")
    gwen.check_cms_page("author-questions")
    gwen.open("/cms/snippets/bank/question/?q=data-quality-q8")
    gwen.page.locator("a[href*='/question/edit/']").first.click()
    stem = gwen.page.locator("textarea[name=stem]")
    stem.fill(stem.input_value().rstrip() + ENDING)
    gwen.check_cms_page("author-question")
    publish(gwen)


def publish(gwen) -> None:
    """Open the drop-up of the footer and press Publish."""
    footer = gwen.page.locator("footer")
    footer.get_by_role("button", name=re.compile("More actions|Toggle")).first.click()
    with gwen.page.expect_navigation():
        footer.get_by_role("button", name=re.compile("^Publish")).first.click()


def version_read_by(visitor, name: str) -> dict[str, str]:
    """The check of the lesson as this person meets it: its version, its words; and the page."""
    person = visitor(scripts=False)
    person.sign_in(name)
    person.open(LESSON)
    form = person.page.locator("form", has=person.page.get_by_role("heading", name="Check what you know"))
    return {
        "version": form.locator("input[name=version]").input_value(),
        "stem": form.locator("[id$=-stem]").inner_text(),
        "page": person.page.locator("main").inner_text(),
    }


def take_up(visitor, name: str) -> dict[str, str]:
    """Enrol, read, and begin an attempt by answering."""
    person = visitor(scripts=False)
    person.sign_in(name)
    person.open("/courses/data-quality/")
    person.press("Enrol")
    read = version_read_by(visitor, name)
    person.open(LESSON)
    person.page.get_by_label("I don’t know").first.check()
    person.press("Check answer")
    assert person.page.get_by_text(ENDING.strip()).count(), "what was answered is what was asked"
    return read
