"""One skill in one unit: how far off, by level required, over time, beneath, and what would close it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assessments.reports.models import AT, FURTHER_BELOW, ONE_BELOW
from assessments.reports.queries import charts
from assessments.reports.queries.keys import level_slice
from assessments.reports.queries.months import Months
from assessments.reports.queries.units import Scope
from assessments.reports.queries.ways import Way, ways_to
from assessments.reports.queries.words import moved
from lms.accounts.models import Department
from lms.disclosure import records
from lms.disclosure.gate import CHANGE, SHORT, UNTESTED
from lms.disclosure.released import Kind, Released
from lms.frameworks.models import Level, Skill, SkillLevel

DISTANCE_TOP = 60  # percent: the bars of the split are longer when they need not reach 100


@dataclass(frozen=True, slots=True)
class Distance:
    """A part of those tested, by how far they are from the level required."""

    measure: str
    share: Released
    bar: charts.Dot | None


@dataclass(frozen=True, slots=True)
class AtLevel:
    """Those who are asked for one level."""

    level: Level
    share: Released
    dot: charts.Dot | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the trend. A carried one shows the figure of an older month."""

    release_on: Any
    share: Released

    @property
    def is_carried(self) -> bool:
        return not self.share.is_hidden and self.share.as_of < self.release_on


@dataclass(frozen=True, slots=True)
class Beneath:
    """A child of the unit."""

    unit: Department
    share: Released
    short: Released
    change: Released
    dot: charts.Dot | None

    @property
    def moved(self) -> str:
        return moved(self.change)


@dataclass(frozen=True, slots=True)
class GapDetail:
    """A page about one skill in one unit."""

    scope: Scope
    months: Months
    skill: Skill
    share: Released
    short: Released
    untested: Released
    change: Released
    distances: list[Distance]
    distance_top: int
    levels: list[AtLevel]
    trend: charts.Trend
    trend_rows: list[MonthRow]
    beneath: list[Beneath]
    reference: charts.Dot | None
    ways: list[Way]

    @property
    def is_published(self) -> bool:
        return self.share.kind is Kind.SHARE

    @property
    def unreached(self) -> list[AtLevel]:
        """Levels that people are asked for and that no course leads to."""
        highest = max((way.rank for way in self.ways), default=0)
        return [one for one in self.levels if one.level.rank > highest and not one.share.is_hidden]


def skill_at(uuid: UUID) -> tuple[Skill, list[Level]] | None:
    """A skill that could be on a map, and its levels that are measured, lowest first. One query."""
    measured = SkillLevel.objects.filter(
        skill__uuid=uuid, skill__is_active=True, skill__is_graded=True, level__cut__isnull=False
    )
    rows = list(measured.select_related("skill__framework", "level").order_by("level__rank"))
    return (rows[0].skill, [row.level for row in rows]) if rows else None


def gap_detail(*, scope: Scope, months: Months, skill: Skill, levels: list[Level], user: Any) -> GapDetail:
    """Everything released about the skill in the unit and its children. Three queries."""
    own, key = str(scope.unit.uuid), str(skill.uuid)
    slices = [key, *(level_slice(key, level.rank) for level in levels)]
    board = records.board(months.shown.release, groups=scope.keys, slices=slices)
    history = records.over_time([one.release for one in months.upto], groups=[own], slices=[key])
    trend_rows = [MonthRow(month.release.as_of, month.get(own, key)) for month in history]
    parts = [(measure, board.get(own, key, measure)) for measure in (FURTHER_BELOW, ONE_BELOW, AT)]
    top = DISTANCE_TOP if all((part.high or 100) <= DISTANCE_TOP for _, part in parts) else 100
    beneath = [
        Beneath(
            unit=child,
            share=(share := board.get(str(child.uuid), key)),
            short=board.get(str(child.uuid), key, SHORT),
            change=board.get(str(child.uuid), key, CHANGE),
            dot=charts.dot(share),
        )
        for child in scope.children
    ]
    share = board.get(own, key)
    return GapDetail(
        scope=scope,
        months=months,
        skill=skill,
        share=share,
        short=board.get(own, key, SHORT),
        untested=board.get(own, key, UNTESTED),
        change=board.get(own, key, CHANGE),
        distances=[Distance(measure, part, charts.dot(part, top=top)) for measure, part in parts],
        distance_top=top,
        levels=[
            AtLevel(level, found, charts.dot(found))
            for level in levels
            if (found := board.get(own, level_slice(key, level.rank)))
        ],
        trend=charts.trend([row.share for row in trend_rows]),
        trend_rows=trend_rows[::-1],
        beneath=sorted(beneath, key=lambda one: (-(one.short.value or 0), one.unit.name)),
        reference=charts.dot(share),
        ways=ways_to(user=user, skill_ids=[skill.pk]).get(skill.pk, []),
    )
