"""Reads for views and for the apps above. `courses.queries` is the front door; the modules here are its
rooms."""

from courses.queries.checking import check_completions, check_published, course_of
from courses.queries.lessons import lesson_row, lessons_read
from courses.queries.outlines import (
    CourseProgress,
    Placement,
    catalogue,
    course_outline,
    is_published,
    languages,
    learning_of,
    next_lesson,
    placements,
    progress_in,
    published_course,
    required_steps,
)

__all__ = [
    "CourseProgress",
    "Placement",
    "catalogue",
    "check_completions",
    "check_published",
    "course_of",
    "course_outline",
    "is_published",
    "languages",
    "learning_of",
    "lesson_row",
    "lessons_read",
    "next_lesson",
    "placements",
    "progress_in",
    "published_course",
    "required_steps",
]
