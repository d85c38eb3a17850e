"""Finding a course or a lesson by words. Only what their pages show is searched: no question, ever."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import CourseSkill, PublishedCourse, PublishedLesson, Term
from courses.models.rendering import minutes
from courses.queries.outlines import CourseProgress, in_one_language, progress_in
from courses.queries.spelling import corrected, words_in


def catalogue(*, user: Any, search: str = "") -> list[CourseProgress]:
    """Published courses that hold every word of `search` in what their pages say, in their lessons or in the
    names of their skills; where each was found comes with it. Those with every word in the title come
    first, else it is the order of the catalogue. Three queries, four with a search."""
    words = search.split()
    rows = holding(words, PublishedCourse.objects.visible_to(user))
    found = progress_in(in_one_language(rows.select_related("course__level")), user)
    if words:
        skills = skills_with(words, [each.published.course_id for each in found])
        for each in found:
            each.found_in.extend(where_found(each.published, words, skills.get(each.published.course_id, [])))
        found.sort(key=lambda each: not holds_all(each.title, words))
    return found


def holding(words: list[str], rows: QuerySet[PublishedCourse]) -> QuerySet[PublishedCourse]:
    """The published courses that hold every word somewhere."""
    for word in words:
        lessons = PublishedLesson.objects.filter(say(word, "text"), published_course=OuterRef("pk"))
        skills = CourseSkill.objects.filter(
            ~Exists(acronyms(word)), course=OuterRef("course"), skill__name__icontains=word
        )
        rows = rows.filter(say(word, "title", "summary", "text") | Exists(lessons) | Exists(skills))
    return rows


def say(word: str, *fields: str) -> Q:
    """That one of the fields holds a word, or that what is published uses a word of the glossary which it is
    another form of. An acronym of the glossary is looked for as a whole: SME is not in "assessment"."""
    plain, whole = Q(), Q()
    for field in (*fields, "also"):
        plain |= Q(**{f"{field}__icontains": word})
    for term in singular(word):
        whole |= Q(also__contains=f"[{term}]")
    return whole | (plain & Q(~Exists(acronyms(word))))


def singular(word: str) -> set[str]:
    """What the glossary may have a word as: SMEs as sme."""
    asked = word.casefold()
    return {asked, asked.removesuffix("s")}


def acronyms(word: str) -> QuerySet[Term]:
    named = Q()
    for term in singular(word):
        named |= Q(term__iexact=term)
    return Term.objects.filter(named).exclude(expansion="")


def skills_with(words: list[str], courses: list[int]) -> dict[int, list[str]]:
    """{course id: names of its skills that hold one of the words}. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    taught = CourseSkill.objects.filter(course__in=courses).order_by("-is_lead", "skill__name")
    for course, name in taught.values_list("course", "skill__name"):
        if holds_any(name, words):
            found[course].append(name)
    return found


@dataclass(frozen=True, slots=True)
class Meant:
    """Another spelling of a search, with the number of courses that it finds."""

    search: str
    count: int


def did_you_mean(*, user: Any, search: str) -> Meant | None:
    """What a search without any hit may have meant: nearest words from titles, summaries and skills. None
    where nothing near would find a course. Three queries."""
    rows = PublishedCourse.objects.visible_to(user)
    texts = [text for row in rows.values_list("title", "summary", "text") for text in row]
    skills = CourseSkill.objects.filter(course__published__in=rows).values_list("skill__name", flat=True)
    meant = corrected(search, words_in([*texts, *skills]))
    if meant is None:
        return None
    count = len(set(holding(meant.split(), rows).values_list("course", flat=True)))
    return Meant(meant, count) if count else None


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


def lessons_with(words: list[str], user: Any, *, courses: Collection[int]) -> list[LessonFound]:
    """Lessons of some published courses (ids) whose title or text holds every word, in the order of reading:
    at most one more than are shown, so that a page can say that there are more. One query.
    Their text is not more than their page shows; whoever is not enrolled is led to the course."""
    if not words:
        return []
    lessons = PublishedLesson.objects.filter(
        published_course__in=PublishedCourse.objects.visible_to(user).filter(pk__in=courses)
    )
    for word in words:
        lessons = lessons.filter(say(word, "title", "text"))
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
        for course_slug, course_title, slug, title, count, segments, text in rows[: MOST_LESSONS_FOUND + 1]
    ]


def excerpt_of(text: str, words: list[str]) -> str:
    """The words around the first that was looked for, "" when only the title holds them."""
    every = text.split()
    asked = [word.casefold() for word in words]
    whole = set().union(*(singular(word) for word in words))
    # A whole word is what was meant; "sme" is also in "assessment".
    places = [at for at, word in enumerate(every) if word.casefold().strip(".,;:()“”’") in whole]
    places += [at for at, word in enumerate(every) if any(each in word.casefold() for each in asked)]
    if not places:
        return ""
    start, end = max(0, places[0] - WORDS_AROUND), places[0] + WORDS_AROUND
    before, after = "…" if start else "", "…" if end < len(every) else ""
    return f"{before}{' '.join(every[start:end])}{after}"


def where_found(published: PublishedCourse, words: list[str], skills: list[str]) -> list[str]:
    """Titles of modules and lessons that hold one of the words, then skills; at most three."""
    titles = [title for title in published.text.splitlines() if holds_any(title, words)]
    return [*titles, *skills][:3]


def holds_any(text: str, words: list[str]) -> bool:
    return any(word.casefold() in text.casefold() for word in words)


def holds_all(text: str, words: list[str]) -> bool:
    return all(word.casefold() in text.casefold() for word in words)
