"""An answer is a place to come back to, also without JavaScript."""

import pytest

from assessments.attempts import actions
from courses.activities import anchor_of
from courses.models import Enrollment
from lms.accounts.models import User
from tests.factories import attempts

pytestmark = pytest.mark.django_db


def answer(client, taught, question, choice="a", key=None):
    version = str(attempts.version_of(question))
    key = str(question.uuid) if key is None else key
    url = f"/courses/{taught.course.slug}/{taught.lesson.slug}/answers/"
    return client.post(url, {"version": version, f"choice-{version}": choice, "check": key})


@pytest.fixture
def amara(client):
    taught = attempts.course(questions=3)
    actions.declare_test(course=taught.course, at=attempts.AT)
    enrollment = attempts.learner(taught)
    client.force_login(enrollment.user, backend="django.contrib.auth.backends.ModelBackend")
    return taught, enrollment


def test_she_comes_back_to_the_check_that_she_answered_last(client, amara):
    taught, enrollment = amara
    for question in taught.questions[:2]:
        answer(client, taught, question)
    enrollment.refresh_from_db()
    assert enrollment.position_lesson == taught.lesson
    assert enrollment.position_anchor == anchor_of(str(taught.questions[1].uuid))


def test_an_answer_that_is_refused_moves_nothing(client, amara):
    taught, enrollment = amara
    before = Enrollment.objects.values().get(pk=enrollment.pk)
    assert answer(client, taught, taught.questions[0], choice="no-such-option").status_code == 422
    assert Enrollment.objects.values().get(pk=enrollment.pk) == before


def test_a_place_that_is_no_check_is_not_kept(client, amara):
    taught, enrollment = amara
    answer(client, taught, taught.questions[0], key="<script>")
    enrollment.refresh_from_db()
    assert enrollment.position_anchor == ""


def test_nobody_moves_the_place_of_somebody_else(client, amara):
    taught, _ = amara
    someone = User.objects.create_user(email="daniel.price@records.example", first_name="Daniel")
    daniel = attempts.learner(taught, someone)
    answer(client, taught, taught.questions[0])
    daniel.refresh_from_db()
    assert daniel.position_anchor == ""
    assert daniel.position_at is None
