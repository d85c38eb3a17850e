"""Answers as the record store holds them, and a person with a profile to meet."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

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
