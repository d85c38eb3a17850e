"""Takes the snapshot of a month: exact figures, the gate, and the record of what was shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from assessments.reports.actions import contributors
from assessments.reports.actions.figures import Counted, Figures, SkillFigures, people_counted
from assessments.reports.actions.history import History
from assessments.reports.actions.moving import stay
from assessments.reports.actions.places import Names, Spot
from assessments.reports.models import TABLE, Cell, CellFigure, Snapshot
from assessments.reports.queries.definitions import DEFINITIONS
from assessments.reports.queries.staff import Staff, read_scales, read_staff
from assessments.skills.queries import evidence_for
from lms.disclosure import records
from lms.disclosure.gate import Result, release
from lms.disclosure.hiding import WITH_COUNTS, primary
from lms.disclosure.tables import Cell as TableCell
from lms.disclosure.tables import Measures, Table


class OutOfOrder(ValueError):
    """A snapshot of a month before one that was taken: cells would be carried backwards."""


def take_scheduled_snapshot(*, on: date, at: datetime) -> Snapshot:
    """On the first of a month, the one that has just ended: people, posts and answers up to its last day."""
    return take_snapshot(as_of=on.replace(day=1) - timedelta(days=1), at=at)


def take_snapshot(*, as_of: date, at: datetime) -> Snapshot:
    """Take and release the figures of a month; the one that exists where it was taken before.

    Answers and posts after `as_of` do not count, so a past month may be taken late. Raises OutOfOrder for a
    month before one that was taken. One transaction.
    """
    month = as_of.replace(day=1)
    with transaction.atomic():
        existing = Snapshot.objects.filter(month=month).first()
        if existing is not None:
            return existing
        later = Snapshot.objects.filter(month__gt=month).order_by("month").first()
        if later is not None:
            raise OutOfOrder(f"{month:%B %Y} comes before {later.month:%B %Y}, which was taken already.")
        return _take(as_of=as_of, at=at)


@dataclass(slots=True)
class Month:
    """One month while it is being made: who is in each place, which figures move and which stay."""

    counted: dict[Spot, Counted] = field(default_factory=dict)
    moved: dict[Spot, Figures] = field(default_factory=dict)
    carried: Mapping[Spot, Measures] = field(default_factory=dict)


def _take(*, as_of: date, at: datetime) -> Snapshot:
    scales = read_scales()
    staff = read_staff(as_of, scales)
    names = Names(staff.units, scales)
    history = History(as_of=as_of, names=names)
    month = _month(staff, names, history, as_of)
    table = _table(month, names, history, as_of)
    result = release(table)
    kept = records.keep(result, table=table, name=TABLE, at=at)
    snapshot = Snapshot.objects.create(month=as_of.replace(day=1), as_of=as_of, taken_at=at, release=kept)
    _remember(snapshot, result, month, names, history)
    return snapshot


def _month(staff: Staff, names: Names, history: History, as_of: date) -> Month:
    """Count everybody, and fit a share only where enough people changed for the figure to move."""
    month = Month()
    month.counted = {one.spot: one for one in people_counted(staff)}
    evidence = evidence_for(user_ids=staff.user_ids, skill_ids=list(staff.needs), as_of=as_of)
    skills = {
        skill_id: SkillFigures(
            staff=staff, need=need, scale=names.scales[skill_id], evidence=evidence.get(skill_id)
        )
        for skill_id, need in staff.needs.items()
    }
    for skill in skills.values():
        month.counted |= {one.spot: one for one in skill.counted()}
    staying = stay(names=names, history=history, counted=month.counted)
    for spot, one in month.counted.items():
        if spot in staying:
            continue
        if spot.skill is None:
            month.moved[spot] = Figures(TableCell(needed=one.needed, as_of=as_of))
        else:
            month.moved[spot] = skills[spot.skill].figures(one, as_of)
    month.carried = history.carried(staying)
    return month


def _table(month: Month, names: Names, history: History, as_of: date) -> Table:
    cells: dict[Spot, TableCell] = {spot: history.known[spot].as_carried() for spot in month.carried}
    for spot, figures in month.moved.items():
        earlier = history.earlier(spot, figures.share.var_people) if figures.share else None
        cells[spot] = replace(figures.cell, earlier=earlier)
    return Table(
        as_of=as_of,
        tree=names.tree(),
        slices=names.slices(),
        cells={names.place(spot): cell for spot, cell in cells.items()},
        definitions=DEFINITIONS,
        carried={names.place(spot): measures for spot, measures in month.carried.items()},
        rest={names.place(spot): one.rest for spot, one in month.counted.items()},
    )


def _remember(snapshot: Snapshot, result: Result, month: Month, names: Names, history: History) -> None:
    """The exact figures and the people behind each figure that is new and shown with its counts."""
    shown = [
        spot
        for spot, figures in month.moved.items()
        if primary(figures.cell) in WITH_COUNTS and result.is_shown(names.place(spot))
    ]
    new = [spot for spot in shown if spot not in history.known]
    made = Cell.objects.bulk_create(
        [Cell(department_id=s.unit, skill_id=s.skill, level_id=names.level_id(s)) for s in new],
        batch_size=2000,
    )
    cell_ids = {spot: known.cell.pk for spot, known in history.known.items()}
    cell_ids |= {spot: cell.pk for spot, cell in zip(new, made, strict=True)}
    CellFigure.objects.bulk_create(
        [_figure(snapshot, cell_ids[spot], month.moved[spot]) for spot in shown], batch_size=2000
    )
    contributors.write(
        (
            cell_ids[spot],
            history.known[spot].people if spot in history.known else {},
            month.counted[spot].contributors,
        )
        for spot in shown
    )


def _figure(snapshot: Snapshot, cell_id: int, figures: Figures) -> CellFigure:
    share = figures.share
    return CellFigure(
        snapshot=snapshot,
        cell_id=cell_id,
        needed=figures.cell.needed,
        tested=figures.cell.tested or 0,
        share=share.share if share else None,
        variance_people=share.var_people if share else None,
        variance=share.var_people + share.var_questions if share else None,
    )
