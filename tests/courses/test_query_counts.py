"""What pages ask of the database, whatever the size of the site."""

import pytest
from django.test import Client

from courses.models import PublishedLesson
from tests.factories import bank
from tests.factories import courses as make
from tests.factories.accounts import amara

pytestmark = pytest.mark.django_db
LESSON = "/courses/data-quality/good-enough-for-what/"
COURSE = "/courses/data-quality/"


def browser():
    client = Client()
    client.force_login(amara(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def grow(questions):
    """Ten more courses, and more questions in the lesson."""
    for number in range(10):
        make.course_page(f"Course {number}", slug=f"course-{number}", modules={"One": [f"Lesson {number}"]})
    page = make.lesson_page("Good enough for what?")
    page.body = make.plain_body(checks=questions)
    make.publish(page)


@pytest.mark.parametrize("url", [LESSON, "/courses/", COURSE])
def test_queries_do_not_grow_with_the_site(url, django_assert_max_num_queries):
    most = {LESSON: 6, COURSE: 10}.get(url, 12)
    first = bank.question("q1")
    course = make.course(checks={"Good enough for what?": [first]})
    make.enrolled(amara(), course, started=True)
    client = browser()
    with django_assert_max_num_queries(most) as few:
        assert client.get(url).status_code == 200
    grow([first, *(bank.question(f"q{number}") for number in range(2, 6))])
    with django_assert_max_num_queries(len(few)):
        assert client.get(url).status_code == 200


def test_a_lesson_stays_small():
    """The page alone, as sent: the budget of 30 kB holds style sheet and scripts too."""
    import gzip

    course = make.course()
    make.enrolled(amara(), course)
    page = make.lesson_page("Good enough for what?")
    page.body = make.plain_body(words=700)
    make.publish(page)
    assert PublishedLesson.objects.get(lesson__title="Good enough for what?").words > 1400
    assert len(gzip.compress(browser().get(LESSON).content)) < 9000
