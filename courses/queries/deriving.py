"""What the derived rows of a course should hold, computed from its pages. Writing them is
`actions.sync_course`; `rebuild --check` compares them with what is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courses.glossary import search_words
from courses.models import CoursePage, LessonPage, ModulePage
from courses.models.glossary import words_of
from courses.models.rendering import Body, render_body
from courses.queries.facts import facts_of_course


@dataclass(frozen=True)
class LessonBranch:
    """A lesson page as published. `is_live` is its own: the branch above it may be hidden."""

    page: LessonPage
    is_live: bool


@dataclass(frozen=True)
class ModuleBranch:
    page: ModulePage
    lessons: list[LessonBranch]


@dataclass(frozen=True)
class CourseTree:
    """The pages of a course in one language, in the tree's order."""

    page: CoursePage
    modules: list[ModuleBranch]

    def visible(self) -> list[tuple[ModulePage, list[LessonPage]]]:
        """What a learner sees: live lessons of live modules; nothing where the course is not live."""
        if not self.page.live:
            return []
        return [
            (module.page, [lesson.page for lesson in module.lessons if lesson.is_live])
            for module in self.modules
            if module.page.live
        ]


def trees_of(course: UUID) -> list[CourseTree]:
    """The page trees of a course, one a language, that of the default language first: it is the one whose
    order, addresses, level and skills hold for all."""
    pages = (
        CoursePage.objects.filter(translation_key=course).select_related("locale", "level").order_by("path")
    )
    trees = [tree_of(page) for page in pages]
    return sorted(trees, key=lambda tree: not tree.page.locale.is_default)


def tree_of(course: CoursePage) -> CourseTree:
    lessons = LessonPage.objects.descendant_of(course).order_by("path")
    by_module: dict[str, list[LessonBranch]] = {}
    for lesson in lessons:
        above = lesson.path[: -lesson.steplen]
        by_module.setdefault(above, []).append(LessonBranch(page=lesson, is_live=lesson.live))
    modules = ModulePage.objects.child_of(course).order_by("path")
    return CourseTree(
        page=course,
        modules=[ModuleBranch(page=each, lessons=by_module.get(each.path, [])) for each in modules],
    )


def derive(tree: CourseTree, slugs: dict[UUID, str]) -> tuple[dict[str, Any], dict[UUID, dict[str, Any]]]:
    """(fields of PublishedCourse, {lesson uuid: fields of PublishedLesson}) for a live tree. `slugs`: the
    addresses of the lessons' rows, which hold in every language."""
    page = tree.page
    language = page.locale.language_code
    modules: list[dict[str, Any]] = []
    lessons: dict[UUID, dict[str, Any]] = {}
    bodies: list[Body] = []
    course_slug = slugs[page.translation_key]
    words = words_of(page.locale_id)
    for module, pages in tree.visible():
        entries = []
        for each in pages:
            body = render_body(each.body, words)
            bodies.append(body)
            slug = slugs[each.translation_key]
            entries.append(
                {
                    "uuid": str(each.translation_key),
                    "slug": slug,
                    "title": each.title,
                    "words": body.words,
                    "questions": len(body.checks),
                    "checks": body.checks,
                }
            )
            lessons[each.translation_key] = {
                "language": language,
                "path": f"{course_slug}/{slug}",
                "title": each.title,
                "segments": body.segments,
                "contents": body.contents,
                "words": body.words,
                "text": body.text,
                "also": search_words(f"{each.title} {body.text}", words),
            }
        modules.append(
            {
                "uuid": str(module.translation_key),
                "slug": module.slug,
                "title": module.title,
                "objective": module.objective,
                "words": sum(entry["words"] for entry in entries),
                "questions": sum(entry["questions"] for entry in entries),
                "lessons": entries,
            }
        )
    titles = [
        title for each in modules for title in (each["title"], *(entry["title"] for entry in each["lessons"]))
    ]
    course = {
        "language": language,
        "slug": course_slug,
        "title": page.title,
        "summary": page.summary,
        "order": int(page.path[-page.steplen :], 36),
        "outline": {"modules": modules},
        "facts": facts_of(page, course_slug, [each for _, pages in tree.visible() for each in pages]),
        "text": "\n".join(titles),
        "also": search_words("\n".join([page.title, page.summary, *titles]), words),
    }
    return course, lessons


def facts_of(page: CoursePage, slug: str, lessons: Iterable[LessonPage]) -> dict[str, Any]:
    """What the course page prints about the course, dates in ISO form."""
    return {
        "audience": page.audience,
        "outcomes": [line.strip() for line in page.outcomes.splitlines() if line.strip()],
        "author": page.author,
        "licence": page.licence,
        "reviewed_on": page.reviewed_on.isoformat() if page.reviewed_on else None,
        "review_by": page.review_by.isoformat() if page.review_by else None,
        "stated": stated(slug, lessons),
    }


def stated(course_slug: str, lessons: Iterable[LessonPage]) -> list[dict[str, Any]]:
    """The facts that the course rests on, questions' included, each once: {"text", "status", "read_on",
    "sources": [{"title", "url"}]}."""
    found = []
    for fact in facts_of_course(course_slug, lessons):
        said = fact.said()
        found.append({"text": said.pop("fact"), **said})
    return found
