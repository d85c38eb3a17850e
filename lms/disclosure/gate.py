"""The gate: exact figures in, `Released` figures out. Pure; `records` keeps what it returns.

thresholds → what is hidden besides (`hiding.complete`) → the audit (`hiding.audit`) → rounding and words
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final

from lms.disclosure import rules
from lms.disclosure.hiding import State, states
from lms.disclosure.released import Figure, Kind, Released, _issue
from lms.disclosure.tables import Cell, Earlier, Estimate, Place, Table

SHARE: Final = "share"  # of those tested, at their level; or the plain count in a table of counts
SHORT: Final = "short"  # people not at their level, if those not tested are like those tested
UNTESTED: Final = "untested"  # people who need it and have not been tested
CHANGE: Final = "change"  # points since an earlier release
NINE_IN_TEN: Final = 1.645  # standard errors on each side of a range that holds 9 times in 10


@dataclass(frozen=True, slots=True)
class Result:
    """What a table may show: by group, slice and measure. What is not in it is hidden."""

    figures: Mapping[tuple[str, str, str], Released]

    def get(self, group: str, slice_: str, measure: str = SHARE) -> Released | None:
        return self.figures.get((group, slice_, measure))

    def is_shown(self, place: Place) -> bool:
        """Whether the place prints more than `[c]`."""
        return (*place, SHARE) in self.figures


def release(table: Table) -> Result:
    """Every figure of a table that may be shown, with rounding, bands and hidden places of the privacy guide.

    A carried place keeps the very figures that it was released with. It can still be hidden, where this
    month's figures would give something away beside it.
    """
    figures: dict[tuple[str, str, str], Released] = {}
    for place, state in states(table).items():
        if state is State.HIDDEN:
            continue
        measures = table.carried.get(place)
        if measures is None:
            measures = _measures(table.cells[place], state)
        for measure, released in measures.items():
            figures[(*place, measure)] = released
    return Result(figures)


def counted_rate(*, numerator: int, base: int, as_of: date, definition: str) -> Released:
    """A percentage counted from people, such as those who completed a course of those enrolled."""
    percent = rules.counted_rate(numerator, base)
    if percent is None:
        return _issue(Figure(Kind.HIDDEN, as_of, definition))
    return _issue(
        Figure(
            Kind.RATE,
            as_of,
            definition,
            value=percent.value,
            band=percent.band,
            tested=None,
            needed=rules.shown_count(base),
        )
    )


def _measures(cell: Cell, state: State) -> dict[str, Released]:
    if cell.tested is None:
        return {SHARE: _issue(Figure(Kind.COUNT, cell.as_of, SHARE, value=rules.shown_count(cell.needed)))}
    if state is State.NOT_TESTED:
        return {SHARE: _issue(Figure(Kind.NOT_TESTED, cell.as_of, SHARE))}
    tested, needed = rules.shown_tested(cell.tested), rules.shown_count(cell.needed)
    if state is State.TOO_FEW:
        few = _issue(Figure(Kind.TOO_FEW, cell.as_of, SHARE, tested=tested, needed=needed))
        return {SHARE: few, UNTESTED: _untested(few)}
    if cell.estimate is None:
        raise ValueError("A place with 30 people tested needs an estimate.")
    shown = _share(cell, cell.estimate, SHARE)
    measures = {SHARE: shown, SHORT: _short(shown), UNTESTED: _untested(shown)}
    measures |= {measure: _share(cell, part, measure) for measure, part in cell.parts.items()}
    if cell.earlier is not None:
        measures[CHANGE] = _change(shown, cell.earlier)
    return measures


def _share(cell: Cell, estimate: Estimate, definition: str) -> Released:
    percent = rules.share(estimate.share, estimate.low, estimate.high)
    return _issue(
        Figure(
            Kind.SHARE,
            cell.as_of,
            definition,
            value=percent.value,
            low=percent.low,
            high=percent.high,
            band=percent.band,
            tested=rules.shown_tested(cell.tested or 0),
            needed=rules.shown_count(cell.needed),
        )
    )


def _short(share: Released) -> Released:
    """People short, from the figures that are shown anyway, so that it tells nothing more than they do."""
    if share.band is None:
        missing = 100.0 - (share.value or 0)
    elif share.value == rules.TOP_PERCENT:
        missing = (100 - rules.TOP_PERCENT) / 2
    else:
        missing = 100 - rules.BOTTOM_PERCENT / 2
    return _people((share.needed or 0) * missing / 100, share, SHORT)


def _untested(share: Released) -> Released:
    """Who need it less who were tested, as both are shown."""
    return _people((share.needed or 0) - (share.tested or 0), share, UNTESTED)


def _people(count: float, share: Released, definition: str) -> Released:
    """A number of people that follows from shown figures, to the nearest 5; under 5 it is hidden like any."""
    shown = rules.to_step(count)
    if shown < rules.SMALLEST_COUNT:
        return _issue(Figure(Kind.HIDDEN, share.as_of, definition))
    return _issue(Figure(Kind.COUNT, share.as_of, definition, value=shown, needed=share.needed))


def _change(now: Released, earlier: Earlier) -> Released:
    """Points between two shares that are both printed, so a reader who subtracts finds the same number."""
    then = earlier.share
    if now.band or then.band or then.kind is not Kind.SHARE or now.value is None or then.value is None:
        return _issue(Figure(Kind.NOT_KNOWN, now.as_of, CHANGE, since=then.as_of))
    points = now.value - then.value
    reach = 100 * NINE_IN_TEN * earlier.error
    return _issue(
        Figure(
            Kind.CHANGE,
            now.as_of,
            CHANGE,
            value=points,
            low=round(points - reach),
            high=round(points + reach),
            since=then.as_of,
        )
    )


def error_of_difference(*variances: float) -> float:
    """The standard error of a difference of independent estimates, from their variances."""
    return sqrt(sum(variances))
