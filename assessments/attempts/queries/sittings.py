"""What the checks of a course look like for one person: read once, acted on or shown by others."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, FilteredRelation, Q, QuerySet, UUIDField, Value, When

from assessments.attempts.models import AttemptFacts, PaperItem, Sitting, VersionFacts
from courses.models import Enrollment
from lms.accounts.models import User
from lms.prepared import PreparedQuery

COLUMNS = [
    "pk",
    "uuid",
    "started_at",
    "user__identity__account_name",
    "course_id",
    "course__uuid",
    "course__title",
    "lesson_uuid",
    "item__id",
    "item__is_counting",
    "item__excused_at",
    "item__response__is_correct",
    "item__attempt__id",
    "item__attempt__uuid",
    "item__attempt__number",
    "item__attempt__pass_mark",
    "item__attempt__finished_at",
    "item__version__uuid",
    "item__version__number",
    "item__version__withdrawn_at",
    "item__version__form",
    "item__version__select",
    "item__version__guess",
    "item__version__skill__uuid",
    "item__version__level__rank",
    "item__question__uuid",
    "item__question__slug",
    "posted_options",
    "posted_key",
]


def _on_course(*, user: int, course: str) -> QuerySet[Enrollment]:
    """A person's own enrolment on a course that is there."""
    mine = Enrollment.objects.visible_to(User(pk=user)).filter(user=user)
    return mine.filter(course__slug=course, course__retired_at=None)


def _in_lesson(enrollments: QuerySet[Enrollment], lesson: Q, versions: list[UUID]) -> Any:
    there = enrollments.filter(lesson, course__lessons__retired_at=None)
    return _items(there.annotate(lesson_uuid=F("course__lessons__uuid")), versions)


def _items(enrollments: QuerySet[Enrollment], versions: list[UUID]) -> Any:
    """A row for each current item, or one without an item."""
    posted = Q(item__version__uuid__in=versions)
    return enrollments.annotate(
        item=FilteredRelation("attempt_items", condition=Q(attempt_items__is_current=True)),
        # The two long columns only where they are used.
        posted_options=Case(When(posted, then=F("item__version__options"))),
        posted_key=Case(When(posted, then=F("item__version__key"))),
    ).values_list(*COLUMNS)


# Every answer runs these, so they are prepared.
_LOCK_ON_COURSE = PreparedQuery(
    lambda **where: _locked(_on_course(**where)),
    user=int,
    course=str,
)
_AT_ADDRESS = PreparedQuery(
    lambda *, user, course, lesson, versions: _in_lesson(
        _on_course(user=user, course=course), Q(course__lessons__slug=lesson), versions
    ),
    user=int,
    course=str,
    lesson=str,
    versions=[UUID],
)
_OF_ENROLLMENT = PreparedQuery(
    lambda *, enrollment, lesson, versions: _in_lesson(
        Enrollment.objects.filter(pk=enrollment), Q(course__lessons=lesson), versions
    ),
    enrollment=int,
    lesson=int,
    versions=[UUID],
)


def _locked(enrollments: QuerySet[Enrollment]) -> Any:
    return enrollments.select_for_update(of=("self",), no_key=True).values_list("pk")


def lock(enrollments: QuerySet[Enrollment]) -> None:
    """Let one request at a time answer for an enrolment, before anything is read that a decision rests on.

    In a statement of its own: in PostgreSQL's read committed mode a query that waits for a lock still
    sees the other tables as they were when it began. SQLite's immediate transaction holds the whole
    database already.
    """
    if connection.features.has_select_for_update:
        list(_locked(enrollments))


def sitting_at(*, user: Any, course: str, lesson: str, versions: Iterable[UUID]) -> Sitting:
    """Lock and read the sitting of the signed-in person at the address of a lesson (two slugs), with the
    facts of the posted `versions`. One query, and the lock.

    Raises Enrollment.DoesNotExist for someone who is not on the course, and for a lesson that it does not
    have.
    """
    if not user.is_active:
        raise Enrollment.DoesNotExist
    if connection.features.has_select_for_update:
        _LOCK_ON_COURSE.run(user=user.pk, course=course)
    return _sitting(_AT_ADDRESS.run(user=user.pk, course=course, lesson=lesson, versions=list(versions)))


def sitting_in(*, enrollment: int, lesson: int, versions: Iterable[UUID]) -> Sitting:
    """The same for an enrolment and a lesson by their ids."""
    lock(Enrollment.objects.filter(pk=enrollment))
    return _sitting(_OF_ENROLLMENT.run(enrollment=enrollment, lesson=lesson, versions=list(versions)))


def sitting_of(enrollment: int) -> Sitting:
    """The sitting of an enrolment when nobody is answering: no lesson, no facts. One query; the lock is the
    caller's."""
    alone = Enrollment.objects.filter(pk=enrollment)
    return _sitting(list(_items(alone.annotate(lesson_uuid=Value(None, output_field=UUIDField())), [])))


def _sitting(rows: Sequence[Sequence[Any]]) -> Sitting:
    if not rows:
        raise Enrollment.DoesNotExist
    found = Sitting(
        enrollment_id=rows[0][0],
        enrollment_uuid=rows[0][1],
        is_started=rows[0][2] is not None,
        account_name=rows[0][3],
        course_id=rows[0][4],
        course_uuid=rows[0][5],
        course_title=rows[0][6],
        lesson_uuid=rows[0][7],
    )
    attempts: dict[int, AttemptFacts] = {}
    for row in rows:
        if row[8] is not None:
            item = _paper_item(row[8:], attempts)
            found.items[item.version_uuid] = item
    return found


def _paper_item(row: Sequence[Any], attempts: dict[int, AttemptFacts]) -> PaperItem:
    """The item in the COLUMNS from `item__id` on."""
    item_id, is_counting, excused_at, is_correct, attempt_id, *rest = row
    attempt_uuid, number, pass_mark, finished_at, version_uuid, version_number, withdrawn_at, *rest = rest
    form, select, guess, skill_uuid, level_rank, question_uuid, slug, options, key = rest
    if attempt_id not in attempts:
        attempts[attempt_id] = AttemptFacts(attempt_id, attempt_uuid, number, pass_mark, finished_at)
    version = None
    if key is not None:
        version = VersionFacts(
            uuid=version_uuid,
            number=version_number,
            question_uuid=question_uuid,
            question_slug=slug,
            form=form,
            select=select,
            option_ids=tuple(option["id"] for option in options),
            key=tuple(key),
            skill_uuid=skill_uuid,
            level_rank=level_rank,
            guess=guess,
        )
    return PaperItem(
        id=item_id,
        attempt=attempts[attempt_id],
        version_uuid=version_uuid,
        is_counting=is_counting and excused_at is None,
        is_open=excused_at is None and withdrawn_at is None,
        is_withdrawn=withdrawn_at is not None,
        is_correct=is_correct,
        version=version,
    )
