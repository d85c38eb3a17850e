"""Courses as authors make them: pages in the tree, published through Wagtail, with everything that
follows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from courses import actions
from courses.models import (
    CatalogPage,
    Course,
    CoursePage,
    CoursePageSkill,
    Enrollment,
    Fact,
    Lesson,
    LessonPage,
    ModulePage,
)
from lms.frameworks.models import Level, Skill

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MODULES = {
    "Fit for purpose": ["Good enough for what?", "Fix the cause"],
    "Six dimensions": ["Six questions", "Valid is not accurate"],
}
TEXT = "<p>A record can pass every check in your system and still be wrong.</p>"


def body(*blocks: tuple[str, Any]) -> Any:
    """A lesson's stream of (block name, raw value)."""
    stream_block = LessonPage._meta.get_field("body").stream_block
    return stream_block.to_python([{"type": name, "value": value} for name, value in blocks])


def fact(key: str = "dq-03", **said: Any) -> Fact:
    """A fact that was read at its official source; other words, sources, days and statuses as in
    facts.json."""
    plain = {
        "fact": "The framework names six dimensions of data quality.",
        "sources": [{"title": "The framework", "url": "https://www.gov.uk/framework"}],
        "read_on": "2026-11-23",
        "status": "official-source-read",
    }
    return actions.save_fact(key=key, said=plain | said, by=None, at=AT)


def plain_body(*, words: int = 0, checks: Sequence[Any] = ()) -> Any:
    """A section, an example, and the checks of some questions (bank.Question)."""
    text = TEXT if not words else f"<p>{' '.join(['word'] * words)}</p>"
    return body(
        ("text", text),
        ("heading", "Why it matters"),
        ("text", text),
        (
            "example",
            {
                "title": "A postcode in Leeds",
                "body": [{"type": "text", "value": "<p>It was a real postcode.</p>"}],
            },
        ),
        *(("check", {"question": question.pk}) for question in checks),
    )


def course_page(
    title: str = "Data quality",
    *,
    slug: str = "data-quality",
    modules: Mapping[str, Sequence[str]] | None = None,
    checks: Mapping[str, Sequence[Any]] | None = None,
    level: Level | None = None,
    skills: Sequence[tuple[Skill, Level]] = (),
) -> CoursePage:
    """A published course with its modules and lessons: {module title: lesson titles}. `checks`: the questions
    placed in a lesson, by its title."""
    page = CoursePage(
        title=title,
        slug=slug,
        summary=f"Learn about {title.lower()}.",
        audience="Anyone who works with data",
        level=level,
        outcomes="Say what good enough means.\nFix what matters first.",
        author="Gwen Parry",
        reviewed_on=date(2026, 11, 4),
        review_by=date(2027, 11, 4),
    )
    page.page_skills = [CoursePageSkill(skill=skill, level=at, is_lead=True) for skill, at in skills]
    CatalogPage.objects.get(locale__language_code="en-gb").add_child(instance=page)
    publish(page)
    for module, lessons in (modules or MODULES).items():
        module_page = add_module(page, module)
        for lesson in lessons:
            add_lesson(module_page, lesson, checks=(checks or {}).get(lesson, ()))
    return CoursePage.objects.get(pk=page.pk)


def add_module(course: CoursePage, title: str, *, slug: str = "") -> ModulePage:
    page = ModulePage(title=title, objective=f"Explain {title.lower()}.")
    if slug:
        page.slug = slug
    CoursePage.objects.get(pk=course.pk).add_child(instance=page)
    publish(page)
    return page


def add_lesson(module: ModulePage, title: str, *, slug: str = "", checks: Sequence[Any] = ()) -> LessonPage:
    page = LessonPage(title=title, body=plain_body(checks=checks))
    if slug:
        page.slug = slug
    ModulePage.objects.get(pk=module.pk).add_child(instance=page)
    publish(page)
    return page


def publish(page: Any) -> None:
    page.save_revision().publish()


def course(**given: Any) -> Course:
    """The row of a published course; arguments as of `course_page`."""
    return Course.objects.get(uuid=course_page(**given).translation_key)


def lessons(of: Course) -> list[Lesson]:
    """Its live lessons, as a learner goes through them."""
    found = Lesson.objects.filter(course=of, retired_at__isnull=True)
    return list(found.order_by("module__order", "order"))


def lesson_page(title: str) -> LessonPage:
    return LessonPage.objects.get(title=title)


def enrolled(user: Any, on: Course, *, started: bool = False) -> Enrollment:
    enrollment = actions.enroll(user=user, course=on, at=AT)
    if started:
        actions.start(enrollment=enrollment, at=AT)
    return enrollment


def read(enrollment: Enrollment, *lessons: Lesson, at: datetime = AT) -> bool:
    """Read some lessons one after another; whether the last of them completed the course."""
    completed = False
    for lesson in lessons:
        completed = actions.read_lesson(enrollment=enrollment, lesson=lesson, at=at)
    return completed
