"""Published courses, and how far one person is in them. The number of queries never grows with courses or
people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from courses.models import Course, CourseStep, Enrollment, PublishedCourse, StepCompletion
from courses.models.rendering import in_order, minutes


@dataclass(frozen=True, slots=True)
class Placement:
    """A question at its place in a live lesson. `key` is opaque to courses; `order` counts through the
    course."""

    lesson_uuid: UUID
    lesson_slug: str
    module_slug: str
    key: str
    order: int
    is_further: bool


def languages() -> list[str]:
    """The language of the request, then the one that everything exists in."""
    active = translation.get_language()
    return [language for language in (active, settings.LANGUAGE_CODE) if language]


def in_one_language(rows: Iterable[PublishedCourse]) -> list[PublishedCourse]:
    """One row a course: in the active language where there is one."""
    order = {language: number for number, language in enumerate(languages())}
    best: dict[int, PublishedCourse] = {}
    for row in rows:
        known = best.get(row.course_id)
        if known is None or order.get(row.language, 9) < order.get(known.language, 9):
            best[row.course_id] = row
    return sorted(best.values(), key=lambda row: (row.order, row.pk))


def published_course(slug: str, user: Any) -> PublishedCourse | None:
    """The course at an address; None for an unknown or unpublished one. One query."""
    rows = PublishedCourse.objects.visible_to(user).filter(slug=slug).select_related("course__level")
    found = in_one_language(rows)
    return found[0] if found else None


def is_published(course: Course) -> bool:
    return course.retired_at is None


def placements(course: Course | int) -> list[Placement]:
    """The questions of a course's live lessons, in the order of reading. One query."""
    outlines = PublishedCourse.objects.filter(course=course).values_list("language", "outline")
    by_language = dict(outlines)
    if not by_language:
        return []
    outline = by_language.get(settings.LANGUAGE_CODE) or next(iter(by_language.values()))
    found: list[Placement] = []
    for module in outline["modules"]:
        for lesson in module["lessons"]:
            for key, is_further in lesson["checks"]:
                found.append(
                    Placement(
                        lesson_uuid=UUID(lesson["uuid"]),
                        lesson_slug=lesson["slug"],
                        module_slug=module["slug"],
                        key=key,
                        order=len(found),
                        is_further=is_further,
                    )
                )
    return found


def next_lesson(outline: dict[str, Any], lesson: str) -> dict[str, Any] | None:
    """The lesson after this one (a uuid) in an outline; None after the last, and for one that is not in
    it."""
    every = in_order(outline)
    for number, entry in enumerate(every[:-1]):
        if entry["uuid"] == lesson:
            return every[number + 1]
    return None


@dataclass(frozen=True)
class CourseProgress:
    """A published course and one person's way through it. `done`: uuids of the lessons that are read;
    `steps`: (kind, label, is completed) of what completing asks for; both empty without an enrolment."""

    published: PublishedCourse
    enrollment: Enrollment | None
    done: frozenset[str]
    completed_steps: frozenset[int] = frozenset()
    found_in: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.published.slug

    @property
    def title(self) -> str:
        return self.published.title

    @property
    def lessons(self) -> list[dict[str, Any]]:
        return in_order(self.published.outline)

    @property
    def minutes_total(self) -> int:
        return time_of(self.lessons)

    @property
    def minutes_left(self) -> int:
        """The time of the lessons that are not read; nothing once the course is completed."""
        if self.completed_at:
            return 0
        return time_of(lesson for lesson in self.lessons if lesson["uuid"] not in self.done)

    @property
    def completed_at(self) -> datetime | None:
        return self.enrollment.completed_at if self.enrollment else None

    @property
    def is_started(self) -> bool:
        return bool(self.enrollment and self.enrollment.started_at)

    @property
    def status(self) -> str:
        """not-enrolled, enrolled, started or completed."""
        if self.enrollment is None:
            return "not-enrolled"
        if self.completed_at:
            return "completed"
        return "started" if self.is_started else "enrolled"

    @property
    def modules_done(self) -> int:
        return sum(self.is_done(module) for module in self.published.outline["modules"])

    def is_done(self, module: dict[str, Any]) -> bool:
        return bool(module["lessons"]) and all(lesson["uuid"] in self.done for lesson in module["lessons"])

    @property
    def resume_at(self) -> tuple[dict[str, Any], str] | None:
        """(lesson, anchor) to carry on at: where this person stopped, else the first lesson that is not
        read."""
        lessons = self.lessons
        if not lessons:
            return None
        position = self.enrollment.position_lesson if self.enrollment else None
        if position is not None and self.enrollment is not None:
            for lesson in lessons:
                if lesson["uuid"] == str(position.uuid):
                    return lesson, self.enrollment.position_anchor
        return next((lesson for lesson in lessons if lesson["uuid"] not in self.done), lessons[0]), ""


def time_of(lessons: Iterable[dict[str, Any]]) -> int:
    """Minutes of some lessons together, rounded up once."""
    lessons = list(lessons)
    return minutes(sum(each["words"] for each in lessons), sum(each["questions"] for each in lessons))


def progress_in(published: list[PublishedCourse], user: Any) -> list[CourseProgress]:
    """Two queries, however many courses."""
    enrollments = {
        enrollment.course_id: enrollment
        for enrollment in Enrollment.objects.visible_to(user)
        .filter(course__in=[row.course_id for row in published])
        .select_related("position_lesson")
    }
    read: dict[int, set[str]] = defaultdict(set)
    completed: dict[int, set[int]] = defaultdict(set)
    done = StepCompletion.objects.filter(enrollment__in=enrollments.values())
    for course, step, kind, key in done.values_list("step__course", "step", "step__kind", "step__key"):
        completed[course].add(step)
        if kind == CourseStep.Kind.READ:
            read[course].add(key)
    return [
        CourseProgress(
            published=row,
            enrollment=enrollments.get(row.course_id),
            done=frozenset(read[row.course_id]),
            completed_steps=frozenset(completed[row.course_id]),
        )
        for row in published
    ]


def course_outline(course: Course, user: Any) -> CourseProgress | None:
    """One course and this person's way through it; None where it is not published."""
    rows = PublishedCourse.objects.visible_to(user).filter(course=course).select_related("course__level")
    found = progress_in(in_one_language(rows), user)
    return found[0] if found else None


def learning_of(user: Any) -> list[CourseProgress]:
    """The courses on which this person is enrolled, last touched first."""
    rows = PublishedCourse.objects.visible_to(user).filter(course__enrollments__user=user)
    found = progress_in(in_one_language(rows.select_related("course__level")), user)
    enrolled = [each for each in found if each.enrollment is not None]
    return sorted(enrolled, key=lambda each: last_touched(each.enrollment), reverse=True)


def last_touched(enrollment: Enrollment | None) -> datetime:
    assert enrollment is not None  # noqa: S101 - callers pass those that are enrolled
    moments = [enrollment.enrolled_at, enrollment.started_at, enrollment.position_at, enrollment.completed_at]
    return max(moment for moment in moments if moment)


def required_steps(course: Course) -> list[CourseStep]:
    """What completing the course asks for now, in order."""
    return list(CourseStep.objects.live().filter(course=course).order_by("order", "pk"))
