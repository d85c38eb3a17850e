"""Why a level is what it is: each answer that counts, how much it still weighs, and what it moved."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from assessments.bank.models import QuestionVersion
from assessments.bank.models.stems import first_words
from assessments.measurement import answers as ans
from assessments.measurement import estimate as est
from assessments.measurement.words import change_in_words, weight_in_words


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer that counted: what was asked and where, how it went, and what it did."""

    question: str
    place: str
    outcome: str  # right, not right, don't know
    on: dt.date
    weight: str
    change: float
    moved: str


OUTCOMES = {ans.RIGHT: "right", ans.WRONG: "not right", ans.DONT_KNOW: "don’t know"}


def reasons_for(attainments: Iterable[Any], scales: dict[int, Any]) -> dict[int, list[Reason]]:
    """Skill id → its answers, those that moved the estimate most first. One query for all skills."""
    counted = {
        each.skill_id: ans.measured(
            ans.unpack(each.packed), [level.rank for level in scales[each.skill_id].levels]
        )[-ans.LATEST :]
        for each in attainments
        if each.packed is not None and each.skill_id in scales
    }
    ids = {UUID(bytes=version.tobytes()) for part in counted.values() for version in part["version"]}
    if not ids:
        return {}
    asked = {
        version.uuid: version
        for version in QuestionVersion.objects.filter(uuid__in=ids)
        .select_related("question__course", "question__module")
        .only("uuid", "stem", "question__course__title", "question__module__title")
    }
    found = {}
    for each in attainments:
        if each.skill_id in counted:
            cuts = {level.rank: level.cut for level in scales[each.skill_id].levels if level.cut is not None}
            found[each.skill_id] = reasons(counted[each.skill_id], cuts, each.as_of, asked)
    return found


def reasons(
    part: ans.Packed, cuts: dict[int, float], as_of: dt.date, asked: dict[UUID, QuestionVersion]
) -> list[Reason]:
    answers = one_persons(part, cuts, as_of)
    found = []
    for answer, heavy, change in zip(part, answers.weight, est.changes(answers), strict=True):
        version = asked.get(UUID(bytes=answer["version"].tobytes()))
        found.append(
            Reason(
                question=first_words(version.stem, 90) if version else "",
                place=place_of(version),
                outcome=OUTCOMES[int(answer["outcome"])],
                on=dt.date.fromordinal(int(answer["day"])),
                weight=weight_in_words(float(heavy)),
                change=float(change),
                moved=change_in_words(float(change)),
            )
        )
    return sorted(found, key=lambda reason: -abs(reason.change))


def one_persons(part: ans.Packed, cuts: dict[int, float], as_of: dt.date) -> ans.Answers:
    """One person's answers on one skill, weighed on a day; `cuts` by the rank of a level."""
    return ans.Answers(
        people=1,
        person=np.zeros(len(part), dtype=np.int64),
        difficulty=np.array([cuts[int(rank)] for rank in part["rank"]]),
        slope=np.ones(len(part)),
        floor=part["floor"].astype(np.float64),
        right=part["outcome"] == ans.RIGHT,
        weight=ans.weights(part["day"], as_of),
    )


def place_of(version: QuestionVersion | None) -> str:
    """The module that the question belongs to, or its course."""
    if version is None:
        return ""
    part = version.question.module or version.question.course
    return part.title if part else ""
