"""The learner's pages: who may open them, what they say, and that reading changes nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from courses import actions
from courses.models import CoursePage, Enrollment, StepCompletion
from lms.lrs import store
from tests.factories import bank
from tests.factories import courses as make
from tests.factories.accounts import amara, tom

pytestmark = pytest.mark.django_db
FIRST = "/courses/data-quality/good-enough-for-what/"
SECOND = "/courses/data-quality/fix-the-cause/"
LAST = "/courses/data-quality/valid-is-not-accurate/"
COURSE = "/courses/data-quality/"


@pytest.fixture
def course():
    return make.course(checks={"Fix the cause": [bank.question("q1")]})


def browser(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def client(course):
    return browser(amara())


def text_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("url", ["/courses/", COURSE, FIRST])
def test_anonymous_is_sent_to_sign_in(course, url):
    response = Client().get(url)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_a_lesson_opens_for_those_who_are_enrolled(client, course):
    assert client.get(FIRST).status_code == 404
    make.enrolled(tom(), course)
    assert client.get(FIRST).status_code == 404, "someone else's enrolment opens nothing"
    make.enrolled(amara(), course)
    assert client.get(FIRST).status_code == 200


@pytest.mark.parametrize(
    "url", ["/courses/unknown/", "/courses/data-quality/unknown/", "/courses/unknown/good-enough-for-what/"]
)
def test_an_unknown_address_is_not_found(client, course, url):
    make.enrolled(amara(), course)
    assert client.get(url).status_code == 404


def test_an_unpublished_course_and_its_lessons_are_not_found(client, course):
    make.enrolled(amara(), course)
    CoursePage.objects.get().unpublish()
    assert {client.get(url).status_code for url in (COURSE, FIRST)} == {404}
    for name in ("enrol", "start", "good-enough-for-what/read", "good-enough-for-what/position"):
        assert client.post(f"{COURSE}{name}/").status_code == 404


def test_a_module_leads_to_its_place_on_the_course_page(client, course):
    response = client.get("/courses/data-quality/six-dimensions/")
    assert (response.status_code, response["Location"]) == (302, f"{COURSE}#module-six-dimensions")
    assert 'id="module-six-dimensions"' in text_of(client, COURSE)


def test_the_whole_way_by_buttons(client, course):
    assert "Enrol on this course" in text_of(client, COURSE)
    assert client.post(f"{COURSE}enrol/").status_code == 303
    assert "Start: Good enough for what?" in text_of(client, COURSE)
    response = client.post(f"{COURSE}start/")
    assert (response.status_code, response["Location"]) == (303, FIRST)
    response = client.post(f"{FIRST}read/")
    assert (response.status_code, response["Location"]) == (303, SECOND)
    page = text_of(client, COURSE)
    assert "Carry on: Fix the cause" in page
    assert "In progress: 1 of 2 lessons" in page
    assert client.post(f"{COURSE}start/")["Location"] == SECOND
    assert "read</span>" in text_of(client, SECOND)


def test_coming_back_leads_exactly_where_they_left(client, course):
    make.enrolled(amara(), course, started=True)
    assert client.post(f"{SECOND}position/", {"anchor": "why-it-matters"}).status_code == 204
    assert client.post(f"{COURSE}start/")["Location"] == f"{SECOND}#why-it-matters"
    page = text_of(client, SECOND)
    assert page.index("You stopped here today at") < page.index('id="why-it-matters"')
    assert "You stopped here" not in text_of(client, FIRST)


def test_a_place_that_is_no_place_means_the_top(client, course):
    make.enrolled(amara(), course, started=True)
    client.post(f"{SECOND}position/", {"anchor": '"><script>alert(1)</script>'})
    assert client.post(f"{COURSE}start/")["Location"] == SECOND


def test_after_the_last_lesson_comes_the_course_with_its_result(client, course):
    enrollment = make.enrolled(amara(), course, started=True)
    make.read(enrollment, *make.lessons(course)[:-1])
    assert client.post(f"{LAST}read/")["Location"] == COURSE
    page = text_of(client, COURSE)
    assert "You have completed the course." in page
    assert "You completed this course" in page


def test_repeated_posts_change_nothing_twice(client, course):
    for _ in range(3):
        client.post(f"{COURSE}enrol/")
        client.post(f"{COURSE}start/")
        client.post(f"{FIRST}read/")
    assert (Enrollment.objects.count(), StepCompletion.objects.count()) == (1, 1)
    assert len(store.statements_of(amara().account_name)) == 3


def test_a_get_changes_nothing(client, course):
    enrollment = make.enrolled(amara(), course, started=True)
    before = Enrollment.objects.values().get()
    for url in ("/courses/", "/courses/?q=quality", COURSE, FIRST, LAST):
        client.get(url)
    assert Enrollment.objects.values().get() == before
    assert not StepCompletion.objects.filter(enrollment=enrollment).exists()
    assert len(store.statements_of(amara().account_name)) == 2


@pytest.mark.parametrize(
    "name", ["enrol", "start", "good-enough-for-what/read", "good-enough-for-what/position"]
)
def test_a_button_is_no_link(client, course, name):
    assert client.get(f"{COURSE}{name}/").status_code in {404, 405}


def test_a_post_needs_its_token(course):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amara(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"{COURSE}enrol/").status_code == 403
    assert not Enrollment.objects.exists()


def test_the_course_page_tells_the_truth(client, course):
    page = text_of(client, COURSE)
    for words in (
        "Anyone who works with data",
        "Say what good enough means.",
        "Facts checked on 4 November 2026, to be checked again by 4 November 2027",
        "Written by",
        "CC BY 4.0",
        "You complete the course when",
        "Your line manager: nothing yet.",
    ):
        assert words in page


def test_time_left_is_that_of_the_lessons_that_are_not_read(client, course):
    enrollment = make.enrolled(amara(), course, started=True)
    total = "2 minutes"  # about 180 words and a question
    assert f"{total}</strong> left for you, of {total}" in text_of(client, COURSE)
    make.read(enrollment, *make.lessons(course)[:2])
    assert f"1 minute</strong> left for you, of {total}" in text_of(client, COURSE)


def test_the_catalogue_shows_each_course_with_where_one_is(client, course):
    assert "1 course" in text_of(client, "/courses/")
    enrollment = make.enrolled(amara(), course)
    assert "Enrolled, not started" in text_of(client, "/courses/")
    actions.start(enrollment=enrollment, at=make.AT)
    make.read(enrollment, *make.lessons(course)[:2])
    assert "In progress: 1 of 2 modules read" in text_of(client, "/courses/")
    assert "In progress" not in text_of(browser(tom()), "/courses/")


def test_a_search_finds_title_summary_and_the_titles_within(client, course):
    assert "1 course for “data quality”" in text_of(client, "/courses/?q=data+quality")
    assert "1 course for “quality”" in text_of(client, "/courses/?q=quality")
    assert "Found in: Valid is not accurate" in text_of(client, "/courses/?q=ACCURATE")
    assert "No courses" not in text_of(client, "/courses/?q=postcode+quality"), "the text of a lesson counts"
    page = text_of(client, "/courses/?q=postcode")
    assert "1 course and 4 lessons for “postcode”" in page
    assert "Opens when you are enrolled." in page
    missing = text_of(client, "/courses/?q=procurement")
    assert "No courses for “procurement”" in missing
    assert "&lt;b&gt;" in text_of(client, "/courses/?q=<b>")


def test_an_empty_catalogue_says_so(db):
    assert "No courses yet" in text_of(browser(amara()), "/courses/")


def test_ten_courses_fit_and_the_twenty_first_is_on_a_second_page(client, course):
    for number in range(20):
        make.course_page(f"Course {number}", slug=f"course-{number}", modules={"One": [f"Lesson {number}"]})
    assert "21 courses" in text_of(client, "/courses/")
    assert "page=2" in text_of(client, "/courses/")
    assert "Course 19" in text_of(client, "/courses/?page=2")
