"""Whether an answer is right, what a blind guess is worth, what a test scores (evidence guide, section 1)."""

from collections.abc import Sequence
from math import comb

FORMS = ("single", "multiple")
SMALLEST_FLOOR = 0.1  # under 1 in 10 a blind guess no longer matters


def guessing_floor(form: str, options: int, select: int | None = None) -> float:
    """The chance, 0 to 1, that a blind guess is right; 0 where that is under 1 in 10.

    `options` counts the choices shown, without "I don't know". `select` is the number that the question tells
    people to choose; without it "multiple" means choose all that apply, which nobody guesses.
    Raises ValueError for an unknown form or an impossible count.
    """
    if form not in FORMS:
        raise ValueError(f"The form must be one of {', '.join(FORMS)}, not {form!r}.")
    if options < 2:
        raise ValueError(f"A question needs at least 2 options, not {options}.")
    if select is not None and not 1 <= select <= options:
        raise ValueError(f"Nobody can choose {select} of {options} options.")
    if form == "single":
        chance = 1 / options
    elif select is None:
        return 0.0
    else:
        chance = 1 / comb(options, select)
    return chance if chance >= SMALLEST_FLOOR else 0.0


def is_correct(key: Sequence[str], choice: Sequence[str]) -> bool:
    """True when exactly the options of the key were chosen, in any order; an empty choice is never right.

    Raises ValueError for an empty key: a question without a right answer cannot be scored.
    """
    if not key:
        raise ValueError("A question needs at least one right option.")
    return set(key) == set(choice)


def test_score(correct: int, counting: int) -> float:
    """The scaled score, 0 to 1: right of counting answers. Raises ValueError when none counts."""
    if counting < 1 or not 0 <= correct <= counting:
        raise ValueError(f"{correct} right of {counting} counting questions is no score.")
    return correct / counting


test_score.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test
