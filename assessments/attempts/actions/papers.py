"""Which questions an attempt asks, and when there may be a new one (design, decision 8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from assessments.attempts.models import (
    PASS_MARK,
    Attempt,
    AttemptFacts,
    AttemptItem,
    PaperItem,
    Sitting,
    VersionFacts,
)
from assessments.attempts.queries import lock, needed_right
from assessments.bank.models import Question, QuestionVersion
from courses import actions as courses
from courses.models import Course, CourseStep, Enrollment
from courses.queries import placements

TEST_KEY = "course"  # a course has one test: its checks
AFTER_THE_LESSONS = 10_000


class NotAfterAFailure(Exception):
    """A new attempt exists only after one that was finished and not passed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A question that a new attempt asks: the version that it freezes, and where it stands."""

    question: Question
    version: QuestionVersion
    lesson_key: UUID
    order: int
    is_counting: bool


def paper(course: Course, *, posted: Collection[UUID] = ()) -> list[Place]:
    """What an attempt started now asks: every placed question that is published, in the order of reading.

    The version is the live one; where the person has just answered an earlier one (the question was
    published again while the page was open), it is the version that they read. Two queries, three in that
    case.
    """
    placed = {UUID(place.key): place for place in placements(course)}
    live = Question.objects.askable().filter(uuid__in=placed)
    rows = live.select_related("level", "live_version__skill", "live_version__level", "locale").order_by("pk")
    versions = {row.pk: row.live_version for row in rows}
    known = {version.uuid for version in versions.values()}
    if missing := set(posted) - known:
        read = QuestionVersion.objects.filter(
            uuid__in=missing, question__in=list(versions), withdrawn_at=None
        )
        versions |= {version.question_id: version for version in read.select_related("skill", "level")}
    chosen: dict[UUID, Question] = {}
    # One row a language: the one that was read, else that of the site's first language. The best comes last.
    for row in sorted(
        rows,
        key=lambda row: (versions[row.pk].uuid in posted, row.locale.language_code == settings.LANGUAGE_CODE),
    ):
        chosen[row.uuid] = row
    return [
        Place(
            question=question,
            version=versions[question.pk],
            lesson_key=placed[key].lesson_uuid,
            order=placed[key].order,
            is_counting=not is_above(versions[question.pk].level, course),
        )
        for key, question in sorted(chosen.items(), key=lambda pair: placed[pair[0]].order)
    ]


def is_above(level: Any, course: Course) -> bool:
    """Whether a level is above the course's: such questions are optional. Levels of two frameworks do not
    compare."""
    reached = course.level
    return reached is not None and reached.framework_id == level.framework_id and level.rank > reached.rank


def begin(sitting: Sitting, *, posted: Collection[UUID], at: datetime) -> None:
    """Make the first attempt of a person on a course and put its items into the sitting."""
    course = Course.objects.select_related("level").get(pk=sitting.course_id)
    places = paper(course, posted=posted)
    if not places:
        return
    attempt = Attempt.objects.create(enrollment_id=sitting.enrollment_id, number=1, started_at=at)
    declared = CourseStep.objects.live().filter(course=course, kind=CourseStep.Kind.TEST, key=TEST_KEY)
    if any(place.is_counting for place in places) and not declared.exists():
        ensure_test(course, places)  # the topic that declares it still waits; the tick must not be lost
    sitting.has_attempt = True
    sitting.others_left = any(place.is_counting and place.version.uuid not in posted for place in places)
    facts = AttemptFacts(attempt.pk, attempt.uuid, attempt.number, attempt.pass_mark, None)
    for place, item in zip(places, add_items(attempt, places), strict=True):
        sitting.items[place.version.uuid] = PaperItem(
            id=item.pk,
            attempt=facts,
            is_counting=place.is_counting,
            is_open=True,
            is_withdrawn=False,
            is_correct=None,
            version=facts_of(place.version, place.question),
        )


def add_items(attempt: Attempt, places: Sequence[Place]) -> list[AttemptItem]:
    return AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            enrollment_id=attempt.enrollment_id,
            question=place.question,
            version=place.version,
            lesson_key=place.lesson_key,
            order=place.order,
            is_counting=place.is_counting,
        )
        for place in places
    )


def facts_of(version: QuestionVersion, question: Question) -> VersionFacts:
    return VersionFacts(
        uuid=version.uuid,
        number=version.number,
        question_uuid=question.uuid,
        question_slug=question.slug,
        form=version.form,
        select=version.select,
        option_ids=tuple(option["id"] for option in version.options),
        key=tuple(version.key),
        skill_uuid=version.skill.uuid,
        level_rank=version.level.rank,
        guess=version.guess,
    )


def try_again(*, enrollment: Enrollment, at: datetime) -> Attempt:
    """A new attempt over all counting checks, with the versions that are live now. No limit.

    Go-further questions stay as they are; those that came into the course since are added. Of two clicks
    the second gets the attempt that the first made. Raises NotAfterAFailure.
    """
    lock(Enrollment.objects.filter(pk=enrollment.pk))
    latest = Attempt.objects.filter(enrollment=enrollment).order_by("-number").first()
    if latest is None or latest.is_passed:
        raise NotAfterAFailure
    if latest.finished_at is None:
        return latest
    course = Course.objects.select_related("level").get(pk=enrollment.course_id)
    current = AttemptItem.objects.filter(enrollment=enrollment, is_current=True)
    kept = set(current.filter(is_counting=False).values_list("question_id", flat=True))
    places = [place for place in paper(course) if place.is_counting or place.question.pk not in kept]
    asked = {place.question.pk for place in places}
    if not any(place.is_counting for place in places):
        raise NotAfterAFailure
    current.filter(is_counting=True).update(is_current=False)
    current.filter(question__in=asked).update(is_current=False)
    attempt = Attempt.objects.create(enrollment=enrollment, number=latest.number + 1, started_at=at)
    ensure_test(course, places)
    add_items(attempt, places)
    return attempt


def declare_test(*, course: Course, at: datetime) -> bool:
    """Make passing the checks a step of the course, or drop the step where no counting check is left."""
    places = paper(course)
    counts = any(place.is_counting for place in places)
    if counts:
        ensure_test(course, places)
    else:
        CourseStep.objects.live().filter(course=course, kind=CourseStep.Kind.TEST, key=TEST_KEY).update(
            retired_at=at
        )
    return counts


def ensure_test(course: Course, places: Sequence[Place]) -> None:
    """The step says in numbers what passing asks of someone who begins now."""
    counting = sum(place.is_counting for place in places)
    needed = needed_right(counting, PASS_MARK)
    which = (
        f"{needed} of the {counting} checks in its lessons" if counting > 1 else "the check in its lessons"
    )
    courses.ensure_step(
        course=course,
        kind=CourseStep.Kind.TEST,
        key=TEST_KEY,
        label=f"Get {which} right",
        order=AFTER_THE_LESSONS,
    )
