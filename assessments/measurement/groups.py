"""The share of a group at a level: never a count of people's own levels (evidence guide, section 5).

A group's abilities are taken as normal; (mean, sd) is fitted to everyone's likelihood by EM, without the
prior that each person's own estimate uses, and the share is read off the fitted curve at each person's
required cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import erf, exp, pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.measurement.answers import Bools, Floats, Ints
from assessments.measurement.estimate import NODES

STEPS = 80  # of EM for the whole group
JACKKNIFE_STEPS = 40  # of EM for each part, which starts from the whole group's fit
FLOOR_SD = 0.3
START = (-0.5, 1.0)
PARTS = 20  # groups left out in turn, by a hash of the account
QUESTION_SD = 0.5  # how far a day-one question sits from its authored level, until it is calibrated
Z90 = 1.6448536269514722  # the interval shown is 90%
TESTED_ANSWERS = 3
TESTED_WEIGHT = 0.75


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group's share at the level required, 0 to 1, with its 90% interval. Shown through disclosure only.

    `var_people` alone judges a change between two months (the same questions); the interval has both parts.
    """

    share: float
    low: float
    high: float
    var_people: float
    var_questions: float
    mean: float
    sd: float
    n: int


def part_of(account_name: str) -> int:
    """Which of the 20 parts of the jackknife an account belongs to, 0 to 19: always the same one."""
    return blake2b(account_name.encode(), digest_size=8).digest()[0] * PARTS // 256


def tested(*, person: Ints, rank: NDArray[Any], weight: Floats, required: NDArray[Any]) -> Bools:
    """Who counts as tested at their own required level, shape (people,).

    At least 3 counted answers at that level or above, weighing .75 together. `person`, `rank` and `weight`
    have one entry an answer; `required` one rank a person. Chosen by what was asked, never by how it went.
    """
    at_level = rank >= required[person]
    answers = np.bincount(person[at_level], minlength=len(required))
    weighing = np.bincount(person[at_level], weights=weight[at_level], minlength=len(required))
    return np.asarray((answers >= TESTED_ANSWERS) & (weighing >= TESTED_WEIGHT))


def group_share(*, logs: Floats, cuts: Floats, parts: NDArray[Any], questions: int) -> GroupShare:
    """The share of a group at the level required, with its interval.

    `logs` are log likelihoods, (people, nodes), from `estimate.log_likelihoods`; `cuts` the required cut and
    `parts` the `part_of` of each, (people,); `questions` how many distinct ones they answered. Whether that
    is enough for a figure is for `lms.disclosure` to say. Raises ValueError for nobody.
    """
    people = len(logs)
    if not people or questions < 1:
        raise ValueError("A share needs at least one person and one question.")
    likelihood = np.exp(logs - logs.max(axis=1, keepdims=True))
    levels, where = np.unique(cuts, return_inverse=True)
    asked = np.bincount(where.reshape(-1), minlength=len(levels)) / people
    means, sds = fit(likelihood, np.ones((people, 1)), np.array([START[0]]), np.array([START[1]]), STEPS)
    mean, sd = float(means[0]), float(sds[0])
    share = share_above(levels, asked, mean, sd)
    var_people = jackknife(likelihood, levels, where.reshape(-1), parts, mean, sd)
    slope = sum(part * density((cut - mean) / sd) for cut, part in zip(levels, asked, strict=True)) / sd
    var_questions = float(slope**2 * QUESTION_SD**2 / questions)
    margin = Z90 * sqrt(var_people + var_questions)
    return GroupShare(
        share=share,
        low=max(0.0, share - margin),
        high=min(1.0, share + margin),
        var_people=var_people,
        var_questions=var_questions,
        mean=mean,
        sd=sd,
        n=people,
    )


def fit(likelihood: Floats, member: Floats, means: Floats, sds: Floats, steps: int) -> tuple[Floats, Floats]:
    """(means, sds) by EM, one per column of `member`, (people, fits): who belongs to which fit, 0 or 1."""
    fits = member.shape[1]
    size = member.sum(axis=0)
    for _ in range(steps):
        curve = np.exp(-0.5 * ((NODES[:, None] - means) / sds) ** 2)
        sums = likelihood @ np.hstack([curve, curve * NODES[:, None], curve * (NODES**2)[:, None]])
        by_person = member / np.maximum(sums[:, :fits], 1e-300)
        means = (by_person * sums[:, fits : 2 * fits]).sum(axis=0) / size
        squares = (by_person * sums[:, 2 * fits :]).sum(axis=0) / size
        sds = np.maximum(np.sqrt(np.maximum(squares - means**2, 0)), FLOOR_SD)
    return means, sds


def jackknife(
    likelihood: Floats, levels: Floats, where: NDArray[Any], parts: NDArray[Any], mean: float, sd: float
) -> float:
    """The variance of the share over people: the fit is made again without each part, all parts at once."""
    present = np.unique(parts)
    if len(present) < 2:
        return 0.25  # one part says nothing about its own spread: the widest that a share can have
    member = (parts[:, None] != present[None, :]).astype(np.float64)
    start = np.full(len(present), mean), np.full(len(present), sd)
    means, sds = fit(likelihood, member, *start, JACKKNIFE_STEPS)
    shares = []
    for column, (part_mean, part_sd) in enumerate(zip(means, sds, strict=True)):
        asked = np.bincount(where, weights=member[:, column], minlength=len(levels))
        shares.append(share_above(levels, asked / asked.sum(), float(part_mean), float(part_sd)))
    spread = np.array(shares)
    return float((len(present) - 1) / len(present) * ((spread - spread.mean()) ** 2).sum())


def share_above(levels: Sequence[float] | Floats, asked: Floats, mean: float, sd: float) -> float:
    """The mean over people of 1 - Phi((cut - mean)/sd); `asked` is the part of them at each cut."""
    above = (0.5 * (1 - erf((cut - mean) / sd / sqrt(2))) for cut in levels)
    return float(sum(part * over for part, over in zip(asked, above, strict=True)))


def density(z: float) -> float:
    return exp(-0.5 * z * z) / sqrt(2 * pi)
