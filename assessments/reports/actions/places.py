"""The names of places: ids on our side, opaque keys on the gate's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from assessments.reports.models import PEOPLE
from assessments.reports.queries.keys import level_slice
from assessments.reports.queries.staff import Scale, Unit
from lms.disclosure.tables import Place


class Spot(NamedTuple):
    """A place of the map, by ids: a unit, a skill (none: its people), a rank (none: all levels)."""

    unit: int
    skill: int | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """What the gate calls each spot, and which slices and groups there are at all."""

    units: Mapping[int, Unit]
    scales: Mapping[int, Scale]

    def place(self, spot: Spot) -> Place:
        group = self.units[spot.unit].key
        if spot.skill is None:
            return group, PEOPLE
        key = self.scales[spot.skill].key
        return group, key if spot.rank is None else level_slice(key, spot.rank)

    def level_id(self, spot: Spot) -> int | None:
        if spot.skill is None or spot.rank is None:
            return None
        return self.scales[spot.skill].level_ids[spot.rank]

    def tree(self) -> dict[str, str | None]:
        return {
            unit.key: None if unit.parent is None else self.units[unit.parent].key
            for unit in self.units.values()
        }

    def slices(self) -> dict[str, str | None]:
        """Every slice that there could be, whether anybody needs it or not, so that it tells nothing."""
        slices: dict[str, str | None] = {PEOPLE: None}
        for scale in self.scales.values():
            slices[scale.key] = None
            slices |= {level_slice(scale.key, rank): scale.key for rank in scale.cuts}
        return slices
