"""Answers as the record store holds them, and a person with a profile to meet."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from assessments.bank.models import Question, QuestionVersion
from courses.models import Course, CourseSkill, Lesson, Module, PublishedCourse
from lms.accounts.models import Department, User
from lms.frameworks.models import Framework, RoleLevel, Skill
from lms.lrs import store, vocabulary
from lms.lrs.vocabulary import ANSWERED, VOIDED, ActivityType, Extension
from tests.factories import accounts, frameworks

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def made_uuid(name: str) -> UUID:
    """The same uuid for the same name in every run."""
    return uuid5(NAMESPACE_URL, f"tests:{name}")


def agent(user: User) -> dict[str, Any]:
    return {"objectType": "Agent", "account": vocabulary.account(user.account_name)}


def answered(
    user: User,
    skill: Skill,
    question: str,
    *,
    right: bool = True,
    rank: int = 1,
    version: int = 1,
    floor: float = 0.25,
    dont_know: bool = False,
    at: datetime = AT,
    seed: str = "",
) -> dict[str, Any]:
    """The statement of one answer. `question` names the question; the same one again is a repeat."""
    result: dict[str, Any] = {"success": right and not dont_know, "response": "a"}
    if dont_know:
        result |= {"response": "", "extensions": {Extension.DONT_KNOW: True}}
    return {
        "id": str(made_uuid(f"statement:{user.account_name}:{question}:{version}:{at}:{seed}")),
        "actor": agent(user),
        "verb": {"id": ANSWERED, "display": {"en-GB": "answered"}},
        "object": {
            "objectType": "Activity",
            "id": vocabulary.iri("question-version", made_uuid(f"version:{question}:{version}")),
            "definition": {
                "type": ActivityType.CMI_INTERACTION,
                "interactionType": "choice",
                "extensions": {
                    Extension.SKILL: str(skill.uuid),
                    Extension.LEVEL: rank,
                    Extension.FORM: "single",
                    Extension.GUESS: floor,
                },
            },
        },
        "context": {
            "contextActivities": {
                "parent": [{"id": vocabulary.iri("question", made_uuid(f"question:{question}"))}]
            }
        },
        "result": result,
        "timestamp": at.isoformat(),
    }


def voiding(statement: dict[str, Any], by: User, *, at: datetime = AT) -> dict[str, Any]:
    return {
        "id": str(made_uuid(f"voiding:{statement['id']}")),
        "actor": agent(by),
        "verb": {"id": VOIDED, "display": {"en-GB": "voided"}},
        "object": {"objectType": "StatementRef", "id": statement["id"]},
        "timestamp": at.isoformat(),
    }


def record(statements: list[dict[str, Any]], *, at: datetime = AT) -> None:
    store.record(statements, at=at)


def several(
    user: User,
    skill: Skill,
    rights: int,
    wrongs: int = 0,
    *,
    rank: int = 1,
    at: datetime = AT,
    name: str = "q",
) -> list[dict[str, Any]]:
    """First answers to so many questions of one level, a minute apart."""
    return [
        answered(
            user,
            skill,
            f"{name}-{skill.slug}-{rank}-{number}",
            right=number < rights,
            rank=rank,
            at=at + timedelta(minutes=number),
        )
        for number in range(rights + wrongs)
    ]


class World(NamedTuple):
    """Amara in a team of Rivers and Harbours; her role asks data quality at working, sharing at awareness."""

    amara: User
    team: Department
    framework: Framework
    quality: Skill
    sharing: Skill
    role: RoleLevel


def world() -> World:
    essentials = frameworks.framework()
    quality = frameworks.skill(essentials, "data-quality")
    sharing = frameworks.skill(essentials, "data-sharing")
    role = frameworks.role_level(
        essentials, role="policy", grade_band="eo", requires={quality: "working", sharing: "awareness"}
    )
    amara = accounts.amara()
    team = accounts.department("Department for Rivers and Harbours", short_name="DRH")
    accounts.post(amara, team, role_levels=[role])
    return World(amara, team, essentials, quality, sharing, role)


def question_version(
    skill: Skill, rank: int, question: str, *, version: int = 1, course: Any = None
) -> QuestionVersion:
    """A published question whose version is the one that `answered` names."""
    level = skill.framework.levels.get(rank=rank)
    made, _ = Question.objects.get_or_create(
        uuid=made_uuid(f"question:{question}"),
        defaults={
            "skill": skill,
            "level": level,
            "stem": f"What about {question}?",
            "options": [],
            "course": course,
        },
    )
    asked = QuestionVersion.objects.create(
        uuid=made_uuid(f"version:{question}:{version}"),
        question=made,
        number=version,
        form="single",
        skill=skill,
        level=level,
        stem=made.stem,
        options=[{"id": letter, "text": letter, "reason": ""} for letter in "abcd"],
        key=["a"],
        guess=0.25,
        created_at=AT,
    )
    Question.objects.filter(pk=made.pk).update(live=True, live_version=asked)
    return asked


def course(skill: Skill, *, slug: str = "data-quality-course", rank: int = 2, lessons: int = 2) -> Course:
    """A published course of one module about one skill; each lesson has 400 words and two questions."""
    level = skill.framework.levels.get(rank=rank)
    made = Course.objects.create(
        uuid=made_uuid(slug), slug=slug, title=f"Course on {skill.name}", level=level
    )
    CourseSkill.objects.create(course=made, skill=skill, level=level, is_lead=True)
    module = Module.objects.create(course=made, slug="one", title="One")
    entries = []
    for number in range(1, lessons + 1):
        lesson = Lesson.objects.create(
            course=made, module=module, slug=f"lesson-{number}", title=f"Lesson {number}", order=number
        )
        checks = [[str(made_uuid(f"question:{slug}-{number}-{check}")), False] for check in (1, 2)]
        entries.append(
            {
                "uuid": str(lesson.uuid),
                "slug": lesson.slug,
                "title": lesson.title,
                "words": 400,
                "questions": len(checks),
                "checks": checks,
            }
        )
    PublishedCourse.objects.create(
        course=made,
        language="en-gb",
        slug=slug,
        title=made.title,
        outline={
            "modules": [
                {
                    "uuid": str(module.uuid),
                    "slug": "one",
                    "title": "One",
                    "objective": "",
                    "words": 400 * lessons,
                    "questions": 2 * lessons,
                    "lessons": entries,
                }
            ]
        },
        facts={},
    )
    return made
