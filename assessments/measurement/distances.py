"""How far a group is from the level required: a split of the fitted curve, never an average of levels.

The bands are those that the evidence speaks about: at the level or above, one level below, further below.
Nothing is split above the level required, because nobody need have been tested there (the ceiling).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.measurement.answers import Floats
from assessments.measurement.groups import (
    JACKKNIFE_STEPS,
    QUESTION_SD,
    START,
    STEPS,
    Z90,
    density,
    fit,
    share_above,
)


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the group, 0 to 1, with its 90% interval. Shown through disclosure only.

    `var_people` alone judges a change between two months (the same questions); the interval has both parts.
    """

    share: float
    low: float
    high: float
    var_people: float
    var_questions: float


def split(
    *, logs: Floats, required: NDArray[Any], cuts: Mapping[int, float], parts: NDArray[Any], questions: int
) -> list[Band]:
    """[at or above, one level below, two or more levels below], adding up to 1. The first is `group_share`.

    `logs` are log likelihoods, (people, nodes); `required` the rank asked of each; `cuts` rank to cut of the
    skill's own levels; `parts` and `questions` as for `groups.group_share`, whose fit this is. Under the
    lowest level counts as the level below it. Raises ValueError for nobody.
    """
    if not len(logs) or questions < 1:
        raise ValueError("A split needs at least one person and one question.")
    ranks = sorted(cuts)
    below = {rank: ranks[place - 1] if place else None for place, rank in enumerate(ranks)}
    upper = np.array([cuts[int(rank)] for rank in required])
    # One level below the lowest is everything under it: its cut lies below every node.
    lower = np.array([cuts[b] if (b := below[int(rank)]) is not None else -1e3 for rank in required])
    likelihood = np.exp(logs - logs.max(axis=1, keepdims=True))
    everyone = np.ones((len(logs), 1))
    means, sds = fit(likelihood, everyone, np.array([START[0]]), np.array([START[1]]), STEPS)
    mean, sd = float(means[0]), float(sds[0])
    whole = _bands(upper, lower, np.ones(len(logs)), mean, sd)
    present = np.unique(parts)
    variance = np.full(3, 0.25)
    if len(present) > 1:
        member = (parts[:, None] != present[None, :]).astype(np.float64)
        start = np.full(len(present), mean), np.full(len(present), sd)
        left_out = fit(likelihood, member, *start, JACKKNIFE_STEPS)
        spread = np.array(
            [
                _bands(upper, lower, member[:, n], float(m), float(s))
                for n, (m, s) in enumerate(zip(*left_out, strict=True))
            ]
        )
        scale = (len(present) - 1) / len(present)
        variance = scale * ((spread - spread.mean(axis=0)) ** 2).sum(axis=0)
    # A question that is harder than authored moves both cuts of a band together.
    at_upper, at_lower = _slope(upper, mean, sd), _slope(lower, mean, sd)
    slopes = np.array([at_upper, at_upper - at_lower, at_lower])
    of_questions = slopes**2 * QUESTION_SD**2 / questions
    margin = Z90 * np.sqrt(variance + of_questions)
    return [
        Band(
            share=float(share),
            low=max(0.0, float(share - reach)),
            high=min(1.0, float(share + reach)),
            var_people=float(people),
            var_questions=float(own),
        )
        for share, reach, people, own in zip(whole, margin, variance, of_questions, strict=True)
    ]


def _bands(upper: Floats, lower: Floats, member: Floats, mean: float, sd: float) -> Floats:
    at, reached = _above(upper, member, mean, sd), _above(lower, member, mean, sd)
    return np.array([at, max(0.0, reached - at), 1 - reached])


def _above(cut: Floats, member: Floats, mean: float, sd: float) -> float:
    levels, where = np.unique(cut, return_inverse=True)
    asked = np.bincount(where.reshape(-1), weights=member, minlength=len(levels))
    return share_above(levels, asked / asked.sum(), mean, sd)


def _slope(cut: Floats, mean: float, sd: float) -> float:
    return sum(density((float(one) - mean) / sd) for one in cut) / len(cut) / sd
