"""Where a person stands on one skill: the exact posterior on a grid (evidence guide, sections 1 and 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.measurement.answers import Answers, Floats

STEP = 0.1
NODES: Floats = np.round(np.linspace(-6, 6, 121), 10)
PRIOR = (-0.5, 1.2)  # mean and standard deviation, the same for everyone whatever their department or grade
RANGE = (0.05, 0.95)  # the range shown holds 9 times in 10
PLACES = 6  # stored numbers are rounded to this, and compared after it
PARAMETER_SET = "authored-1"  # slope 1, difficulty at the cut of the authored level, guessing by form


@dataclass(frozen=True, slots=True)
class Estimates:
    """One entry a person, rounded: arrays of shape (people,), `chances` of shape (people, cuts)."""

    theta: Floats
    psd: Floats
    low: Floats
    high: Floats
    chances: Floats


def log_chances(slope: Floats, difficulty: Floats, floor: Floats, right: NDArray[Any]) -> Floats:
    """log P(outcome) at every node, shape (answers, nodes): c + (1-c)/(1+exp(-a(theta-b))) when right."""
    x = slope[:, None] * (NODES[None, :] - difficulty[:, None])
    c = floor[:, None]
    when_right = np.log(c + (1 - c) * np.exp(-np.logaddexp(0, -x)))
    when_wrong = np.log1p(-c) - np.logaddexp(0, x)
    return np.asarray(np.where(right[:, None], when_right, when_wrong))


def log_likelihoods(answers: Answers) -> Floats:
    """sum w log P at every node, shape (people, nodes), without any prior.

    Questions share few curves, so people x curves times curves x nodes is one small product, whatever the
    order of the answers.
    """
    rows = np.column_stack(
        [answers.slope, answers.difficulty, answers.floor, answers.right.astype(np.float64)]
    )
    if not len(rows):
        return np.zeros((answers.people, len(NODES)))
    curves, curve = np.unique(rows, axis=0, return_inverse=True)
    cells = answers.person * len(curves) + curve.reshape(-1)
    counts = np.bincount(cells, weights=answers.weight, minlength=answers.people * len(curves))
    table = log_chances(curves[:, 0], curves[:, 1], curves[:, 2], curves[:, 3] > 0)
    return np.asarray(counts.reshape(answers.people, len(curves)) @ table)


def posterior(logs: Floats, prior: tuple[float, float] = PRIOR) -> Floats:
    """Mass at every node, each row summing to 1, from log likelihoods of shape (people, nodes)."""
    mean, sd = prior
    logs = logs - 0.5 * ((NODES - mean) / sd) ** 2
    mass = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def tail_weights(cut: float) -> Floats:
    """The column whose product with a posterior is P(theta >= cut), shape (nodes,).

    Half the mass at the cut, and (h^2/12) f'(cut) for what half a cell misses. Raises ValueError for a cut
    that lies on no node.
    """
    at = round((cut - NODES[0]) / STEP)
    if not 0 < at < len(NODES) - 1 or abs(NODES[at] - cut) > 1e-9:
        raise ValueError(f"A cut must be a multiple of {STEP} between -6 and 6, not {cut}.")
    column = np.where(np.arange(len(NODES)) > at, 1.0, 0.0)
    column[at] = 0.5
    column[at + 1] += 1 / 24
    column[at - 1] -= 1 / 24
    return column


def quantile(mass: Floats, share: float) -> Floats:
    """The point under which `share` of each row's mass lies, each node's mass spread over its cell."""
    upto = np.cumsum(mass, axis=1)
    node = np.minimum((upto >= share).argmax(axis=1), len(NODES) - 1)
    rows = np.arange(len(mass))
    inside = (share - (upto[rows, node] - mass[rows, node])) / np.maximum(mass[rows, node], 1e-300)
    return np.asarray(NODES[node] + (np.clip(inside, 0, 1) - 0.5) * STEP)


def estimate(answers: Answers, cuts: Sequence[float], prior: tuple[float, float] = PRIOR) -> Estimates:
    """Every person's estimate on one scale; `cuts` are those of the levels, lowest first."""
    return summary(posterior(log_likelihoods(answers), prior), cuts)


def summary(mass: Floats, cuts: Sequence[float]) -> Estimates:
    """Everything is linear in the posterior, so one product with [t, t^2, tails] gives it."""
    columns = np.column_stack([NODES, NODES**2, *(tail_weights(cut) for cut in cuts)])
    sums = mass @ columns
    theta = sums[:, 0]
    return Estimates(
        theta=np.round(theta, PLACES),
        psd=np.round(np.sqrt(np.maximum(sums[:, 1] - theta**2, 0)), PLACES),
        low=np.round(quantile(mass, RANGE[0]), PLACES),
        high=np.round(quantile(mass, RANGE[1]), PLACES),
        chances=np.round(np.clip(sums[:, 2:], 0, 1), PLACES),
    )


def changes(answers: Answers, prior: tuple[float, float] = PRIOR) -> Floats:
    """What each answer moved one person's estimate by: theta with it less theta without it, shape (answers,).

    Not an approximation: the estimate is made again without each. Raises ValueError for more than one person.
    """
    if answers.people != 1:
        raise ValueError("Changes are those of one person.")
    own = answers.weight[:, None] * log_chances(
        answers.slope, answers.difficulty, answers.floor, answers.right
    )
    whole = own.sum(axis=0, keepdims=True)
    theta = posterior(whole, prior) @ NODES
    return np.asarray(theta - posterior(whole - own, prior) @ NODES)
