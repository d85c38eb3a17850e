"""An attempt from the first answer to its result, and the next one (design, decision 8)."""

import pytest
from django.db import transaction

from assessments.attempts import actions
from assessments.attempts.models import Attempt, AttemptItem, Response
from assessments.attempts.queries import needed_right, results_for
from assessments.bank.models import Question
from courses import actions as courses
from courses.models import CourseStep, StepCompletion
from lms.lrs import store, vocabulary
from tests.factories import attempts, bank

pytestmark = pytest.mark.django_db


def said(enrollment, *verbs):
    return store.statements_of(enrollment.user.account_name, verbs=verbs)


def test_the_last_counting_answer_passes_the_attempt_and_ticks_the_step_at_once():
    taught = attempts.course(questions=3)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a", "a")
    assert not StepCompletion.objects.exists()
    outcome = attempts.answer(taught, enrollment, "a", start=2)
    assert outcome.is_passed
    attempt = Attempt.objects.get()
    assert (attempt.finished_at, attempt.scaled_score, attempt.is_passed) == (attempts.AT, 1.0, True)
    completion = StepCompletion.objects.get()
    assert (completion.step.kind, completion.how) == ("test", "passed")
    (statement,) = said(enrollment, vocabulary.PASSED)
    assert statement["result"]["score"] == {"scaled": 1.0, "raw": 3, "min": 0, "max": 3}


def test_the_course_is_complete_in_the_same_transaction_when_the_checks_were_the_last_step():
    taught = attempts.course(questions=1)
    enrollment = attempts.learner(taught)
    actions.declare_test(course=taught.course, at=attempts.AT)
    courses.read_lesson(enrollment=enrollment, lesson=taught.lesson, at=attempts.AT)
    enrollment.refresh_from_db()
    assert enrollment.completed_at is None
    outcome = attempts.answer(taught, enrollment, "a")
    assert outcome.completed_course
    enrollment.refresh_from_db()
    assert enrollment.completed_at == attempts.AT
    about = [statement["object"]["id"] for statement in said(enrollment, vocabulary.COMPLETED)]
    assert vocabulary.iri("course", taught.course.uuid) in about


def test_what_is_rolled_back_leaves_nothing():
    taught = attempts.course(questions=1)
    enrollment = attempts.learner(taught)
    with transaction.atomic():
        assert attempts.answer(taught, enrollment, "a").is_passed
        transaction.set_rollback(True)
    assert not Attempt.objects.exists()
    assert not StepCompletion.objects.exists()
    assert said(enrollment, vocabulary.ANSWERED, vocabulary.PASSED) == []


@pytest.mark.parametrize(("right", "is_passed"), [(7, True), (6, False)])
def test_seventy_percent_is_enough_and_less_is_not(right, is_passed):
    taught = attempts.course(questions=10)
    enrollment = attempts.learner(taught)
    outcome = attempts.answer(taught, enrollment, *["a"] * right, *["b"] * (10 - right))
    assert outcome.is_passed is is_passed
    assert Attempt.objects.get().scaled_score == right / 10


def test_how_many_must_be_right():
    assert [needed_right(counting, 0.7) for counting in (1, 3, 9, 10, 20, 30)] == [1, 3, 7, 7, 14, 21]


def test_go_further_questions_never_decide():
    taught = attempts.course(questions=2, further=3)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "b", "b", "b", start=2)
    assert Attempt.objects.get().finished_at is None
    outcome = attempts.answer(taught, enrollment, "a", "a")
    assert outcome.is_passed
    assert Attempt.objects.get().scaled_score == 1.0


def test_go_further_questions_may_still_be_answered_after_the_result():
    taught = attempts.course(questions=1, further=1)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a")
    outcome = attempts.answer(taught, enrollment, "a", start=1)
    assert len(outcome.stored) == 1
    assert outcome.is_passed is None
    assert len(said(enrollment, vocabulary.PASSED)) == 1


def test_a_course_without_a_level_counts_every_question():
    taught = attempts.course(questions=1, further=1, level=None)
    attempts.answer(taught, attempts.learner(taught), "a")
    assert list(AttemptItem.objects.values_list("is_counting", flat=True)) == [True, True]


def test_a_failed_attempt_says_failed_and_ticks_nothing():
    taught = attempts.course(questions=2)
    enrollment = attempts.learner(taught)
    assert attempts.answer(taught, enrollment, "b", "").is_passed is False
    assert not StepCompletion.objects.exists()
    (statement,) = said(enrollment, vocabulary.FAILED)
    assert statement["result"]["score"]["scaled"] == 0


