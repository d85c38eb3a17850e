"""One answer: what is stored, said and repeated."""

from uuid import uuid4

import pytest

from assessments.attempts import actions
from assessments.attempts.models import Attempt, AttemptItem, Response
from courses.models import Enrollment
from lms.lrs import store, vocabulary
from tests.factories import attempts, bank
from tests.factories.accounts import daniel

pytestmark = pytest.mark.django_db


def said(enrollment, *verbs):
    return store.statements_of(enrollment.user.account_name, verbs=verbs or None)


def test_the_first_answer_makes_the_attempt_and_freezes_every_question():
    taught = attempts.course(questions=3, further=1)
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "a")
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.pass_mark, attempt.finished_at) == (1, 0.7, None)
    items = AttemptItem.objects.order_by("order")
    assert [item.question for item in items] == taught.questions
    assert [item.is_counting for item in items] == [True, True, True, False]
    assert {item.version_id for item in items} == {question.live_version_id for question in taught.questions}
    assert Response.objects.get().is_correct


def test_an_answer_is_said_to_the_record_store_once():
    taught = attempts.course()
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "b")
    attempts.answer(taught, enrollment, "b")
    (statement,) = said(enrollment, vocabulary.ANSWERED)
    assert statement["result"]["response"] == "b"
    assert statement["result"]["success"] is False


def test_a_repeated_answer_changes_nothing_and_the_first_one_stands():
    taught = attempts.course()
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "b")
    outcome = attempts.answer(taught, enrollment, "a")
    assert outcome.repeated == [attempts.version_of(taught.questions[0])]
    assert outcome.stored == []
    assert Response.objects.get().choice == ["b"]


def test_i_dont_know_is_an_answer_that_is_not_right_and_told_apart():
    taught = attempts.course()
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "")
    response = Response.objects.get()
    assert (response.is_dont_know, response.is_correct, response.choice) == (True, False, [])
    (statement,) = said(enrollment, vocabulary.ANSWERED)
    assert statement["result"]["extensions"] == {vocabulary.Extension.DONT_KNOW: True}
    assert statement["result"]["success"] is False


def test_a_version_that_nobody_knows_is_refused_and_leaves_nothing():
    taught = attempts.course()
    enrollment = attempts.learner(taught)
    with pytest.raises(actions.UnknownQuestion):
        actions.answer(
            enrollment=enrollment, lesson=taught.lesson, answers=[(uuid4(), ["a"])], at=attempts.AT
        )


def test_a_question_of_another_course_is_refused():
    taught, other = attempts.course(), attempts.course()
    enrollment = attempts.learner(taught)
    foreign = attempts.version_of(other.questions[0])
    with pytest.raises(actions.UnknownQuestion):
        actions.answer(
            enrollment=enrollment, lesson=taught.lesson, answers=[(foreign, ["a"])], at=attempts.AT
        )


def test_a_lesson_of_another_course_is_refused():
    taught, other = attempts.course(), attempts.course()
    enrollment = attempts.learner(taught)
    mine = attempts.version_of(taught.questions[0])
    with pytest.raises(Enrollment.DoesNotExist):
        actions.answer(enrollment=enrollment, lesson=other.lesson, answers=[(mine, ["a"])], at=attempts.AT)


def test_nobody_answers_at_an_address_where_they_are_not_enrolled():
    taught = attempts.course()
    attempts.learner(taught)
    mine = attempts.version_of(taught.questions[0])
    with pytest.raises(Enrollment.DoesNotExist):
        actions.answer_in_lesson(
            user=daniel(),
            course=taught.course.slug,
            lesson=taught.lesson.slug,
            answers=[(mine, ["a"])],
            at=attempts.AT,
        )


@pytest.mark.parametrize(
    ("values", "choice", "problem"),
    [
        ({}, ["a", "b"], "select"),
        ({}, ["z"], "both"),
        ({}, ["a", "a"], "both"),
        ({"form": "multiple", "select": 2, "right": "ab"}, ["a"], "select"),
        ({"form": "multiple", "select": 2, "right": "ab"}, ["a", "b", "c"], "select"),
        ({"form": "multiple", "right": "ab"}, ["a", "dont-know"], "both"),
    ],
)
def test_what_the_page_does_not_offer_is_no_answer(values, choice, problem):
    taught = attempts.course(questions=1)
    odd = bank.question(course=taught.course, module=taught.module, **values)
    taught.placed[0].append(odd)
    taught.publish()
    version = attempts.version_of(odd)
    with pytest.raises(actions.InvalidChoice) as refused:
        actions.answer(
            enrollment=attempts.learner(taught),
            lesson=taught.lesson,
            answers=[(version, choice)],
            at=attempts.AT,
        )
    assert refused.value.problems == {version: problem}


def test_choose_two_is_right_in_any_order_and_only_when_both_are_chosen():
    taught = attempts.course(questions=1)
    two = [
        bank.question(course=taught.course, module=taught.module, form="multiple", select=2, right="ac")
        for _ in range(2)
    ]
    taught.placed[0] += two
    taught.publish()
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "ca", "ab", start=1)
    assert list(Response.objects.order_by("item__order").values_list("is_correct", "choice")) == [
        (True, ["a", "c"]),
        (False, ["a", "b"]),
    ]


def test_more_than_fifty_answers_at_once_are_refused():
    taught = attempts.course()
    with pytest.raises(ValueError, match="1 to 50"):
        actions.answer(
            enrollment=attempts.learner(taught),
            lesson=taught.lesson,
            answers=[(uuid4(), ["a"]) for _ in range(51)],
            at=attempts.AT,
        )


def test_an_answer_before_starting_starts_the_course():
    taught = attempts.course()
    enrollment = attempts.learner(taught)
    Enrollment.objects.update(started_at=None)
    attempts.answer(taught, enrollment, "a")
    verbs = {statement["verb"]["id"] for statement in said(enrollment)}
    assert verbs == {vocabulary.INITIALIZED, vocabulary.ANSWERED}
