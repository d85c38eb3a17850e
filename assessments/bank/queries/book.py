"""All that a subject expert has to judge, in the order of reading: courses, lessons, questions with their
keys and reasons, facts with their sources. It holds keys: for people who review, for no page of the site."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from assessments.bank.models import Question, QuestionVersion
from assessments.bank.queries.print_html import for_print
from courses.models import Fact, LessonPage, PublishedCourse, PublishedLesson
from courses.models.rendering import minutes
from courses.queries import facts_of_course, uses_of_facts


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a lesson: its HTML, or one question with the version that learners are asked. Where that was
    withdrawn, the wording as it stands."""

    html: SafeString
    question: Question | None = None

    @property
    def version(self) -> QuestionVersion | None:
        return self.question and (self.question.live_version or self.question.as_version())


@dataclass(frozen=True, slots=True)
class LessonOfBook:
    uuid: str
    number: str
    title: str
    words: int
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class ModuleOfBook:
    number: int
    title: str
    objective: str
    lessons: list[LessonOfBook]


@dataclass(frozen=True, slots=True)
class FactOfBook:
    """A fact and what rests on it, by title."""

    fact: Fact
    uses: list[str]


@dataclass(slots=True)
class CourseOfBook:
    """`unplaced`: published questions of the course that no lesson shows."""

    published: PublishedCourse
    number: int
    minutes: int
    modules: list[ModuleOfBook]
    unplaced: list[Part] = field(default_factory=list)
    facts: list[FactOfBook] = field(default_factory=list)
    questions: int = 0

    @property
    def reviewed_on(self) -> date | None:
        return day(self.published.facts["reviewed_on"])

    @property
    def review_by(self) -> date | None:
        return day(self.published.facts["review_by"])


def day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def book(slugs: Collection[str] | None = None) -> list[CourseOfBook]:
    """The published courses of the site's first language, those with these slugs or all."""
    rows = PublishedCourse.objects.filter(language=settings.LANGUAGE_CODE).select_related("course__level")
    if slugs is not None:
        rows = rows.filter(slug__in=list(slugs))
    return [course_of(row, number) for number, row in enumerate(rows.order_by("order", "pk"), 1)]


def course_of(published: PublishedCourse, number: int) -> CourseOfBook:
    questions = {
        str(question.uuid): question
        for question in Question.objects.filter(
            course=published.course_id, live=True, locale__language_code=published.language
        )
        .select_related("skill", "level", "course__level", "live_version")
        .order_by("slug")
    }
    lessons = {str(each.lesson.uuid): each for each in published.lessons.select_related("lesson")}
    placed: set[str] = set()
    modules = []
    for position, module in enumerate(published.outline["modules"], 1):
        entries = []
        for place, entry in enumerate(module["lessons"], 1):
            parts = parts_of(lessons[entry["uuid"]], questions)
            placed |= {str(part.question.uuid) for part in parts if part.question is not None}
            entries.append(
                LessonOfBook(
                    uuid=entry["uuid"],
                    number=f"{number}.{position}.{place}",
                    title=entry["title"],
                    words=entry["words"],
                    parts=parts,
                )
            )
        modules.append(ModuleOfBook(position, module["title"], module["objective"], entries))
    return CourseOfBook(
        published=published,
        number=number,
        minutes=minutes(
            sum(module["words"] for module in published.outline["modules"]),
            sum(module["questions"] for module in published.outline["modules"]),
        ),
        modules=modules,
        unplaced=[asked(question) for key, question in questions.items() if key not in placed],
        facts=facts_of(published, list(lessons)),
        questions=len(questions),
    )


def parts_of(lesson: PublishedLesson, questions: dict[str, Question]) -> list[Part]:
    prefix = f"l{lesson.lesson_id}-"
    parts = []
    for kind, content, *_ in lesson.segments:
        if kind == "html":
            parts.append(Part(for_print(content, prefix=prefix)))
        elif content in questions:
            parts.append(asked(questions[content]))
    return parts


def asked(question: Question) -> Part:
    return Part(mark_safe(""), question)


def facts_of(published: PublishedCourse, lessons: Collection[str]) -> list[FactOfBook]:
    pages: Any = LessonPage.objects.filter(
        translation_key__in=list(lessons), locale__language_code=published.language
    )
    facts = facts_of_course(published.slug, pages)
    uses = uses_of_facts([fact.key for fact in facts])
    return [
        FactOfBook(fact, [use.title for use in uses.get(fact.key, []) if use.course == published.slug])
        for fact in facts
    ]
