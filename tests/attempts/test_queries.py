"""How much a page and an answer ask of the database, with session, user, BEGIN and COMMIT (performance
guide)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.attempts import actions
from assessments.attempts.models import Attempt, Response
from assessments.attempts.queries import checks_for
from courses import actions as courses
from tests.factories import attempts

ORDINARY, FIRST, LAST = 9, 15, 18


def post(client, taught, *choices, start=0):
    """Post answers as the page does, in a browser that is signed in; returns the number of statements."""
    asked = taught.questions[start : start + len(choices)]
    versions = [str(attempts.version_of(question)) for question in asked]
    data = {"version": versions} | {
        f"choice-{v}": choice for v, choice in zip(versions, choices, strict=True)
    }
    url = f"/courses/{taught.course.slug}/{taught.lesson.slug}/answers/"
    with CaptureQueriesContext(connection) as captured:
        response = client.post(url, data)
    assert response.status_code == 303
    return captured


@pytest.fixture
def signed_in(committing):
    def sign_in(taught):
        enrollment = attempts.learner(taught)
        client = Client()
        client.force_login(enrollment.user, backend="django.contrib.auth.backends.ModelBackend")
        return client, enrollment

    return sign_in


def test_an_ordinary_answer_takes_at_most_nine_statements(signed_in):
    taught = attempts.course(questions=9, further=14)
    actions.declare_test(course=taught.course, at=attempts.AT)
    client, _ = signed_in(taught)
    first = post(client, taught, "a")

    assert len(first) <= FIRST, first.captured_queries
    second = post(client, taught, "b", start=1)
    assert len(second) <= ORDINARY, second.captured_queries
    assert {"BEGIN", "COMMIT"} <= {query["sql"].split()[0] for query in second.captured_queries}


def test_ten_answers_in_one_request_take_no_more(signed_in):
    taught = attempts.course(questions=13)
    client, _ = signed_in(taught)
    post(client, taught, "a")
    ten = post(client, taught, *"abcdabcdab", start=1)
    assert len(ten) <= ORDINARY, ten.captured_queries
    assert Response.objects.count() == 11


def test_the_answer_that_ends_the_course_takes_at_most_eighteen(signed_in):
    taught = attempts.course(questions=2)
    client, enrollment = signed_in(taught)
    actions.declare_test(course=taught.course, at=attempts.AT)
    courses.read_lesson(enrollment=enrollment, lesson=taught.lesson, at=attempts.AT)
    post(client, taught, "a")
    last = post(client, taught, "a", start=1)
    assert len(last) <= LAST, last.captured_queries
    enrollment.refresh_from_db()
    assert enrollment.completed_at is not None
    assert Attempt.objects.get().is_passed


@pytest.mark.django_db
def test_the_checks_of_a_lesson_take_one_query_once_their_versions_are_known(django_assert_num_queries):
    taught = attempts.course(questions=3, further=2)
    enrollment = attempts.learner(taught)
    keys = [str(question.uuid) for question in taught.questions]
    for choices, queries in (("a", 2), ("b", 1)):
        with django_assert_num_queries(queries):
            assert len(checks_for(enrollment_id=enrollment.pk, keys=keys, language="en-gb")) == 5
        attempts.answer(taught, enrollment, choices)
