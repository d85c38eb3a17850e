"""Simulated people: answers drawn from the model itself, so the best case (evidence guide, preamble)."""

import numpy as np

from assessments.measurement.answers import Answers

CUTS = (-1.0, 0.0, 1.0, 2.0)


def answered(right, difficulty, *, floor=0.0, weight=1.0):
    """One person's answers."""
    right = np.asarray(right, dtype=bool)
    size = len(right)
    return Answers(
        people=1,
        person=np.zeros(size, dtype=np.int64),
        difficulty=np.broadcast_to(np.asarray(difficulty, dtype=float), size).copy(),
        slope=np.ones(size),
        floor=np.full(size, floor),
        right=right,
        weight=np.broadcast_to(np.asarray(weight, dtype=float), size).copy(),
    )


def everyone_answers(theta, authored, *, rng, floor, scatter_b=0.0, scatter_a=0.0, guess=None):
    """Each person answers each question once; the estimate is told the authored level and `floor` only.

    The truth has difficulties scattered by `scatter_b`, log slopes by `scatter_a`, and guesses by `guess`
    (low, high), or exactly `floor`.
    """
    authored = np.asarray(authored, dtype=float)
    people, questions = len(theta), len(authored)
    b = authored + rng.normal(0, scatter_b, questions)
    a = np.exp(rng.normal(0, scatter_a, questions))
    c = rng.uniform(*guess, questions) if guess else np.full(questions, floor)
    chance = c + (1 - c) / (1 + np.exp(-a * (theta[:, None] - b)))
    right = rng.random((people, questions)) < chance
    return Answers(
        people=people,
        person=np.repeat(np.arange(people), questions),
        difficulty=np.tile(authored, people),
        slope=np.ones(people * questions),
        floor=np.full(people * questions, float(floor)),
        right=right.ravel(),
        weight=np.ones(people * questions),
    )
