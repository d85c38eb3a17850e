"""The minimums and the roundings (privacy guide, section 2). The only ones of the product: others point
here.
"""

from dataclasses import dataclass
from typing import Final

from lms.disclosure.released import Band

VERSION: Final = "2026-11"  # stored with each release, so that a figure tells by which rules it was made

SMALLEST_COUNT: Final = 5  # k: 0 to 4 people are one marker, zero included
SMALLEST_BASE: Final = 10  # of a counted rate, such as completions
SMALLEST_TESTED: Final = 30  # of a skill share, which is an estimate
STEP: Final = 5  # counts are rounded to the nearest

TOP_PERCENT: Final = 95
BOTTOM_PERCENT: Final = 5
# Under 20 people 95% would be one possible numerator, which is as good as the exact one.
TOP_PERCENT_OF_FEW: Final = 90
BOTTOM_PERCENT_OF_FEW: Final = 10
SMALLEST_BASE_OF_TOP: Final = 20


def to_step(count: float) -> int:
    """A count to the nearest 5. With whole counts no two ways of rounding a half can differ."""
    return int((count + STEP / 2) // STEP) * STEP


def shown_count(count: int) -> int | None:
    """A count as it may be shown; None for 0 to 4, which are `[c]`."""
    return None if count < SMALLEST_COUNT else to_step(count)


def shown_tested(tested: int) -> int | None:
    """People tested, as a base. 28 and 29 stay at 25: "30 tested, not enough" would read as a mistake and
    name both.
    """
    if SMALLEST_COUNT <= tested < SMALLEST_TESTED:
        return min(to_step(tested), SMALLEST_TESTED - STEP)
    return shown_count(tested)


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in whole percent; with a band, `value` is its edge and there is no range."""

    value: int
    low: int | None = None
    high: int | None = None
    band: Band | None = None


def whole(share: float) -> int:
    """0 to 1 as whole percent, halves up."""
    return int(100 * share + 0.5)


def share(estimate: float, low: float, high: float) -> Percent:
    """An estimated share with its range, 0 to 1 each, banded at both ends: 95%+ or under 5%."""
    value = whole(estimate)
    if value >= TOP_PERCENT:
        return Percent(TOP_PERCENT, band=Band.TOP)
    if value < BOTTOM_PERCENT:
        return Percent(BOTTOM_PERCENT, band=Band.BOTTOM)
    return Percent(value, max(0, whole(low)), min(100, whole(high)))


def counted_rate(numerator: int, base: int) -> Percent | None:
    """A counted percentage, such as completions; None under the smallest base.

    Where the numerator or its complement is under 5 people it is rounded to 5%, and at the ends it is a band
    that holds at least two possible numerators: 95% or more from 20 people on, 90% or more from 10 to 19.
    """
    if not 0 <= numerator <= base:
        raise ValueError(f"{numerator} of {base} is no rate.")
    if base < SMALLEST_BASE:
        return None
    few = base < SMALLEST_BASE_OF_TOP
    top = TOP_PERCENT_OF_FEW if few else TOP_PERCENT
    bottom = BOTTOM_PERCENT_OF_FEW if few else BOTTOM_PERCENT
    exact = numerator / base
    value = whole(exact)
    if min(numerator, base - numerator) < SMALLEST_COUNT:
        value = to_step(100 * exact)
    if value >= top:
        return Percent(top, band=Band.TOP)
    if value <= bottom:
        return Percent(bottom, band=Band.BOTTOM)
    return Percent(value)
