"""Words for numbers: six for a person and a level, and some for weights and changes (evidence guide, 3).

Every threshold of what a person is told stands here and nowhere else.
"""

from collections.abc import Mapping
from enum import StrEnum

MET = 0.9
PROBABLY_MET = 0.6
PROBABLY_NOT_MET = 0.4
NOT_MET = 0.1
SHOWN = 0.5  # the level shown is the highest with at least this chance
FEWEST_ANSWERS = 5
LEAST_WEIGHT = 3.0


class Word(StrEnum):
    MET = "met"
    PROBABLY_MET = "probably met"
    NOT_ENOUGH = "not enough evidence"
    PROBABLY_NOT_MET = "probably not met"
    NOT_MET = "not met"
    NOT_TESTED = "not tested at this level"


DECIDED = frozenset({Word.MET, Word.PROBABLY_MET, Word.PROBABLY_NOT_MET, Word.NOT_MET})
REACHED = frozenset({Word.MET, Word.PROBABLY_MET})


def word(*, chance: float, answers: int, weight: float, is_tested: bool) -> Word:
    """The word for one person and one level.

    `chance` is P(theta >= cut), 0 to 1; `is_tested`: the level lies at or under the ceiling.
    """
    if not is_tested:
        return Word.NOT_TESTED
    if answers < FEWEST_ANSWERS or weight < LEAST_WEIGHT or PROBABLY_NOT_MET < chance < PROBABLY_MET:
        return Word.NOT_ENOUGH
    if chance >= MET:
        return Word.MET
    if chance >= PROBABLY_MET:
        return Word.PROBABLY_MET
    return Word.NOT_MET if chance <= NOT_MET else Word.PROBABLY_NOT_MET


def level_shown(chances: Mapping[int, float], ceiling: int | None) -> int | None:
    """The highest rank that is likelier reached than not, never above the ceiling; None below the lowest."""
    reached = [
        rank
        for rank, chance in chances.items()
        if chance >= SHOWN and ceiling is not None and rank <= ceiling
    ]
    return max(reached, default=None)


def level_at(theta: float, cuts: Mapping[int, float], ceiling: int | None = None) -> int | None:
    """The rank in which a point of the scale lies, never above the ceiling; None below the lowest cut."""
    under = [rank for rank, cut in cuts.items() if theta >= cut and (ceiling is None or rank <= ceiling)]
    return max(under, default=None)


def weight_in_words(weight: float) -> str:
    """How much an answer still counts, from its weight, 0 to 1."""
    for least, words in ((0.9, "full"), (0.7, "nearly full"), (0.4, "about half"), (0.2, "under half")):
        if weight >= least:
            return words
    return "very little"


def change_in_words(change: float) -> str:
    """Which way an answer moved the estimate, from the change in logits that leaving it out makes."""
    size = abs(change)
    if size < 0.05:
        return "hardly"
    direction = "up" if change > 0 else "down"
    return direction if size >= 0.2 else f"{direction} a little"
