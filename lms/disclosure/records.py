"""Keeps what the gate released, once, and loads it again: the second of the two places that issue
`Released`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.disclosure.gate import SHARE, Result
from lms.disclosure.models import Release, ReleasedFigure
from lms.disclosure.released import Band, Figure, Kind, Released, _issue, figure_of
from lms.disclosure.rules import VERSION
from lms.disclosure.tables import Table


@dataclass(frozen=True, slots=True)
class Board:
    """The stored figures of one release, for some groups. Every place has an answer: what is not stored is
    `[c]`.
    """

    release: Release
    figures: Mapping[tuple[str, str, str], Released]

    def get(self, group: str, slice_: str, measure: str = SHARE) -> Released:
        """The figure of a place. A measure that would follow from a share is "not known" where there is
        none.
        """
        found = self.figures.get((group, slice_, measure))
        if found is not None:
            return found
        place = self.figures.get((group, slice_, SHARE))
        kind = Kind.HIDDEN if place is None else Kind.NOT_KNOWN
        as_of = self.release.as_of if place is None else place.as_of
        return _issue(Figure(kind, as_of, measure))

    def definition(self, released: Released) -> str:
        """What the figure means, in the words it was released with."""
        return str(self.release.definitions.get(released.definition, ""))


def keep(result: Result, *, table: Table, name: str, at: datetime) -> Release:
    """Store what was released of a table. Raises IntegrityError if that date of it was released before."""
    with transaction.atomic():
        release = Release.objects.create(
            table=name,
            as_of=table.as_of,
            made_at=at,
            rules=VERSION,
            tree=dict(table.tree),
            definitions=dict(table.definitions),
        )
        ReleasedFigure.objects.bulk_create(
            (_row(release, place, released) for place, released in result.figures.items()), batch_size=2000
        )
    return release


def board(
    release: Release, *, groups: Collection[str] | None = None, slices: Collection[str] | None = None
) -> Board:
    """The figures of a release, all or those of some groups and slices: one query."""
    rows = ReleasedFigure.objects.filter(release=release)
    if groups is not None:
        rows = rows.filter(group__in=groups)
    if slices is not None:
        rows = rows.filter(slice__in=slices)
    return Board(release, _figures(rows))


def over_time(
    releases: Iterable[Release],
    *,
    groups: Collection[str] | None = None,
    slices: Collection[str] | None = None,
    measure: str = SHARE,
) -> list[Board]:
    """One measure in several releases, oldest first: one query for all of them."""
    ordered = sorted(releases, key=lambda release: release.as_of)
    rows = ReleasedFigure.objects.filter(release__in=ordered, measure=measure)
    if groups is not None:
        rows = rows.filter(group__in=groups)
    if slices is not None:
        rows = rows.filter(slice__in=slices)
    by_release: dict[int, list[ReleasedFigure]] = defaultdict(list)
    for row in rows:
        by_release[row.release_id].append(row)
    return [Board(release, _figures(by_release[release.pk])) for release in ordered]


def latest(name: str) -> Release | None:
    """The newest release of a table."""
    return Release.objects.filter(table=name).order_by("-as_of", "-pk").first()


def _row(release: Release, place: tuple[str, str, str], released: Released) -> ReleasedFigure:
    group, slice_, measure = place
    figure = figure_of(released)
    return ReleasedFigure(
        release=release,
        group=group,
        slice=slice_,
        measure=measure,
        kind=figure.kind,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        band=figure.band or "",
        tested=figure.tested,
        needed=figure.needed,
        as_of=figure.as_of,
        since=figure.since,
    )


def _figures(rows: Iterable[ReleasedFigure]) -> dict[tuple[str, str, str], Released]:
    return {
        (row.group, row.slice, row.measure): _issue(
            Figure(
                kind=Kind(row.kind),
                as_of=row.as_of,
                definition=row.measure,
                value=row.value,
                low=row.low,
                high=row.high,
                band=Band(row.band) if row.band else None,
                tested=row.tested,
                needed=row.needed,
                since=row.since,
            )
        )
        for row in rows
    }
