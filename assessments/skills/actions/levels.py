"""From answers to rows, for any number of people at once. Computes only: nothing here reads answers or
writes.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np

from assessments.measurement import answers as ans
from assessments.measurement import estimate as est
from assessments.measurement.words import level_shown
from assessments.skills.models import Attainment, Evidence
from assessments.skills.statements import Answer
from lms.frameworks.models import SkillLevel

COMPARED = (
    "theta",
    "psd",
    "low",
    "high",
    "chances",
    "level_id",
    "ceiling_id",
    "answers",
    "weight",
    "newest_on",
    "as_of",
    "parameter_set",
)


@dataclass(slots=True)
class Scale:
    """The levels that one skill defines and that have a cut: by rank, their ids and cuts."""

    skill_id: int
    level_ids: dict[int, int] = field(default_factory=dict)
    cuts: dict[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class Scales:
    """Every scale, under the skill's uuid and under its id."""

    by_uuid: dict[UUID, Scale] = field(default_factory=dict)
    by_id: dict[int, Scale] = field(default_factory=dict)


def read_scales(skills: Collection[UUID] | None = None) -> Scales:
    """The scales of these skills, or of all. Skills whose levels have no cut are not measured. One query."""
    levels = SkillLevel.objects.filter(level__cut__isnull=False)
    if skills is not None:
        levels = levels.filter(skill__uuid__in=skills)
    scales = Scales()
    for uuid, skill_id, level_id, rank, cut in levels.values_list(
        "skill__uuid", "skill_id", "level_id", "level__rank", "level__cut"
    ).order_by("skill_id", "level__rank"):
        scale = scales.by_uuid.setdefault(uuid, Scale(skill_id))
        scales.by_id[skill_id] = scale
        if cut is not None:
            scale.level_ids[rank], scale.cuts[rank] = level_id, cut
    return scales


def evidence_of(user_id: int, answers: Iterable[Answer], scales: Scales) -> list[Evidence]:
    """One person's counting answers by skill, oldest first.

    An answer at a level that its skill does not define is no evidence about the levels that it does.
    """
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for answer in answers:
        scale = scales.by_uuid.get(answer.skill)
        if scale and answer.rank in scale.cuts:
            rows[scale.skill_id].append(answer.packed())
    return [
        Evidence(user_id=user_id, skill_id=skill_id, packed=ans.pack(packed))
        for skill_id, packed in rows.items()
    ]


def attainments_of(evidence: Collection[Evidence], scales: Scales, as_of: dt.date) -> list[Attainment]:
    """One row for each of these that has answers at a level of its skill, in their order: all in one go."""
    pairs = []
    for row in evidence:
        scale = scales.by_id[row.skill_id]
        part = ans.measured(ans.unpack(row.packed), scale.cuts)[-ans.LATEST :]
        if len(part):
            pairs.append((row, scale, part))
    if not pairs:
        return []
    counted = [part for _, _, part in pairs]
    everything = np.concatenate(counted)
    owner = np.repeat(np.arange(len(counted)), [len(part) for part in counted])
    weight = ans.weights(everything["day"], as_of)
    cuts = sorted({cut for _, scale, _ in pairs for cut in scale.cuts.values()})
    column = {cut: number for number, cut in enumerate(cuts)}
    estimates = est.estimate(
        ans.Answers(
            people=len(counted),
            person=owner,
            difficulty=np.concatenate([cuts_at(part["rank"], scale) for _, scale, part in pairs]),
            slope=np.ones(len(everything)),
            floor=everything["floor"].astype(np.float64),
            right=everything["outcome"] == ans.RIGHT,
            weight=weight,
        ),
        cuts,
    )
    total = np.round(np.bincount(owner, weights=weight, minlength=len(counted)), est.PLACES)
    rows = []
    for number, (row, scale, part) in enumerate(pairs):
        chances = {rank: float(estimates.chances[number, column[cut]]) for rank, cut in scale.cuts.items()}
        ceiling = ans.ceiling(part["rank"], scale.cuts)
        shown = level_shown(chances, ceiling)
        rows.append(
            Attainment(
                user_id=row.user_id,
                skill_id=row.skill_id,
                theta=float(estimates.theta[number]),
                psd=float(estimates.psd[number]),
                low=float(estimates.low[number]),
                high=float(estimates.high[number]),
                chances={str(rank): chance for rank, chance in chances.items()},
                level_id=scale.level_ids[shown] if shown else None,
                ceiling_id=scale.level_ids[ceiling] if ceiling else None,
                answers=len(part),
                weight=float(total[number]),
                newest_on=dt.date.fromordinal(int(part["day"].max())),
                as_of=as_of,
                parameter_set=est.PARAMETER_SET,
            )
        )
    return rows


def cuts_at(rank: Any, scale: Scale) -> ans.Floats:
    """The cut of each answer's level: on day one a question's difficulty (evidence guide, section 1)."""
    table = np.full(256, np.nan)
    for level, cut in scale.cuts.items():
        table[level] = cut
    return np.asarray(table[rank])
