"""When an attempt is finished and what it is worth, also after its questions changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from assessments.attempts import statements
from assessments.attempts.actions.papers import TEST_KEY, declare_test, paper
from assessments.attempts.models import Attempt, AttemptFacts, AttemptItem, PaperItem, Response, Sitting
from assessments.attempts.queries import lock, sitting_of
from assessments.measurement.scoring import test_score
from courses import actions as courses
from courses.models import Course, CourseStep, Enrollment, StepCompletion
from lms.lrs import store


@dataclass(slots=True)
class Result:
    right: int
    counting: int
    is_passed: bool
    statements: list[dict[str, Any]] = field(default_factory=list)


def standing(items: Iterable[PaperItem]) -> tuple[int, int]:
    """(right, counting): a withdrawn question counts only where it was right, so that it can only help."""
    answers = [item.is_correct for item in items if item.is_correct or not item.is_withdrawn]
    return sum(answer is True for answer in answers), len(answers)


def finish(here: Sitting, *, at: datetime) -> Result | None:
    """Finish the open attempt when no counting check is left to answer. Returns None where there is
    nothing to do.

    The statements are the caller's to record, with those of the answers. One query.
    """
    attempt = here.attempt
    if attempt is None or attempt.finished_at is not None:
        return None
    mine = [item for item in here.items.values() if item.is_counting and item.attempt.id == attempt.id]
    if any(item.is_open and not item.is_answered for item in mine):
        return None
    right, counting = standing(item for item in mine if item.is_answered)
    if not counting:
        return None
    score = test_score(right, counting)
    result = Result(right, counting, is_passed=score >= attempt.pass_mark)
    Attempt.objects.filter(pk=attempt.id, finished_at=None).update(
        finished_at=at, scaled_score=score, is_passed=result.is_passed
    )
    if here.account_name:
        say = statements.passed if result.is_passed else statements.failed
        result.statements.append(say(here, attempt, right=right, counting=counting, at=at))
    return result


def complete_test(here: Sitting, *, at: datetime) -> bool:
    """The tick for the test; True when it completed the course."""
    enrollment = Enrollment.objects.select_related("course", "user__identity").get(pk=here.enrollment_id)
    return courses.complete_step(
        enrollment=enrollment,
        step=(CourseStep.Kind.TEST, TEST_KEY),
        how=StepCompletion.How.PASSED,
        at=at,
    )


def follow_course(*, course: Course, at: datetime) -> None:
    """Bring attempts to what the course asks now, after its lessons or questions changed.

    An unanswered question that is no longer placed, published or right is excused: nobody is kept from a
    result by a question that they cannot see. It is asked again when it comes back while the attempt is
    open. Answered ones stay.
    """
    declare_test(course=course, at=at)
    asked = {place.question.pk for place in paper(course)}
    unanswered = AttemptItem.objects.filter(
        attempt__enrollment__course=course, is_current=True, response=None
    )
    gone = ~Q(question__in=asked) | Q(version__withdrawn_at__isnull=False)
    _lock_open(course)
    _set_excused(unanswered.filter(gone, excused_at=None), at)
    _set_excused(unanswered.exclude(gone).exclude(excused_at=None), None)
    _finish_waiting(course, at=at)


def _lock_open(course: Course) -> None:
    lock(
        Enrollment.objects.filter(course=course, attempts__finished_at=None, attempts__isnull=False).order_by(
            "pk"
        )
    )


def _set_excused(items: Any, excused_at: datetime | None) -> None:
    AttemptItem.objects.filter(pk__in=list(items.values_list("pk", flat=True))).update(excused_at=excused_at)


def _finish_waiting(course: Course, *, at: datetime) -> None:
    """Finish the open attempts in which nothing is left to answer."""
    left = AttemptItem.objects.filter(
        attempt=OuterRef("pk"), is_counting=True, excused_at=None, version__withdrawn_at=None, response=None
    )
    waiting = Attempt.objects.filter(enrollment__course=course, finished_at=None).filter(~Exists(left))
    for enrollment in waiting.order_by("enrollment").values_list("enrollment", flat=True):
        here = sitting_of(enrollment)
        result = finish(here, at=at)
        if result is None:
            continue
        if result.statements:
            store.record(result.statements, at=at)
        if result.is_passed:
            complete_test(here, at=at)


def rescore(*, version: UUID, at: datetime) -> int:
    """After a withdrawal: score finished attempts again, upwards only. Returns how many became passed."""
    affected = Attempt.objects.filter(finished_at__isnull=False).filter(
        Exists(AttemptItem.objects.filter(attempt=OuterRef("pk"), version__uuid=version, is_counting=True))
    )
    passed = 0
    for attempt in affected.order_by("pk"):
        lock(Enrollment.objects.filter(pk=attempt.enrollment_id))
        passed += _rescore(attempt, at=at)
    courses_with = Course.objects.filter(
        enrollments__attempt_items__version__uuid=version, enrollments__attempt_items__is_current=True
    )
    for course in courses_with.distinct().order_by("pk"):
        follow_course(course=course, at=at)
    return passed


def _rescore(attempt: Attempt, *, at: datetime) -> bool:
    right, counting = 0, 0
    for is_right, withdrawn_at in Response.objects.filter(
        item__attempt=attempt, item__is_counting=True
    ).values_list("is_correct", "item__version__withdrawn_at"):
        if is_right or withdrawn_at is None:
            right, counting = right + is_right, counting + 1
    score = test_score(right, counting) if counting else None
    if score is None or score <= (attempt.scaled_score or 0):
        return False
    is_passed = score >= attempt.pass_mark
    newly = is_passed and not attempt.is_passed
    Attempt.objects.filter(pk=attempt.pk).update(scaled_score=score, is_passed=is_passed or attempt.is_passed)
    if newly:
        here = sitting_of(attempt.enrollment_id)
        facts = AttemptFacts(attempt.pk, attempt.uuid, attempt.number, attempt.pass_mark, attempt.finished_at)
        if here.account_name:
            store.record([statements.passed(here, facts, right=right, counting=counting, at=at)], at=at)
        complete_test(here, at=at)
    return bool(newly)
