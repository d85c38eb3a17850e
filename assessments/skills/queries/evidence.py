"""Everyone's answers for reports: unpacked, weighed on the reader's date, ready for `measurement.groups`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.measurement import answers as ans
from assessments.skills.models import Evidence
from lms.frameworks.models import SkillLevel


@dataclass(frozen=True, slots=True)
class SkillEvidence:
    """The counted answers of many people on one skill.

    `users` has one entry a person, shape (people,); `answers` is what `estimate.log_likelihoods` takes, its
    `person` an index into `users`. `rank`, `question` and `day` have one entry an answer, beside `answers`.
    `fingerprints` tell, for each person, whether the counted answers are the same as another time: no ages.
    """

    users: ans.Ints
    answers: ans.Answers
    rank: NDArray[Any]
    question: NDArray[Any]
    day: NDArray[Any]
    fingerprints: list[str]


def evidence_for(
    *, user_ids: Collection[int] | None = None, skill_ids: Collection[int] | None = None, as_of: dt.date
) -> dict[int, SkillEvidence]:
    """Skill id → answers up to and on `as_of`, weighed on that date; of everyone where nobody is named.

    People without a counting answer by then are left out, and so are skills without people. Two queries.
    """
    cuts: dict[int, dict[int, float]] = defaultdict(dict)
    levels = SkillLevel.objects.filter(level__cut__isnull=False)
    for skill, rank, cut in levels.values_list("skill_id", "level__rank", "level__cut"):
        if cut is not None:
            cuts[skill][rank] = cut
    rows = Evidence.objects.order_by("skill_id", "user_id")
    if skill_ids is not None:
        rows = rows.filter(skill__in=list(skill_ids))
    wanted = None if user_ids is None else set(user_ids)
    people: dict[int, list[tuple[int, ans.Packed]]] = defaultdict(list)
    for skill, user, packed in rows.values_list("skill_id", "user_id", "packed").iterator(2000):
        if wanted is not None and user not in wanted:
            continue
        known = ans.measured(ans.unpack(packed), cuts[skill])
        counted = known[known["day"] <= as_of.toordinal()][-ans.LATEST :]
        if len(counted):
            people[skill].append((user, counted))
    return {skill: gathered(found, cuts[skill], as_of) for skill, found in people.items()}


def gathered(people: list[tuple[int, ans.Packed]], cuts: dict[int, float], as_of: dt.date) -> SkillEvidence:
    """One skill's people side by side."""
    everything = np.concatenate([counted for _, counted in people])
    difficulty = np.full(256, np.nan)
    for rank, cut in cuts.items():
        difficulty[rank] = cut
    return SkillEvidence(
        users=np.array([user for user, _ in people], dtype=np.int64),
        answers=ans.Answers(
            people=len(people),
            person=np.repeat(np.arange(len(people)), [len(counted) for _, counted in people]),
            difficulty=difficulty[everything["rank"]],
            slope=np.ones(len(everything)),
            floor=everything["floor"].astype(np.float64),
            right=everything["outcome"] == ans.RIGHT,
            weight=ans.weights(everything["day"], as_of),
        ),
        rank=everything["rank"],
        question=everything["question"],
        day=everything["day"],
        fingerprints=[fingerprint(counted) for _, counted in people],
    )


def fingerprint(counted: ans.Packed) -> str:
    """32 hexadecimal digits that change when an answer joins, leaves or is about another version."""
    return blake2b(counted.tobytes(), digest_size=16).hexdigest()
