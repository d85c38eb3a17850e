"""How a made-up person answers a question: the model that the estimates assume, run forwards. Pure."""

import math
from collections.abc import Sequence
from random import Random

QUESTION_SPREAD = 0.4  # how far a question lies from the level that its author gave it
GIVES_UP = 0.35  # of those who do not know, the share that says so instead of guessing


def difficulty(*, seed: int, question: str, cut: float) -> float:
    """The same question is as hard for everyone, and for every load with this seed."""
    return cut + Random(f"{seed}:question:{question}").gauss(0, QUESTION_SPREAD)


def answer(
    *,
    rng: Random,
    ability: float,
    difficulty: float,
    options: Sequence[str],
    key: Sequence[str],
) -> list[str]:
    """The option ids that this person ticks; empty where they say that they don't know.

    Whoever knows ticks the key. The others give up or guess among all options, so that a guess is right as
    often as the guessing floor of the form says.
    """
    if rng.random() < 1 / (1 + math.exp(difficulty - ability)):
        return sorted(key)
    if rng.random() < GIVES_UP:
        return []
    return sorted(rng.sample(list(options), len(key)))
