"""What the lesson page asks for. It is read more than any other page, so its queries are prepared."""

from typing import Any

from courses.models import CourseStep, PublishedLesson, StepCompletion
from courses.queries.outlines import languages
from lms.accounts.models import User
from lms.prepared import PreparedQuery

# One row holds all that is the same for everyone, and where this person is in the course.
ENROLLMENT = "lesson__course__enrollments"
FIELDS = (
    "lesson_id",
    "lesson__uuid",
    "lesson__slug",
    "title",
    "segments",
    "published_course__course_id",
    "published_course__slug",
    "published_course__title",
    "published_course__outline",
    "published_course__facts",
    f"{ENROLLMENT}__id",
    f"{ENROLLMENT}__position_lesson_id",
    f"{ENROLLMENT}__position_anchor",
    f"{ENROLLMENT}__position_at",
)


def _lesson_at(*, user: int, path: str, language: str) -> Any:
    lessons = PublishedLesson.objects.visible_to(User(pk=user))
    return lessons.filter(path=path, language=language).values_list(*FIELDS)


def _read_in(*, enrollment: int) -> Any:
    read = StepCompletion.objects.filter(enrollment=enrollment, step__kind=CourseStep.Kind.READ)
    return read.values_list("step__key")


_LESSON_AT = PreparedQuery(_lesson_at, user=int, path=str, language=str)
_READ_IN = PreparedQuery(_read_in, enrollment=int)


def lesson_row(user: Any, path: str) -> tuple[Any, ...] | None:
    """The lesson at an address, in the active language if it exists in it; None where this person sees
    none."""
    if not user.is_active:
        return None
    for language in dict.fromkeys(languages()):
        for row in _LESSON_AT.run(user=user.pk, path=path, language=language):
            return tuple(row)
    return None


def lessons_read(enrollment: int) -> set[str]:
    """The uuids of the lessons that this enrolment has read, as text."""
    return {row[0] for row in _READ_IN.run(enrollment=enrollment)}
