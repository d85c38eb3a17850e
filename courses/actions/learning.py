"""Enrol, start, read, complete. Each is one use case, repeatable: what has happened already changes nothing
again.

All run in the caller's transaction. Rows of one enrolment are written under its lock, so that two requests
of one person wait for each other: the second finds what the first wrote (reliability guide, rule 5; on
SQLite the immediate transaction does the waiting)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from courses import statements
from courses.models import Course, CourseStep, Enrollment, Lesson, StepCompletion
from lms import prepared
from lms.lrs import store

# Callers hold the transaction; a savepoint of our own in it would cost two statements and save nothing.
together = transaction.atomic(savepoint=False)

READ, TEST = CourseStep.Kind.READ, CourseStep.Kind.TEST


@together
def enroll(*, user: Any, course: Course, at: datetime) -> Enrollment:
    """Put a person on a course, once; a repeat gives the enrolment that is there."""
    enrollment, is_new = Enrollment.objects.get_or_create(
        user=user, course=course, defaults={"enrolled_at": at}
    )
    if is_new:
        record([statements.registered(enrollment, name) for name in account_of(enrollment)], at=at)
    return enrollment


@together
def start(*, enrollment: Enrollment, at: datetime) -> bool:
    """Begin a course. True the first time; later ones change nothing."""
    # The condition is in the UPDATE, so of two starts at once one finds nothing to change.
    started = Enrollment.objects.filter(pk=enrollment.pk, started_at__isnull=True).update(started_at=at)
    if not started:
        if enrollment.started_at is None:
            enrollment.refresh_from_db(fields=["started_at"])
        return False
    enrollment.started_at = at
    record([statements.initialized(enrollment, name, at=at) for name in account_of(enrollment)], at=at)
    return True


def set_position(*, enrollment: Enrollment, lesson: Lesson | int, anchor: str = "", at: datetime) -> None:
    """Remember where to come back to: a lesson (row or id) and the id of a place in it. One query. An older
    moment never overwrites a newer one (a late request of another tab)."""
    lesson_id = lesson if isinstance(lesson, int) else lesson.pk
    Enrollment.objects.filter(pk=enrollment.pk).exclude(position_at__gt=at).update(
        position_lesson_id=lesson_id, position_anchor=anchor[:100], position_at=at
    )


# Every answer runs it, so it is written by hand: one statement, no row made, no id looked up before.
_PLACE = """
UPDATE courses_enrollment SET position_lesson_id = lesson.id, position_anchor = %s, position_at = %s
FROM courses_lesson AS lesson INNER JOIN courses_course AS course ON course.id = lesson.course_id
WHERE courses_enrollment.user_id = %s AND courses_enrollment.course_id = course.id
AND course.slug = %s AND course.retired_at IS NULL AND lesson.slug = %s AND lesson.retired_at IS NULL
"""


def take_place(*, user: Any, course: str, lesson: str, anchor: str, at: datetime) -> None:
    """Someone acts at a place of a lesson (two slugs, the id of the place): remember it, and hold their
    enrolment until the transaction ends, so that another request of theirs waits. Nothing happens to
    somebody who is not on the course. One query."""
    moment = connection.ops.adapt_datetimefield_value(at) if connection.vendor == "sqlite" else at
    prepared.execute(_PLACE, [anchor[:100], moment, user.pk, course, lesson])


@together
def read_lesson(*, enrollment: Enrollment, lesson: Lesson, at: datetime) -> bool:
    """A person has read a lesson. True when that completed the course; False for a lesson that asks no
    reading (unpublished meanwhile) or is read already."""
    return complete_step(
        enrollment=enrollment,
        step=(READ, str(lesson.uuid)),
        how=StepCompletion.How.READ,
        at=at,
        lesson=lesson,
    )


def ensure_step(*, course: Course, kind: str, key: str, label: str, order: int) -> CourseStep:
    """Declare a step of a course, or bring its label and place up to date; a retired one comes back."""
    step, _ = CourseStep.objects.update_or_create(
        course=course, kind=kind, key=key, defaults={"label": label, "order": order, "retired_at": None}
    )
    return step


@together
def complete_step(
    *,
    enrollment: Enrollment,
    step: CourseStep | tuple[str, str],
    how: str,
    at: datetime,
    lesson: Lesson | None = None,
) -> bool:
    """The only door to a completion (design, decision 2). `step`: a row, or its (kind, key). `lesson` saves
    a query where the caller has it.

    Writes the tick and, when no live step is left, the completion of the course, each with its statement,
    in one go. Returns True when this call completed the course. Unknown, retired and repeated steps change
    nothing."""
    if enrollment.started_at is None:
        start(enrollment=enrollment, at=at)
    locked = Enrollment.objects.select_for_update(no_key=True).values_list("completed_at", flat=True)
    completed_at = locked.get(pk=enrollment.pk)
    kind, key = (step.kind, step.key) if isinstance(step, CourseStep) else step
    done = StepCompletion.objects.filter(enrollment=enrollment, step=OuterRef("pk"))
    steps = list(
        CourseStep.objects.live()
        .filter(course=enrollment.course_id)
        .annotate(is_done=Exists(done))
        .values_list("pk", "kind", "key", "is_done")
    )
    mine = next((each for each in steps if (each[1], each[2]) == (kind, key)), None)
    if mine is None or mine[3]:
        return False
    completion = StepCompletion.objects.create(enrollment=enrollment, step_id=mine[0], how=how, at=at)
    completes = completed_at is None and all(is_done for pk, _, _, is_done in steps if pk != mine[0])
    if completes:
        Enrollment.objects.filter(pk=enrollment.pk).update(completed_at=at)
        enrollment.completed_at = at
    names = account_of(enrollment)
    said = []
    if kind == READ and how == StepCompletion.How.READ:
        lesson = lesson or Lesson.objects.get(uuid=UUID(key))
        said += [statements.completed_lesson(completion, enrollment, lesson, name) for name in names]
    if completes:
        said += [statements.completed_course(enrollment, name, at=at) for name in names]
    record(said, at=at)
    return completes


@together
def settle(*, course: Course, at: datetime) -> int:
    """Complete the course for those who are left with nothing to do because a step was retired. Returns how
    many."""
    if not CourseStep.objects.live().filter(course=course).exists():
        return 0  # a course without steps asks nothing, so nobody has completed it
    mine = StepCompletion.objects.filter(enrollment=OuterRef(OuterRef("pk")), step=OuterRef("pk"))
    open_steps = CourseStep.objects.live().filter(course=OuterRef("course")).filter(~Exists(mine))
    waiting = (
        Enrollment.objects.select_for_update(no_key=True, of=("self",))
        .filter(course=course, completed_at__isnull=True, started_at__isnull=False)
        .filter(Exists(StepCompletion.objects.filter(enrollment=OuterRef("pk"))))
        .filter(~Exists(open_steps))
        .select_related("course", "user__identity")
        .order_by("pk")
    )
    finished = list(waiting)
    Enrollment.objects.filter(pk__in=[each.pk for each in finished]).update(completed_at=at)
    said = [statements.completed_course(each, name, at=at) for each in finished for name in account_of(each)]
    record(said, at=at)
    return len(finished)


def account_of(enrollment: Enrollment) -> list[str]:
    """The account name under which statements speak of this person; none once the identity has been
    erased."""
    name = enrollment.user.account_name
    return [name] if name else []


def record(said: list[dict[str, Any]], *, at: datetime) -> None:
    if said:
        store.record(said, at=at)
