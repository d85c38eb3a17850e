"""A course with checks, and people who answer them. Rows stand for published pages: what a lesson view
reads."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from assessments.attempts import actions
from assessments.bank.models import Question
from courses.models import Course, CourseStep, Enrollment, Lesson, Module, PublishedCourse, PublishedLesson
from tests.factories import bank, frameworks
from tests.factories.accounts import amara

AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
_numbers = count(1)


@dataclass
class Taught:
    """A published course: its lessons in order, and the questions placed in each."""

    course: Course
    module: Module
    lessons: list[Lesson] = field(default_factory=list)
    placed: list[list[Question]] = field(default_factory=list)

    @property
    def lesson(self) -> Lesson:
        return self.lessons[0]

    @property
    def questions(self) -> list[Question]:
        return [question for questions in self.placed for question in questions]

    def publish(self) -> None:
        """Write what publishing the pages writes."""
        PublishedCourse.objects.filter(course=self.course).delete()
        entries = [
            {
                "uuid": str(lesson.uuid),
                "slug": lesson.slug,
                "title": lesson.title,
                "words": 400,
                "questions": len(questions),
                "checks": [[str(question.uuid), question.is_further] for question in questions],
            }
            for lesson, questions in zip(self.lessons, self.placed, strict=True)
        ]
        module = {
            "uuid": str(self.module.uuid),
            "slug": self.module.slug,
            "title": self.module.title,
            "objective": "",
            "words": 400,
            "questions": len(self.questions),
            "lessons": entries,
        }
        published = PublishedCourse.objects.create(
            course=self.course,
            language="en-gb",
            slug=self.course.slug,
            title=self.course.title,
            outline={"modules": [module]},
            facts=dict.fromkeys(["audience", "author", "licence", "reviewed_on", "review_by"])
            | {"outcomes": [], "sources": []},
        )
        for lesson, questions in zip(self.lessons, self.placed, strict=True):
            PublishedLesson.objects.create(
                published_course=published,
                lesson=lesson,
                language="en-gb",
                path=f"{self.course.slug}/{lesson.slug}",
                title=lesson.title,
                segments=[
                    ["html", "<p>Words.</p>"],
                    *(["check", str(question.uuid), question.is_further] for question in questions),
                ],
                contents=[],
                words=400,
            )


def course(
    *, questions: int = 3, further: int = 0, lessons: int = 1, level: str | None = "awareness", **values
) -> Taught:
    """A course whose first lesson asks so many counting questions and then so many that go further."""
    number = next(_numbers)
    skill = bank.data_quality()
    row = Course.objects.create(
        slug=values.pop("slug", f"data-quality-{number}"),
        title="Data quality that is good enough to use",
        level=frameworks.level(skill.framework, level) if level else None,
        **values,
    )
    module = Module.objects.create(course=row, slug="dimensions", title="Six dimensions")
    taught = Taught(course=row, module=module)
    for order in range(lessons):
        lesson = Lesson.objects.create(
            course=row, module=module, slug=f"lesson-{order + 1}", title=f"Lesson {order + 1}", order=order
        )
        CourseStep.objects.create(
            course=row, kind="read", key=str(lesson.uuid), label=lesson.title, order=order
        )
        taught.lessons.append(lesson)
        taught.placed.append([])
    at_home = {"course": row, "module": module, "skill": skill}
    taught.placed[0] += [bank.question(**at_home) for _ in range(questions)]
    taught.placed[0] += [bank.question(level="working", **at_home) for _ in range(further)]
    taught.publish()
    return taught


def learner(taught: Taught, user=None, *, at: datetime = AT) -> Enrollment:
    """Someone (Amara) on the course, who has started it."""
    return Enrollment.objects.create(
        user=user or amara(), course=taught.course, enrolled_at=at, started_at=at
    )


def answer(
    taught: Taught, enrollment: Enrollment, *choices: str, start: int = 0, at: datetime = AT
) -> actions.Outcome:
    """Answer the questions of the course in order with these letters ("" is "I don't know")."""
    asked = taught.questions[start : start + len(choices)]
    return actions.answer(
        enrollment=enrollment,
        lesson=taught.lesson,
        answers=[
            (version_of(question), list(choice)) for question, choice in zip(asked, choices, strict=True)
        ],
        at=at,
    )


def version_of(question: Question) -> UUID:
    live = Question.objects.select_related("live_version").get(pk=question.pk).live_version
    assert live is not None
    return live.uuid
