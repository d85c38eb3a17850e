"""Questions that leave a course or turn out to be wrong, while people are in the middle of it."""

import pytest
from django.utils import timezone

from assessments.attempts import actions
from assessments.attempts.models import Attempt, AttemptItem
from assessments.attempts.queries import results_for
from assessments.bank.actions import withdraw
from courses.models import StepCompletion
from lms import outbox
from lms.lrs import store, vocabulary
from tests.factories import attempts
from tests.factories.accounts import gwen

pytestmark = pytest.mark.django_db


def take_out(taught, position):
    taught.placed[0].pop(position)
    taught.publish()
    actions.follow_course(course=taught.course, at=attempts.AT)


def take_back(question):
    withdraw(version=question.live_version, by=gwen(), at=attempts.AT)
    outbox.drain(at=attempts.AT)


def test_a_question_taken_out_of_the_course_does_not_keep_anyone_from_finishing():
    taught = attempts.course(questions=3)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a", "a")
    take_out(taught, 2)
    attempt = Attempt.objects.get()
    assert (attempt.is_passed, attempt.scaled_score) == (True, 1.0)
    assert StepCompletion.objects.get().how == "passed"
    assert results_for(enrollment).asked == 2


def test_an_answered_question_still_counts_after_it_left_the_course():
    taught = attempts.course(questions=2)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "b")
    take_out(taught, 0)
    assert attempts.answer(taught, enrollment, "a").is_passed is False
    assert Attempt.objects.get().scaled_score == 0.5


def test_a_question_that_comes_back_is_asked_again():
    taught = attempts.course(questions=3)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a")
    third = taught.placed[0][2]
    take_out(taught, 2)
    assert AttemptItem.objects.get(question=third).excused_at == attempts.AT
    taught.placed[0].append(third)
    taught.publish()
    actions.follow_course(course=taught.course, at=attempts.AT)
    assert AttemptItem.objects.get(question=third).excused_at is None


def test_an_unpublished_question_is_excused():
    taught = attempts.course(questions=2)
    attempts.answer(taught, attempts.learner(taught), "a")
    taught.questions[1].unpublish()
    outbox.drain(at=timezone.now())  # the CMS asks the clock
    assert Attempt.objects.get().is_passed


def test_a_withdrawn_question_is_excused_where_it_was_not_answered():
    taught = attempts.course(questions=2)
    attempts.answer(taught, attempts.learner(taught), "a")
    take_back(taught.questions[1])
    assert Attempt.objects.get().is_passed


def test_a_wrong_key_found_later_passes_those_who_had_failed_by_it():
    taught = attempts.course(questions=3)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a", "a", "b")
    assert Attempt.objects.get().is_passed is False
    take_back(taught.questions[2])
    attempt = Attempt.objects.get()
    assert (attempt.is_passed, attempt.scaled_score) == (True, 1.0)
    assert StepCompletion.objects.get().how == "passed"
    verbs = {s["verb"]["id"] for s in store.statements_of(enrollment.user.account_name)}
    assert {vocabulary.FAILED, vocabulary.PASSED} <= verbs
    result = results_for(enrollment)
    assert (result.status, result.right, result.asked) == ("passed", 2, 2)


def test_a_withdrawal_never_takes_a_pass_away():
    taught = attempts.course(questions=10)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, *["a"] * 7, *["b"] * 3)
    take_back(taught.questions[0])
    attempt = Attempt.objects.get()
    assert (attempt.is_passed, attempt.scaled_score) == (True, 0.7)


def test_a_withdrawn_right_answer_still_helps_in_an_open_attempt():
    taught = attempts.course(questions=3)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a", "b")
    take_back(taught.questions[0])
    take_back(taught.questions[1])
    result = results_for(enrollment)
    assert (result.asked, result.right) == (2, 1)


def test_a_withdrawn_question_is_not_asked_of_anyone_new():
    taught = attempts.course(questions=2)
    take_back(taught.questions[0])
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a", start=1)
    assert AttemptItem.objects.count() == 1


def test_withdrawing_twice_is_once():
    taught = attempts.course(questions=1)
    version = taught.questions[0].live_version
    assert withdraw(version=version, by=gwen(), at=attempts.AT)
    assert not withdraw(version=version, by=gwen(), at=attempts.AT)
