"""Answering the checks of a lesson: one transaction from the choice to the tick (design, "An answer, end
to end")."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments.attempts import statements
from assessments.attempts.actions.papers import begin
from assessments.attempts.actions.results import complete_test, finish
from assessments.attempts.models import PaperItem, Response, Sitting, VersionFacts
from assessments.attempts.queries import sitting_at, sitting_in, sitting_of
from assessments.bank.models import QuestionVersion
from assessments.measurement.scoring import is_correct
from courses import actions as courses
from courses.models import Enrollment, Lesson
from lms import prepared
from lms.lrs import store

MOST_ANSWERS = 50

# What was chosen: option ids; empty for "I don't know".
Choice = Sequence[str]


class UnknownQuestion(Exception):
    """A version that is not asked of this person here, or never existed: nobody learns which."""


class InvalidChoice(Exception):
    """Choices that are no answer. `problems`: {version uuid: "select" or "both"}; nothing was stored."""

    def __init__(self, problems: dict[UUID, str]):
        super().__init__(problems)
        self.problems = problems


@dataclass(slots=True)
class Outcome:
    """What became of the answers, by version uuid. `is_passed` is None unless this finished the attempt."""

    stored: list[UUID] = field(default_factory=list)
    repeated: list[UUID] = field(default_factory=list)  # answered before: the first answer stands
    stale: list[UUID] = field(default_factory=list)  # another version of the question is asked now
    is_passed: bool | None = None
    completed_course: bool = False


def answer(
    *, enrollment: Enrollment, lesson: Lesson, answers: Sequence[tuple[UUID, Choice]], at: datetime
) -> Outcome:
    """Answer 1 to 50 questions of a lesson: pairs of (question version, choice).

    Each question once: a repeat changes nothing. Makes the attempt at the first answer, scores, stores,
    says it to the record store and, with the last counting check, finishes the attempt and completes the
    test step when passed. All in the caller's transaction.

    Raises UnknownQuestion, InvalidChoice, Enrollment.DoesNotExist (also for a lesson of another course).
    """
    posted = _posted(answers)
    here = sitting_in(enrollment=enrollment.pk, lesson=lesson.pk, versions=posted)
    return _answer(here, posted, at=at)


def answer_in_lesson(
    *,
    user: Any,
    course: str,
    lesson: str,
    answers: Sequence[tuple[UUID, Choice]],
    place: str = "",
    at: datetime,
) -> Outcome:
    """The same for the signed-in person at the address of a lesson (two slugs). `place` is the id in the page
    to come back to."""
    posted = _posted(answers)
    courses.take_place(user=user, course=course, lesson=lesson, anchor=place, at=at)
    here = sitting_at(user=user, course=course, lesson=lesson, versions=posted)
    return _answer(here, posted, at=at)


def _posted(answers: Sequence[tuple[UUID, Choice]]) -> dict[UUID, Choice]:
    posted = dict(answers)
    if not 1 <= len(posted) <= MOST_ANSWERS:
        raise ValueError(f"Expected 1 to {MOST_ANSWERS} answers, not {len(posted)}.")
    return posted


def _answer(here: Sitting, posted: dict[UUID, Choice], *, at: datetime) -> Outcome:
    if not here.has_attempt:
        begin(here, posted=posted, at=at)
    outcome = Outcome()
    given = _sort_out(here, posted, outcome)
    problems = {
        item.version.uuid: problem
        for item, choice in given
        if (problem := problem_with(item.version, choice))
    }
    if problems:
        raise InvalidChoice(problems)
    if not given:
        return outcome
    if not here.is_started:
        people = Enrollment.objects.select_related("course", "user__identity")
        courses.start(enrollment=people.get(pk=here.enrollment_id), at=at)
    said = _store(here, given, at=at)
    outcome.stored = [item.version.uuid for item, _ in given]
    is_last = not here.others_left and any(item.is_counting for item, _ in given)
    result = finish(sitting_of(here.enrollment_id), at=at) if is_last else None
    if result is not None:
        outcome.is_passed = result.is_passed
        said.extend(result.statements)
    if here.account_name:
        store.record(said, at=at)
    if outcome.is_passed:
        outcome.completed_course = complete_test(here, at=at)
    return outcome


def _sort_out(here: Sitting, posted: dict[UUID, Choice], outcome: Outcome) -> list[tuple[PaperItem, Choice]]:
    """The answers that are new; repeats and stale ones go into the outcome."""
    missing = [uuid for uuid in posted if uuid not in here.items]
    if missing:
        outcome.stale = _stale(here, missing)
        if len(outcome.stale) < len(missing):
            raise UnknownQuestion
    given = []
    for uuid, choice in posted.items():
        item = here.items.get(uuid)
        if item is None:
            continue
        if item.is_answered:
            outcome.repeated.append(uuid)
        elif item.is_open:
            given.append((item, choice))
        else:
            outcome.stale.append(uuid)
    return given


def _stale(here: Sitting, versions: list[UUID]) -> list[UUID]:
    """Those that are another version of a question in this person's attempts: the page was opened before."""
    known = QuestionVersion.objects.filter(
        uuid__in=versions, question__attempt_items__enrollment=here.enrollment_id
    )
    return list(known.values_list("uuid", flat=True).distinct())


def problem_with(version: VersionFacts, choice: Choice) -> str | None:
    """Why a choice is no answer to this version: the wrong number of options ("select"), or something
    that is no option ("both": an option and "I don't know" were ticked)."""
    if not choice:
        return None
    if len(set(choice)) != len(choice) or not set(choice) <= set(version.option_ids):
        return "both"
    wanted = 1 if version.form == "single" else version.select
    return "select" if wanted is not None and len(choice) != wanted else None


def _store(here: Sitting, given: list[tuple[PaperItem, Choice]], *, at: datetime) -> list[dict[str, Any]]:
    """Score and store the new answers, in one insert; returns their statements."""
    responses = []
    said = []
    for item, choice in given:
        item.is_correct = is_correct(item.version.key, choice)
        response = Response(
            item_id=item.id,
            choice=sorted(choice),
            is_dont_know=not choice,
            is_correct=item.is_correct,
            answered_at=at,
        )
        responses.append(response)
        if here.account_name:
            said.append(statements.answered(here, item.attempt, item.version, response))
    prepared.insert(responses)
    return said