def test_try_again_asks_all_counting_checks_anew_and_leaves_go_further_alone():
    taught = attempts.course(questions=2, further=1)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a", "b", "a")
    bank.edit(taught.questions[0], stem="What is accuracy?")
    again = actions.try_again(enrollment=enrollment, at=attempts.AT)
    assert again.number == 2
    assert [item.version.number for item in again.items.order_by("order")] == [2, 1]
    current = AttemptItem.objects.filter(is_current=True).order_by("order")
    assert [item.attempt.number for item in current] == [2, 2, 1]
    assert attempts.answer(taught, enrollment, "a", "a").is_passed
    assert [attempt.is_passed for attempt in Attempt.objects.order_by("number")] == [False, True]


def test_a_question_published_later_joins_the_next_attempt():
    taught = attempts.course(questions=1)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "b")
    taught.placed[0].append(bank.question(course=taught.course, module=taught.module))
    taught.publish()
    assert AttemptItem.objects.count() == 1
    assert actions.try_again(enrollment=enrollment, at=attempts.AT).items.count() == 2


def test_two_clicks_on_try_again_make_one_attempt():
    taught = attempts.course(questions=1)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "b")
    first = actions.try_again(enrollment=enrollment, at=attempts.AT)
    assert actions.try_again(enrollment=enrollment, at=attempts.AT) == first


@pytest.mark.parametrize("choices", [[], ["a"]])
def test_nobody_tries_again_without_having_failed(choices):
    taught = attempts.course(questions=1)
    enrollment = attempts.learner(taught)
    if choices:
        attempts.answer(taught, enrollment, *choices)
    with pytest.raises(actions.NotAfterAFailure):
        actions.try_again(enrollment=enrollment, at=attempts.AT)


def test_the_first_answer_declares_the_test_as_a_step_of_the_course():
    taught = attempts.course(questions=2)
    attempts.answer(taught, attempts.learner(taught), "a")
    step = CourseStep.objects.get(kind="test")
    assert (step.key, step.label) == ("course", "Get 2 of the 2 checks in its lessons right")


def test_a_course_whose_questions_all_go_further_has_no_test():
    taught = attempts.course(questions=0, further=1)
    enrollment = attempts.learner(taught)
    outcome = attempts.answer(taught, enrollment, "a")
    assert outcome.is_passed is None
    assert not CourseStep.objects.filter(kind="test").exists()
    assert actions.declare_test(course=taught.course, at=attempts.AT) is False


def test_a_draft_is_not_asked():
    taught = attempts.course(questions=1)
    taught.placed[0].append(bank.draft(course=taught.course, module=taught.module))
    taught.publish()
    attempts.answer(taught, attempts.learner(taught), "a")
    assert AttemptItem.objects.count() == 1


def test_the_result_in_numbers():
    taught = attempts.course(questions=3, further=2)
    enrollment = attempts.learner(taught)
    assert results_for(enrollment).status == "not-started"
    attempts.answer(taught, enrollment, "a", "b")
    attempts.answer(taught, enrollment, "a", start=3)
    result = results_for(enrollment)
    assert (result.status, result.answered, result.right, result.asked, result.needed) == ("open", 2, 1, 3, 3)
    assert (result.further, result.further_answered) == (2, 1)
    attempts.answer(taught, enrollment, "a", start=2)
    result = results_for(enrollment)
    assert (result.status, result.answered, result.right, result.scaled_score) == ("failed", 3, 2, 2 / 3)


def test_the_version_that_was_read_is_the_one_that_counts():
    """Published again between reading and the first answer: scored on what stood on the page."""
    taught = attempts.course(questions=1)
    read = attempts.version_of(taught.questions[0])
    bank.edit(taught.questions[0], options=bank.options(right="b"))
    outcome = actions.answer(
        enrollment=attempts.learner(taught), lesson=taught.lesson, answers=[(read, ["a"])], at=attempts.AT
    )
    assert outcome.stored == [read]
    assert Response.objects.get().is_correct
    assert AttemptItem.objects.get().version.uuid == read


def test_a_page_older_than_the_attempt_is_stale_and_stores_nothing():
    taught = attempts.course(questions=2)
    enrollment = attempts.learner(taught)
    old = attempts.version_of(taught.questions[1])
    bank.edit(taught.questions[1], stem="Which dimension fails now?")
    attempts.answer(taught, enrollment, "a")
    outcome = actions.answer(
        enrollment=enrollment, lesson=taught.lesson, answers=[(old, ["a"])], at=attempts.AT
    )
    assert (outcome.stale, outcome.stored) == ([old], [])
    assert Response.objects.count() == 1


def test_a_running_attempt_keeps_its_version_when_the_question_changes():
    taught = attempts.course(questions=2)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a")
    frozen = AttemptItem.objects.get(question=taught.questions[1]).version.uuid
    bank.edit(taught.questions[1], options=bank.options(right="b"))
    outcome = actions.answer(
        enrollment=enrollment, lesson=taught.lesson, answers=[(frozen, ["a"])], at=attempts.AT
    )
    assert outcome.is_passed
    assert Question.objects.get(pk=taught.questions[1].pk).live_version.uuid != frozen
