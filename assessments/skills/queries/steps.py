"""The cheapest next step towards a skill: what there is to read and answer, in computed minutes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import methodcaller
from typing import Any

from django.db.models import F
from django.urls import reverse

from assessments.measurement.answers import question_hash
from courses.models import PublishedCourse
from courses.queries.outlines import CourseProgress, in_one_language, progress_in, time_of
from lms.lrs import vocabulary


class Kind(StrEnum):
    START = "start"  # a course that this person has not begun
    READ = "read"  # its next lesson
    ANSWER = "answer"  # questions of a course that were left out


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do about a skill. `minutes` is its own time, `course_minutes` what the course has left."""

    kind: Kind
    minutes: int
    title: str
    url: str
    course_title: str
    course_minutes: int
    questions: int
    reaches: int  # rank up to which the course teaches this skill
    is_lead: bool  # the course is for this skill; others touch it

    def preference(self, needed: int) -> tuple[Any, ...]:
        """Sorts the steps towards one skill at a rank. One that gets there comes before one that cannot, a
        course for the skill before one that touches it, what is begun before what is new; then the
        shortest."""
        gets_there = self.reaches >= needed or self.kind == Kind.ANSWER
        return (not gets_there, not self.is_lead, self.kind == Kind.START, self.minutes, self.title)


def next_steps(
    user: Any, *, needed: Mapping[int, int], answered: Collection[int] = ()
) -> dict[int, list[Step]]:
    """Skill id → steps, the best first. `needed` is skill id → rank that is asked (0: none). `answered` holds
    the hashes of questions whose first answer is given.

    Three queries, however many skills and courses; none without skills.
    """
    if not needed:
        return {}
    taught = (
        PublishedCourse.objects.visible_to(user)
        .filter(course__course_skills__skill__in=list(needed))
        .annotate(
            taught_skill=F("course__course_skills__skill"),
            taught_rank=F("course__course_skills__level__rank"),
            is_lead=F("course__course_skills__is_lead"),
        )
        .select_related("course__level")
        .order_by("order", "pk")
    )
    rows = list(taught)
    steps: dict[int, list[Step]] = {}
    for progress in progress_in(in_one_language(rows), user):
        for row in rows:
            if row.pk != progress.published.pk:
                continue
            step = step_in(progress, row, answered)
            if step:
                steps.setdefault(row.taught_skill, []).append(step)
    for skill, found in steps.items():
        found.sort(key=methodcaller("preference", needed[skill]))
    return steps


def step_in(progress: CourseProgress, row: Any, answered: Collection[int]) -> Step | None:
    """The next thing to do in a course: its next lesson; when all are read, the questions left out.

    Questions are offered for the course's lead skill only: courses do not know which show another one.
    """
    unread = [lesson for lesson in progress.lessons if lesson["uuid"] not in progress.done]
    if progress.enrollment is None:
        if not unread:
            return None
        return made(
            progress, row, Kind.START, unread[:1], progress.title, reverse("course", args=[progress.slug])
        )
    if unread and not progress.completed_at:
        lesson = unread[0]
        return made(progress, row, Kind.READ, [lesson], lesson["title"], lesson_url(progress, lesson))
    open_in = [(lesson, unanswered(lesson, answered)) for lesson in progress.lessons]
    left = sum(count for _, count in open_in)
    if not row.is_lead or not left:
        return None
    first = next(lesson for lesson, count in open_in if count)
    step = made(progress, row, Kind.ANSWER, [], progress.title, lesson_url(progress, first), questions=left)
    return step


def made(
    progress: CourseProgress,
    row: Any,
    kind: Kind,
    lessons: Iterable[dict[str, Any]],
    title: str,
    url: str,
    questions: int = 0,
) -> Step:
    return Step(
        kind=kind,
        minutes=questions or time_of(lessons),  # a question is a minute
        title=title,
        url=url,
        course_title=progress.title,
        course_minutes=progress.minutes_left,
        questions=questions,
        reaches=row.taught_rank,
        is_lead=row.is_lead,
    )


def lesson_url(progress: CourseProgress, lesson: dict[str, Any]) -> str:
    return reverse("lesson", args=[progress.slug, lesson["slug"]])


def unanswered(lesson: dict[str, Any], answered: Collection[int]) -> int:
    """How many of a lesson's questions have no first answer yet."""
    return sum(question_hash(vocabulary.iri("question", key)) not in answered for key, _ in lesson["checks"])
