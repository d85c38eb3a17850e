"""What the checks of a course look like for one person: read once, acted on or shown by others."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, FilteredRelation, Q, QuerySet, UUIDField, Value, When

from assessments.attempts.models import AttemptFacts, PaperItem, Sitting, VersionFacts
from courses.models import Enrollment


def lock(enrollments: QuerySet[Enrollment]) -> None:
    """Let one request at a time answer for an enrolment, before anything is read that a decision rests on.

    In a statement of its own: in PostgreSQL's read committed mode a query that waits for a lock still
    sees the other tables as they were when it began. SQLite's immediate transaction holds the whole
    database already.
    """
    if connection.features.has_select_for_update:
        list(enrollments.select_for_update(of=("self",), no_key=True).values_list("pk"))


def sitting(
    enrollments: QuerySet[Enrollment], *, lesson: Q | None = None, versions: Iterable[UUID] = ()
) -> Sitting:
    """The sitting of the one enrolment in `enrollments`, in the lesson that `lesson` picks (a Q on
    `course__lessons`; none when nobody is reading), with the facts of the posted `versions`. One query.

    Raises Enrollment.DoesNotExist for someone who is not on the course, and for a lesson that it does not
    have.
    """
    posted = list(versions)
    if lesson is not None:
        enrollments = enrollments.filter(lesson, course__lessons__retired_at=None)
        enrollments = enrollments.annotate(lesson_uuid=F("course__lessons__uuid"))
    else:
        enrollments = enrollments.annotate(lesson_uuid=Value(None, output_field=UUIDField()))
    rows = list(
        enrollments.annotate(
            item=FilteredRelation("attempt_items", condition=Q(attempt_items__is_current=True)),
            # The two long columns only where they are used.
            posted_options=Case(When(item__version__uuid__in=posted, then=F("item__version__options"))),
            posted_key=Case(When(item__version__uuid__in=posted, then=F("item__version__key"))),
        ).values_list(
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
        )
    )
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
    """The item in the columns of `sitting` from `item__id` on."""
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
