"""Which places keep the figure that they show (design, decision 15)."""

from collections.abc import Callable, Mapping
from typing import Final

from assessments.reports.actions import contributors
from assessments.reports.actions.contributors import People
from assessments.reports.actions.figures import Counted
from assessments.reports.actions.history import History
from assessments.reports.actions.places import Names, Spot
from lms.disclosure.rules import SMALLEST_COUNT
from lms.disclosure.tables import children

NOBODY: Final[People] = {}


def stay(*, names: Names, history: History, counted: Mapping[Spot, Counted]) -> set[Spot]:
    """The places, of those that were shown before, that do not move this month.

    A place stays while fewer than 5 people joined, left or changed evidence. It also stays where it would
    differ from the sum of what is shown beneath it by the change of 1 to 4 people: the teams that stay keep
    their old figures, and whoever subtracts them from the new figure of the directorate would see those few
    alone. Lowest units first, because a directorate that stays holds the department in the same way.
    """
    below = _beneath(names)
    staying: set[Spot] = set()
    for spot in sorted(history.known, key=lambda spot: _height(names, spot)):
        known = history.known[spot].people
        if not contributors.may_move(known, _now(counted, spot)) or any(
            0 < _pending(parts, staying, history, counted) < SMALLEST_COUNT for parts in below(spot)
        ):
            staying.add(spot)
    return staying


def _pending(parts: list[Spot], staying: set[Spot], history: History, counted: Mapping[Spot, Counted]) -> int:
    """How many people changed in the parts that stay as they were."""
    return sum(
        contributors.changed(history.known[part].people, _now(counted, part))
        for part in parts
        if part in staying
    )


def _now(counted: Mapping[Spot, Counted], spot: Spot) -> People:
    one = counted.get(spot)
    return one.contributors if one else NOBODY


def _beneath(names: Names) -> Callable[[Spot], list[list[Spot]]]:
    """For a spot, the groups of spots that add up to it: its units, and its levels."""
    units = children({unit.id: unit.parent for unit in names.units.values()})

    def groups(spot: Spot) -> list[list[Spot]]:
        found = [[spot._replace(unit=child) for child in units.get(spot.unit, [])]]
        if spot.skill is not None and spot.rank is None:
            found.append([spot._replace(rank=rank) for rank in names.scales[spot.skill].cuts])
        return found

    return groups


def _height(names: Names, spot: Spot) -> tuple[int, bool]:
    """Deepest units first, and in a unit the levels of a skill before the skill."""
    depth, unit = 0, names.units[spot.unit]
    while unit.parent is not None:
        depth, unit = depth + 1, names.units[unit.parent]
    return -depth, spot.rank is None
