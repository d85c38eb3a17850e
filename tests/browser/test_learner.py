"""A civil servant takes a course, with JavaScript and without; test_keyboard.py does it without a mouse."""

import re

from playwright.sync_api import Locator

COURSE = "/courses/data-quality/"


def questions(page) -> Locator:
    """The checks of the lesson that are still to be answered and that count."""
    heading = page.get_by_role("heading", name=re.compile("^Check what you know"))
    return page.locator("form", has=heading)


def choose_right(form: Locator, answers: dict[str, list[str]]) -> None:
    stem = form.locator("[id$=-stem]").inner_text().strip().split("\n")[0][:60]
    for text in answers[stem]:
        form.get_by_label(text, exact=True).check(force=True)


def take_the_course(visitor, answers, *, look: bool) -> None:
    page = visitor.page
    for number in range(30):
        while questions(page).count():
            form = questions(page).first
            choose_right(form, answers)
            with page.expect_navigation():
                form.get_by_role("button", name="Check answer").click()
            assert page.get_by_text("This was your first answer").count()
        if look and number == 2:
            visitor.check_page("lesson-answered")
        going_on = page.get_by_role("button", name=re.compile("^(Next|Finish)"))
        if not going_on.count():
            return
        with page.expect_navigation():
            going_on.first.click()
        if page.url.split("#")[0].endswith(COURSE):
            return
    raise AssertionError("The course never ended.")


def test_sam_sets_his_post_finds_the_course_takes_it_and_sees_the_tick_and_his_level(visitor, answers):
    sam = visitor()
    sam.open("/account/login/")
    sam.check_page("sign-in")
    sam.sign_in("Sam Reid")
    sam.check_page("home-without-post")
    sam.open("/skills/")
    sam.check_page("my-skills-without-post")
    sam.page.get_by_role("button", name="Set your post").first.click()
    sam.check_page("own-post")
    sam.page.get_by_label("Grade").select_option(label="HEO or SEO")
    sam.page.get_by_label("Profession", exact=True).select_option(label="Policy")
    sam.page.get_by_label("Department or team").select_option(index=4)
    sam.press("Save")
    sam.open("/courses/")
    sam.check_page("catalogue")
    sam.page.get_by_role("link", name="Data quality that is good enough to use").first.click()
    sam.check_page("course-before")
    sam.press("Enrol")
    sam.press("Start")
    sam.check_page("lesson")
    take_the_course(sam, answers, look=True)
    sam.open(COURSE)
    assert sam.page.get_by_text("You completed this course").count()
    sam.check_page("course-completed")
    sam.open("/skills/")
    sam.check_page("my-skills")
    assert sam.page.get_by_role("heading", name="Data quality").count()
    sam.open("/courses/")
    assert sam.page.get_by_text("Completed").count()


def test_nothing_selected_is_an_error_that_keeps_the_lesson(visitor):
    amara = visitor()
    amara.sign_in("Amara Okafor")
    amara.check_page("home")
    amara.press("Carry on")
    form = questions(amara.page).first
    with amara.page.expect_navigation():
        form.get_by_role("button", name="Check answer").click()
    assert amara.page.get_by_role("alert").count()
    assert amara.page.title().startswith("Error")
    amara.check_page("lesson-error")


def test_amara_comes_back_to_where_she_left(visitor):
    amara = visitor()
    amara.sign_in("Amara Okafor")
    amara.press("Carry on")
    before = amara.page.url.split("#")[0]
    amara.page.close()
    again = visitor()
    again.sign_in("Amara Okafor")
    again.press("Carry on")
    assert again.page.url.split("#")[0] == before


def test_helen_takes_the_whole_course_without_javascript(visitor, answers):
    helen = visitor(scripts=False)
    helen.sign_in("Helen Marsh")
    helen.open(COURSE)
    if helen.page.get_by_role("button", name="Enrol").count():
        helen.press("Enrol")
    helen.press(re.compile("^(Start|Carry on)"))
    take_the_course(helen, answers, look=False)
    helen.open(COURSE)
    helen.check_page("course-without-javascript")
    helen.open("/skills/")
    assert helen.page.get_by_text("Why this level").count()
