"""What is asked of one person, for the action that stores the answers.

Every answer reads it, so it is prepared and brings no more than the questions being answered.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, UUIDField, Value

from assessments.attempts.models import (
    AttemptFacts,
    AttemptItem,
    PaperItem,
    Sitting,
    VersionFacts,
)
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
    "others_left",
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
    "item__version__options",
    "item__version__key",
]

ITEM = COLUMNS.index("item__id")


def _on_course(*, user: int, course: str) -> QuerySet[Enrollment]:
    """A person's own enrolment on a course that is there."""
    mine = Enrollment.objects.visible_to(User(pk=user)).filter(user=user)
    return mine.filter(course__slug=course, course__retired_at=None)


def _in_lesson(enrollments: QuerySet[Enrollment], lesson: Q, versions: list[UUID]) -> Any:
    """The items with these versions, or the one row of a person who has no items yet."""
    there = enrollments.filter(lesson, course__lessons__retired_at=None)
    others = _left().exclude(version__uuid__in=versions)
    found = _with_items(there.annotate(lesson_uuid=F("course__lessons__uuid"), others_left=Exists(others)))
    return found.filter(Q(item__id=None) | Q(item__version__uuid__in=versions)).values_list(*COLUMNS)


def _left() -> QuerySet[AttemptItem]:
    """The counting checks of the enrolment outside that are still to be answered."""
    return AttemptItem.objects.filter(
        enrollment=OuterRef("pk"),
        is_current=True,
        is_counting=True,
        excused_at=None,
        version__withdrawn_at=None,
        response=None,
    )


def _with_items(enrollments: Any) -> Any:
    """A row for each current item, or one without an item."""
    return enrollments.annotate(
        item=FilteredRelation("attempt_items", condition=Q(attempt_items__is_current=True))
    )


# Every answer runs these, so they are prepared.
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


def lock(enrollments: QuerySet[Enrollment]) -> None:
    """Let one request at a time answer for an enrolment, before anything is read that a decision rests on.

    In a statement of its own: in PostgreSQL's read committed mode a query that waits for a lock still
    sees the other tables as they were when it began. SQLite's immediate transaction holds the whole
    database already.
    """
    if connection.features.has_select_for_update:
        list(enrollments.select_for_update(of=("self",), no_key=True).values_list("pk"))


def sitting_at(*, user: Any, course: str, lesson: str, versions: Iterable[UUID]) -> Sitting:
    """The sitting of the signed-in person at the address of a lesson (two slugs): the items with these
    versions. One query; the caller holds the enrolment (`courses.actions.take_place`), since in PostgreSQL's
    read committed mode a query that waits for a lock still sees the other tables as they were before.

    Raises Enrollment.DoesNotExist for someone who is not on the course, and for a lesson that it does not
    have.
    """
    if not user.is_active:
        raise Enrollment.DoesNotExist
    rows = _AT_ADDRESS.run(user=user.pk, course=course, lesson=lesson, versions=list(versions))
    return (
        _sitting(rows)
        if rows
        else _bare(_on_course(user=user.pk, course=course), course__lessons__slug=lesson)
    )


def sitting_in(*, enrollment: int, lesson: int, versions: Iterable[UUID]) -> Sitting:
    """The same for an enrolment and a lesson by their ids."""
    mine = Enrollment.objects.filter(pk=enrollment)
    lock(mine)
    rows = _OF_ENROLLMENT.run(enrollment=enrollment, lesson=lesson, versions=list(versions))
    return _sitting(rows) if rows else _bare(mine, course__lessons=lesson)


def _bare(enrollments: QuerySet[Enrollment], **lesson: Any) -> Sitting:
    """Someone who has begun, and is asked about none of the versions; or nobody, which raises."""
    found = enrollments.filter(**lesson, course__lessons__retired_at=None).first()
    if found is None:
        raise Enrollment.DoesNotExist
    here = sitting_of(found.pk)
    here.items = {}
    return here


def sitting_of(enrollment: int) -> Sitting:
    """All current items of an enrolment, for the result: no lesson. One query; the lock is the caller's."""
    alone = Enrollment.objects.filter(pk=enrollment)
    here = alone.annotate(lesson_uuid=Value(None, output_field=UUIDField()), others_left=Exists(_left()))
    return _sitting(list(_with_items(here).values_list(*COLUMNS)))


def _sitting(rows: Sequence[Sequence[Any]]) -> Sitting:
    found = Sitting(
        enrollment_id=rows[0][0],
        enrollment_uuid=rows[0][1],
        is_started=rows[0][2] is not None,
        account_name=rows[0][3],
        course_id=rows[0][4],
        course_uuid=rows[0][5],
        course_title=rows[0][6],
        lesson_uuid=rows[0][7],
        others_left=rows[0][8],
        has_attempt=rows[0][ITEM] is not None,
    )
    attempts: dict[int, AttemptFacts] = {}
    for row in rows:
        if row[ITEM] is not None:
            item = _paper_item(row[ITEM:], attempts)
            found.items[item.version.uuid] = item
    return found


def _paper_item(row: Sequence[Any], attempts: dict[int, AttemptFacts]) -> PaperItem:
    """The item in the COLUMNS from `item__id` on."""
    item_id, is_counting, excused_at, is_correct, attempt_id, *rest = row
    attempt_uuid, number, pass_mark, finished_at, version_uuid, version_number, withdrawn_at, *rest = rest
    form, select, guess, skill_uuid, level_rank, question_uuid, slug, options, key = rest
    if attempt_id not in attempts:
        attempts[attempt_id] = AttemptFacts(attempt_id, attempt_uuid, number, pass_mark, finished_at)
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
        is_counting=is_counting and excused_at is None,
        is_open=excused_at is None and withdrawn_at is None,
        is_withdrawn=withdrawn_at is not None,
        is_correct=is_correct,
        version=version,
    )
