"""The tables of the pages as rows of a file: one row for each unit and skill, the same figures as on the
page.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from assessments.reports.models import AT, FURTHER_BELOW, ONE_BELOW
from assessments.reports.queries.details import GapDetail
from assessments.reports.queries.maps import GapMap
from assessments.reports.queries.months import Months
from assessments.reports.queries.words import moved
from lms.disclosure import records
from lms.disclosure.files import Column, Figures, Words, hidden_as_marked
from lms.disclosure.gate import CHANGE, SHARE, SHORT, UNTESTED
from lms.disclosure.released import Released

DISTANCE_NAMES: Final = {
    FURTHER_BELOW: "Two or more levels below",
    ONE_BELOW: "One level below",
    AT: "At the level or above",
}


def as_of(released: Released) -> str:
    return released.as_of.isoformat()


SHARE_COLUMNS: Final[list[Column]] = [
    Figures("Share at the level required"),
    Figures("Likely range, %", hidden_as_marked(lambda one: one.range_text)),
    Figures("Tested", hidden_as_marked(lambda one: one.tested)),
    Figures("Need the skill", hidden_as_marked(lambda one: one.needed)),
    Figures("Figure as of", as_of),
]
MORE_COLUMNS: Final[list[Column]] = [
    Figures("People short"),
    Figures("People not tested"),
    Figures("Change", moved),
]


def shared(share: Released) -> list[Released]:
    return [share] * len(SHARE_COLUMNS)


MAP_COLUMNS: Final[list[Column]] = [
    Words("Framework"),
    Words("Skill"),
    Words("Unit"),
    *SHARE_COLUMNS,
    *MORE_COLUMNS,
]


def map_rows(page: GapMap, board: records.Board) -> Iterator[Sequence[object]]:
    """Every skill and unit of the map, those folded together too. `board` holds the figures of the
    children.
    """
    units = [page.scope.unit, *(column.unit for column in page.columns)]
    listed = {row.skill.pk for row in page.rows}
    for row in [*page.rows, *(row for row in page.all_rows if row.skill.pk not in listed)]:
        for unit in units:
            place = str(unit.uuid), str(row.skill.uuid)
            yield (
                row.skill.framework.name,
                row.skill.name,
                unit.name,
                *shared(board.get(*place)),
                *(board.get(*place, measure) for measure in (SHORT, UNTESTED, CHANGE)),
            )


DETAIL_COLUMNS: Final[list[Column]] = [
    Words("Table"),
    Words("Row"),
    *SHARE_COLUMNS,
]


def detail_rows(page: GapDetail) -> Iterator[Sequence[object]]:
    """The tables of the page one below the other, told apart by the first column."""
    yield _("Unit"), page.scope.unit.name, *shared(page.share)
    for part in page.distances:
        yield _("How far off"), DISTANCE_NAMES[part.measure], *shared(part.share)
    for one in page.levels:
        yield _("By level required"), one.level.name, *shared(one.share)
    for month in reversed(page.trend_rows):
        yield _("By month"), f"{month.release_on:%B %Y}", *shared(month.share)
    for child in page.beneath:
        yield _("Beneath"), child.unit.name, *shared(child.share)


def notes(
    *, title: str, months: Months, definitions: dict[str, str], measures: Sequence[str]
) -> list[list[str]]:
    """What stands under the rows: the title, the date, and what each figure and mark means."""
    names = {
        SHARE: "Share at the level required",
        SHORT: "People short",
        UNTESTED: "People not tested",
        CHANGE: "Change",
        **DISTANCE_NAMES,
    }
    lines = [[title], ["Snapshot as of", day(months.shown.as_of)]]
    lines += [[names[measure], definitions[measure]] for measure in measures if measure in definitions]
    lines += [
        ["[c]", "Hidden so that nobody can be picked out, here or by subtraction. Do not read it as zero."],
        ["Not enough evidence", "Fewer than 30 people have been tested. It does not mean a low level."],
        ["Not tested at this level", "There are fewer than 3 questions at this level or higher."],
        ["95%+ or under 5%", "Very high and very low shares are shown as a band."],
        ["Numbers of people", "Rounded to the nearest 5."],
    ]
    return lines


def day(when: date) -> str:
    return when.isoformat()
