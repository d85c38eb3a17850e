"""Which places of a table are hidden: the small ones, and those that would give a small one away.

Three steps (privacy guide, sections 2 and 3; decision record 0301): `primary` by the thresholds; `complete`,
so that no sum leaves a small group alone; `audit`, which measures what a reader can still work out and hides
more. The audit here looks at one sum at a time. The linear programmes over all sums at once take its place
later.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from lms.disclosure.rules import SMALLEST_COUNT, SMALLEST_TESTED, STEP, shown_count, shown_tested
from lms.disclosure.tables import Cell, Place, Sum, Table

VALUES_LEFT: Final = 3  # a hidden count keeps at least so many possible values


class State(StrEnum):
    """What is printed in a place (design, decision 16)."""

    SHOWN = "shown"
    TOO_FEW = "too_few"
    NOT_TESTED = "not_tested"
    HIDDEN = "hidden"


WITH_COUNTS: Final = frozenset({State.SHOWN, State.TOO_FEW})  # their base is printed, so it can be subtracted


def primary(cell: Cell | None) -> State:
    """The state of a place by its own figures alone.

    The order matters: a group under 5 is hidden even where nobody could be tested, or the words would tell
    that somebody there needs the slice.
    """
    if cell is None or cell.needed < SMALLEST_COUNT:
        return State.HIDDEN
    if cell.tested is None:
        return State.SHOWN
    if not cell.is_testable:
        return State.NOT_TESTED
    if cell.tested < SMALLEST_COUNT:
        return State.HIDDEN
    if cell.tested < SMALLEST_TESTED:
        return State.TOO_FEW
    return State.SHOWN


def states(table: Table) -> dict[Place, State]:
    """The state of every place that has a cell; all others are hidden.

    Runs until every sum is safe. It ends, because each step hides one more place.
    """
    found = {place: primary(cell) for place, cell in table.cells.items()}
    sums = [one for one in table.sums() if any(_prints_counts(found, p) for p in (one.total, *one.terms))]
    changed = True
    while changed:
        changed = False
        for one in sums:
            while not (complete(table, found, one) and audit(table, found, one)):
                found[_next_to_hide(table, found, one)] = State.HIDDEN
                changed = True
    return found


def _next_to_hide(table: Table, found: Mapping[Place, State], one: Sum) -> Place:
    """The smallest shown term, at last the total."""
    terms = [place for place in one.terms if _prints_counts(found, place)]
    return min(terms, key=lambda place: (*table.counts(place), place)) if terms else one.total


def complete(table: Table, found: Mapping[Place, State], one: Sum) -> bool:
    """Whether what this sum leaves open is no small group.

    Open are its hidden terms and the rest. Together they must be nobody, or at least 5 people; and of those
    tested nobody, or at least 5. Never one hidden place alone, whatever its size, or hiding would tell the
    size. A person who is a whole place knows their own part: what is left without them counts.
    """
    hidden = [table.counts(place) for place in one.terms if _is_hidden(found, place)]
    rest = _rest(table, one)
    if not _prints_counts(found, one.total):
        # The total itself must not follow from its terms.
        shown = any(_prints_counts(found, place) for place in one.terms)
        unknown = bool(hidden) or rest[0] >= SMALLEST_COUNT
        return unknown or not shown or not _is_hidden(found, one.total)
    left = [*hidden, rest] if any(rest) else hidden
    if hidden and len(left) == 1:
        return False
    return all(_is_no_small_group([counts[which] for counts in left]) for which in (0, 1))


def _is_no_small_group(open_counts: list[int]) -> bool:
    """Nobody, or at least 5; and still so for a person who is a whole place and takes themselves off."""
    people = sum(open_counts)
    known = 1 if 1 in open_counts else 0
    return people == 0 or people - known >= SMALLEST_COUNT


def audit(table: Table, found: Mapping[Place, State], one: Sum) -> bool:
    """Whether every small hidden term of this sum keeps at least 3 possible values.

    The reader knows the rounding and guesses that the term is 0 to 4; other hidden terms may be anything.
    """
    hidden = [place for place in one.terms if _is_hidden(found, place)]
    if not hidden or not _prints_counts(found, one.total):
        return True
    shown = [place for place in one.terms if _prints_counts(found, place)]
    rest = one.has_rest and _rest(table, one)[0] >= SMALLEST_COUNT
    for which in (0, 1):
        small = [place for place in hidden if table.counts(place)[which] < SMALLEST_COUNT]
        if not small or (which == 1 and table.cells[one.total].is_count):
            continue
        total_low, total_high = _bounds(table.counts(one.total)[which], which)
        bounds = [_bounds(table.counts(place)[which], which) for place in shown]
        high = min(SMALLEST_COUNT - 1, total_high - sum(low for low, _ in bounds))
        alone = len(hidden) == 1 and not rest
        low = max(0, total_low - sum(high for _, high in bounds)) if alone else 0
        if high - low + 1 < VALUES_LEFT:
            return False
    return True


def _bounds(count: int, which: int) -> tuple[int, int]:
    """The smallest and the largest count that are printed like this one."""
    shown = shown_tested(count) if which else shown_count(count)
    if shown is None:
        return 0, SMALLEST_COUNT - 1
    low, high = max(SMALLEST_COUNT, shown - STEP // 2), shown + STEP // 2
    if which and count < SMALLEST_TESTED:
        return low, SMALLEST_TESTED - 1 if shown == SMALLEST_TESTED - STEP else high
    return (max(low, SMALLEST_TESTED), high) if which else (low, high)


def _rest(table: Table, one: Sum) -> tuple[int, int]:
    """Needed and tested of the people of the total who are in none of the terms."""
    if not one.has_rest:
        return 0, 0
    if table.rest is not None:
        return table.rest.get(one.total, (0, 0))
    total = table.counts(one.total)
    terms = [table.counts(place) for place in one.terms]
    return max(0, total[0] - sum(t[0] for t in terms)), max(0, total[1] - sum(t[1] for t in terms))


def _is_hidden(found: Mapping[Place, State], place: Place) -> bool:
    return found.get(place, State.HIDDEN) is State.HIDDEN


def _prints_counts(found: Mapping[Place, State], place: Place) -> bool:
    return found.get(place, State.HIDDEN) in WITH_COUNTS
