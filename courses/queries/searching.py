"""Finding a course or a lesson by words. Only what their pages show is searched: no question, ever."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from courses.models import PublishedCourse, PublishedLesson
from courses.models.rendering import minutes
from courses.queries.outlines import CourseProgress, in_one_language, languages, progress_in


def catalogue(*, user: Any, search: str = "") -> list[CourseProgress]:
    """Published courses in the order of the catalogue, those that hold every word of `search`; where each
    was found (titles of its modules and lessons) comes with it. Three queries."""
    rows = PublishedCourse.objects.visible_to(user).select_related("course__level")
    words = search.split()
    for word in words:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(text__icontains=word)
            | Q(lessons__text__icontains=word)
        )
    found = progress_in(in_one_language(rows.distinct()), user)
    if words:
        for each in found:
            each.found_in.extend(where_found(each.published, words))
    return found


MOST_LESSONS_FOUND = 10
WORDS_AROUND = 12


@dataclass(frozen=True, slots=True)
class LessonFound:
    """A lesson that holds the words of a search. `excerpt`: some words around the first of them."""

    course_slug: str
    course_title: str
    slug: str
    title: str
    minutes: int
    excerpt: str


def lessons_with(words: list[str], user: Any) -> list[LessonFound]:
    """Lessons of published courses whose title or text holds every word, in the order of reading. One query.
    Their text is not more than their page shows; whoever is not enrolled is led to the course."""
    if not words:
        return []
    lessons = PublishedLesson.objects.filter(
        published_course__in=PublishedCourse.objects.visible_to(user), language=languages()[0]
    )
    for word in words:
        lessons = lessons.filter(Q(title__icontains=word) | Q(text__icontains=word))
    rows = lessons.order_by(
        "published_course__order", "lesson__module__order", "lesson__order", "pk"
    ).values_list(
        "published_course__slug",
        "published_course__title",
        "lesson__slug",
        "title",
        "words",
        "segments",
        "text",
    )
    return [
        LessonFound(
            course_slug=course_slug,
            course_title=course_title,
            slug=slug,
            title=title,
            minutes=minutes(count, sum(segment[0] == "check" for segment in segments)),
            excerpt=excerpt_of(text, words),
        )
        for course_slug, course_title, slug, title, count, segments, text in rows[:MOST_LESSONS_FOUND]
    ]


def excerpt_of(text: str, words: list[str]) -> str:
    """The words around the first that was looked for, "" when only the title holds them."""
    every = text.split()
    for position, word in enumerate(every):
        if any(looked_for.lower() in word.lower() for looked_for in words):
            start, end = max(0, position - WORDS_AROUND), position + WORDS_AROUND
            before, after = "…" if start else "", "…" if end < len(every) else ""
            return f"{before}{' '.join(every[start:end])}{after}"
    return ""


def where_found(published: PublishedCourse, words: list[str]) -> list[str]:
    """Titles of modules and lessons that hold one of the words, at most three."""
    titles = [
        title for title in published.text.splitlines() if any(w.lower() in title.lower() for w in words)
    ]
    return titles[:3]
