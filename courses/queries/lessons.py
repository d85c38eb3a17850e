"""What the lesson page asks for. It is read more than any other page, so its queries are prepared."""

from typing import Any

from django.db.models import OuterRef, StringAgg, Subquery, TextField, Value
from django.db.models.functions import Cast

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
    "published_course__course_id",
    "published_course__slug",
    "published_course__title",
    f"{ENROLLMENT}__id",
    f"{ENROLLMENT}__position_lesson_id",
    f"{ENROLLMENT}__position_anchor",
    f"{ENROLLMENT}__position_at",
)


def _lesson_at(*, user: int, path: str, language: str) -> Any:
    lessons = PublishedLesson.objects.visible_to(User(pk=user))
    read = StepCompletion.objects.filter(
        enrollment=OuterRef(f"{ENROLLMENT}__id"), step__kind=CourseStep.Kind.READ
    )
    return lessons.filter(path=path, language=language).values_list(
        *FIELDS,
        # As text, because what is made of them is kept by it: few people see a new one.
        Cast("segments", TextField()),
        Cast("published_course__outline", TextField()),
        Cast("published_course__facts", TextField()),
        Subquery(read.values("enrollment").annotate(keys=StringAgg("step__key", Value(","))).values("keys")),
    )


_LESSON_AT = PreparedQuery(_lesson_at, user=int, path=str, language=str)


def lesson_row(user: Any, path: str) -> tuple[Any, ...] | None:
    """The lesson at an address, in the active language if it exists in it; None where this person sees
    none. FIELDS, then segments, outline and facts of the course as JSON text, and the uuids of the lessons
    that are read, with commas (None: none)."""
    if not user.is_active:
        return None
    for language in dict.fromkeys(languages()):
        for row in _LESSON_AT.run(user=user.pk, path=path, language=language):
            return tuple(row)
    return None
