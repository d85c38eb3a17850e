"""The gap map of one unit: skills down, the unit and its children across. Every figure is a `Released`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessments.reports.models import PEOPLE
from assessments.reports.queries import charts
from assessments.reports.queries.months import Months
from assessments.reports.queries.units import Scope
from assessments.reports.queries.ways import Way, ways_to
from assessments.reports.queries.words import moved, moved_in_short, percent
from lms.accounts.models import Department
from lms.disclosure import records
from lms.disclosure.gate import CHANGE, SHORT, UNTESTED
from lms.disclosure.released import Kind, Released
from lms.frameworks.models import Skill

SORTS = ("short", "az", "all")
# What is printed in a cell. Each is a figure of the release, and in the file beside the page.
VIEWS = ("share", "short", "change", "tested")
COLUMNS = 8  # children across before the map goes on to another page


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit and one skill."""

    unit: Department
    share: Released
    short: Released
    change: Released

    @property
    def is_link(self) -> bool:
        """A hidden cell leads nowhere: behind it there is nothing to see."""
        return not self.share.is_hidden

    @property
    def moved(self) -> str:
        return moved(self.change)

    @property
    def moved_in_short(self) -> str:
        return moved_in_short(self.change)


@dataclass(frozen=True, slots=True)
class Row:
    """One skill across the units. `own`: the unit itself."""

    skill: Skill
    own: Cell
    untested: Released
    months: list[Released]
    cells: list[Cell]
    ways: list[Way]

    @property
    def all(self) -> Released:
        return self.own.share

    @property
    def short(self) -> Released:
        return self.own.short

    @property
    def change(self) -> Released:
        return self.own.change

    @property
    def moved(self) -> str:
        return self.own.moved

    @property
    def spark(self) -> Any:
        return charts.spark(self.months)

    @property
    def is_published(self) -> bool:
        """Whether anything in the row is a share."""
        return any(share.kind is Kind.SHARE for share in (self.all, *(cell.share for cell in self.cells)))


@dataclass(frozen=True, slots=True)
class Column:
    """A child of the unit, with the number of its people."""

    unit: Department
    people: Released

    @property
    def key(self) -> str:
        return str(self.unit.uuid)

    @property
    def sort_words(self) -> str:
        """What its sort link does, for those who hear it."""
        return _("by {unit}, lowest share first").format(unit=self.unit.name)


@dataclass(frozen=True, slots=True)
class GapMap:
    """A page of the map. `folded` are the skills without any share in this scope, whatever the reason."""

    scope: Scope
    months: Months
    people: Released
    columns: list[Column]
    rows: list[Row]
    folded: list[tuple[str, list[Skill]]]
    sort: str
    page: int
    pages: int
    view: str = "share"
    all_rows: list[Row] = field(default_factory=list)

    @property
    def folded_count(self) -> int:
        return sum(len(skills) for _, skills in self.folded)

    @property
    def example(self) -> tuple[Department, Row, Released] | None:
        """A published cell to explain the figures with: the smallest unit first that has one in the first
        row.
        """
        for row in self.rows:
            for cell in reversed(row.cells):
                if cell.share.kind is Kind.SHARE and not cell.share.band:
                    return cell.unit, row, cell.share
            if row.all.kind is Kind.SHARE and not row.all.band:
                return self.scope.unit, row, row.all
        return None


def measured_skills() -> list[Skill]:
    """Every skill that could be on a map, asked for here or not, in the order of its framework. One query."""
    skills = Skill.objects.filter(is_active=True, is_graded=True, skill_levels__level__cut__isnull=False)
    return list(
        skills.select_related("framework").order_by("framework__order", "order", "name", "pk").distinct()
    )


def gap_map(
    *,
    scope: Scope,
    months: Months,
    user: Any,
    sort: str = "short",
    page: int = 1,
    view: str = "share",
) -> GapMap:
    """The map of a unit. Four queries, whatever its size."""
    board = records.board(months.shown.release, groups=scope.keys)
    own = str(scope.unit.uuid)
    history = records.over_time([one.release for one in months.upto], groups=[own])
    ways = ways_to(user=user)
    columns = [Column(child, board.get(str(child.uuid), PEOPLE)) for child in scope.children]
    columns.sort(key=lambda column: (-(column.people.value or 0), column.unit.name))
    pages = max(1, -(-len(columns) // COLUMNS))
    page = min(max(page, 1), pages)
    shown = columns[(page - 1) * COLUMNS : page * COLUMNS]
    rows = []
    for skill in measured_skills():
        key = str(skill.uuid)
        rows.append(
            Row(
                skill=skill,
                own=cell_of(board, scope.unit, key),
                untested=board.get(own, key, UNTESTED),
                months=[month.get(own, key) for month in history],
                cells=[cell_of(board, one.unit, key) for one in shown],
                ways=ways.get(skill.pk, []),
            )
        )
    published = [row for row in rows if row.is_published]
    return GapMap(
        scope=scope,
        months=months,
        people=board.get(own, PEOPLE),
        columns=shown,
        rows=in_order(published, sort),
        folded=folded([row.skill for row in rows if not row.is_published]),
        sort=sort if sort in SORTS or any(one.key == sort for one in shown) else "short",
        page=page,
        pages=pages,
        view=view if view in VIEWS else "share",
        all_rows=rows,
    )


def cell_of(board: records.Board, unit: Department, skill: str) -> Cell:
    """What was released about a unit and a skill (its uuid)."""
    place = str(unit.uuid), skill
    return Cell(unit, board.get(*place), board.get(*place, SHORT), board.get(*place, CHANGE))


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """Most people short first; by name; or by share, lowest first, of everyone or of one child."""
    by_name = sorted(rows, key=lambda row: row.skill.name.casefold())
    if sort == "az":
        return by_name
    if sort == "all":
        return sorted(by_name, key=lambda row: by_share(row.all))
    if any(str(cell.unit.uuid) == sort for row in rows for cell in row.cells):
        return sorted(
            by_name,
            key=lambda row: by_share(next(cell.share for cell in row.cells if str(cell.unit.uuid) == sort)),
        )
    return sorted(by_name, key=lambda row: (-(row.short.value or 0), by_share(row.all)))


def by_share(share: Released) -> tuple[bool, int]:
    """Lowest share first; what has none at the end."""
    return (True, 0) if share.kind is not Kind.SHARE else (False, percent(share))


def folded(skills: Sequence[Skill]) -> list[tuple[str, list[Skill]]]:
    """By framework, in its order."""
    found: dict[str, list[Skill]] = {}
    for skill in skills:
        found.setdefault(skill.framework.name, []).append(skill)
    return list(found.items())
