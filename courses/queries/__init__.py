"""Reads for views and for the apps above. `courses.queries` is the front door; the modules here are its
rooms."""

from courses.queries.checking import check_completions, check_published, course_of
from courses.queries.course_page import SkillTaught, skills_taught, way_through
from courses.queries.facts import facts_of_course, open_marks, uses_of_facts
from courses.queries.glossary import glossary
from courses.queries.lessons import lesson_row
from courses.queries.outlines import (
    CourseProgress,
    Placement,
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
from courses.queries.searching import catalogue, lessons_with

__all__ = [
    "CourseProgress",
    "Placement",
    "SkillTaught",
    "catalogue",
    "check_completions",
    "check_published",
    "course_of",
    "course_outline",
    "facts_of_course",
    "glossary",
    "is_published",
    "languages",
    "learning_of",
    "lesson_row",
    "lessons_with",
    "next_lesson",
    "open_marks",
    "placements",
    "progress_in",
    "published_course",
    "required_steps",
    "skills_taught",
    "uses_of_facts",
    "way_through",
]
