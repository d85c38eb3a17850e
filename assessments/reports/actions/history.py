"""What was shown before: the figure of each cell, who is behind it, and where a change is counted from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assessments.reports.actions import contributors
from assessments.reports.actions.contributors import People
from assessments.reports.actions.places import Names, Spot
from assessments.reports.models import Cell, CellFigure, Snapshot
from lms.disclosure import records
from lms.disclosure.gate import error_of_difference
from lms.disclosure.models import Release
from lms.disclosure.released import Kind, Released
from lms.disclosure.tables import Cell as TableCell
from lms.disclosure.tables import Earlier, Measures, Place

LOOK_BACK: Final = timedelta(days=160)  # a change is counted from the oldest share in so many days


@dataclass(frozen=True, slots=True)
class Known:
    """A cell as it was shown last, with the people behind that figure."""

    cell: Cell
    figure: CellFigure
    people: People

    def as_carried(self) -> TableCell:
        """Its counts in its own month, which the gate needs for the sums; the figure is kept as it was."""
        tested = None if self.cell.skill_id is None else self.figure.tested
        return TableCell(needed=self.figure.needed, tested=tested, as_of=self.figure.snapshot.as_of)


class History:
    """Read once for a snapshot: about eight queries, whatever the number of cells."""

    def __init__(self, *, as_of: date, names: Names) -> None:
        self.names = names
        self.known = _read_known(names)
        recent = Snapshot.objects.select_related("release").filter(as_of__gte=as_of - LOOK_BACK)
        self._boards = records.over_time([one.release for one in recent])
        newest = Snapshot.objects.select_related("release").order_by("-as_of").first()
        self._newest = newest.release if newest else None
        # The variance of people of every share that a change may be counted from.
        shares = CellFigure.objects.filter(variance_people__isnull=False, snapshot__in=recent)
        self._variances: dict[tuple[int, date], float] = {
            (cell_id, day): variance
            for cell_id, day, variance in shares.values_list("cell_id", "snapshot__as_of", "variance_people")
            if variance is not None
        }

    def earlier(self, spot: Spot, variance_people: float) -> Earlier | None:
        """The oldest share that the place showed in the last months, to count a change from."""
        if spot not in self.known:
            return None
        for board in self._boards:
            then = board.get(*self.names.place(spot))
            variance = self._variances.get((self.known[spot].cell.pk, then.as_of))
            if then.kind is Kind.SHARE and variance is not None:
                return Earlier(then, error_of_difference(variance_people, variance))
        return None

    def carried(self, spots: Iterable[Spot]) -> dict[Spot, Measures]:
        """The released measures of places that stay as they were.

        One query; more only where a place was hidden for a while, so that its figure is an older one.
        """
        wanted: dict[Release, list[Spot]] = defaultdict(list)
        found: dict[Spot, Measures] = {}
        if self._newest is None:
            return found
        newest = _by_place(records.board(self._newest))
        for spot in spots:
            measures = newest.get(self.names.place(spot))
            if measures:
                found[spot] = measures
            else:
                wanted[self.known[spot].figure.snapshot.release].append(spot)
        for release, missing in wanted.items():
            groups = {self.names.place(spot)[0] for spot in missing}
            older = _by_place(records.board(release, groups=groups))
            found |= {spot: older[place] for spot in missing if (place := self.names.place(spot)) in older}
        return found


def _by_place(board: records.Board) -> Mapping[Place, Mapping[str, Released]]:
    found: dict[Place, dict[str, Released]] = defaultdict(dict)
    for (group, slice_, measure), released in board.figures.items():
        found[group, slice_][measure] = released
    return found


def _read_known(names: Names) -> dict[Spot, Known]:
    """Every cell that has been shown, with its last figure. Two queries."""
    people = contributors.read()
    ranks = {id_: rank for scale in names.scales.values() for rank, id_ in scale.level_ids.items()}
    last: dict[int, CellFigure] = {}
    rows = CellFigure.objects.select_related("snapshot__release", "cell")
    for figure in rows.order_by("snapshot__as_of", "pk"):
        last[figure.cell_id] = figure
    return {
        Spot(
            figure.cell.department_id,
            figure.cell.skill_id,
            None if figure.cell.level_id is None else ranks[figure.cell.level_id],
        ): Known(figure.cell, figure, people.get(cell_id, {}))
        for cell_id, figure in last.items()
        if figure.cell.skill_id is None or figure.cell.skill_id in names.scales
    }
