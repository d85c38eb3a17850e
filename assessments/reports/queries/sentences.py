"""Three sentences on top of a map: the largest gap, what moved, the cheapest next step.

Words carry the message and the figures stand beneath. Ranges are wide until questions are calibrated, so a
sentence never says "first" or "behind" where two ranges overlap.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.reports.queries.details import GapDetail
from assessments.reports.queries.maps import GapMap, Row
from assessments.reports.queries.words import in_ten, month, percent, ranges_meet, reach
from lms.disclosure.released import Kind, Released
from lms.disclosure.rules import to_step
from lms.frameworks.models import Skill


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words around one link to a skill of the map, and the figures that they rest on."""

    before: str
    link: str
    after: str
    skill: Skill | None
    figures: str
    anchor: str = ""


def three_sentences(page: GapMap) -> list[Sentence]:
    """None where nothing is published for the whole unit."""
    rows = [row for row in page.rows if row.all.kind is Kind.SHARE]
    if not rows:
        return []
    largest = max(rows, key=lambda row: (row.short.value or 0, -percent(row.all)))
    return [largest_gap(largest, rows), what_moved(page, rows), next_step(largest)]


def largest_gap(row: Row, rows: list[Row]) -> Sentence:
    after = _(": {share} of those tested meet what their role needs.").format(share=in_ten(row.all))
    if row.short.kind is Kind.COUNT:
        after += " " + _("If the rest are like them, about {people} people are short.").format(
            people=row.short.text
        )
    rivals = [
        other for other in rows if other is not row and row.short.value and may_be_larger(other, than=row)
    ]
    if len(rows) == 1:
        before = _("The one skill with a figure so far is ")
    elif rivals:
        before = _("The largest gap is probably ")
        others = len(rivals)
        after += " " + (
            _("{skill} may be as large: the ranges overlap.").format(skill=rivals[0].skill.name)
            if others == 1
            else _("{others} others may be as large: the ranges overlap.").format(others=others)
        )
    else:
        before = _("The largest gap is ")
    return Sentence(before, inside(row.skill.name), after, row.skill, figures_of(row.all))


def may_be_larger(other: Row, *, than: Row) -> bool:
    """Whether more people may be short of the other skill, by the ends of both ranges and the people
    needed.
    """
    most = (other.all.needed or 0) * (100 - reach(other.all)[0])
    least = (than.all.needed or 0) * (100 - reach(than.all)[1])
    return most > least


def what_moved(page: GapMap, rows: list[Row]) -> Sentence:
    compared = [row for row in rows if row.change.kind is Kind.CHANGE]
    moving = [row for row in compared if not row.change.is_steady]
    if moving:
        row = max(moving, key=lambda one: abs(one.change.value or 0))
        points = row.change.value or 0
        since = month(row.change.since, beside=row.change.as_of)
        verb = _("is improving, up") if points > 0 else _("has fallen, down")
        after = _(" {verb} {points} points since {month}.").format(verb=verb, points=abs(points), month=since)
        link = row.skill.name
        before = ""
    elif beneath := moving_beneath(rows):
        return beneath
    else:
        row = compared[0] if compared else rows[0]
        since = month(row.change.since, beside=row.change.as_of)
        if compared:
            before = _("Nothing has moved more than chance explains since {month}: ").format(month=since)
            after = _(" and the rest are steady.") if len(compared) > 1 else _(" is steady.")
        elif any(one.change.since for one in rows):
            before, after = _("How far "), _(" moved is not shown: very high and very low shares are bands.")
        else:
            before, after = _("There is no earlier month to compare "), _(" with yet.")
        link = inside(row.skill.name)
    after += " " + behind(page, row)
    return Sentence(before, link, after.rstrip(), row.skill, figures_of(row.all))


def moving_beneath(rows: list[Row]) -> Sentence | None:
    """The child that moved most on some skill, where the unit as a whole is steady on all."""
    moving = [
        (row, cell)
        for row in rows
        for cell in row.cells
        if cell.change.kind is Kind.CHANGE and not cell.change.is_steady
    ]
    if not moving:
        return None
    row, cell = max(moving, key=lambda pair: abs(pair[1].change.value or 0))
    points = cell.change.value or 0
    verb = _("improving") if points > 0 else _("falling")
    return Sentence(
        _("{unit} is {verb} on ").format(unit=cell.unit.name, verb=verb),
        inside(row.skill.name),
        _(
            ", {way} {points} points since {month}. Taken together, nothing has moved more than chance."
        ).format(
            way=_("up") if points > 0 else _("down"),
            points=abs(points),
            month=month(cell.change.since, beside=cell.change.as_of),
        ),
        row.skill,
        f"{cell.unit.name}: {figures_of(cell.share)}",
    )


def behind(page: GapMap, row: Row) -> str:
    """Which child is clearly behind the whole, if one is; and if none is, that too."""
    shares = [cell for cell in row.cells if cell.share.kind is Kind.SHARE]
    if len(shares) < 2:
        return ""
    last = min(shares, key=lambda cell: percent(cell.share))
    others = [cell for cell in shares if cell is not last]
    if any(ranges_meet(last.share, cell.share) for cell in others):
        return _("The ranges of its {units} overlap, so none is clearly behind.").format(
            units=page.scope.children_are
        )
    return _("{unit} is furthest behind, at {share}.").format(unit=last.unit.name, share=in_ten(last.share))


def next_step(row: Row) -> Sentence:
    skill = inside(row.skill.name)
    if not row.ways:
        return Sentence(
            _("No course leads to "),
            skill,
            _(" yet. Tell the authors which work needs it."),
            row.skill,
            "",
            "close",
        )
    way = row.ways[0]
    if row.untested.kind is Kind.COUNT and row.untested.value:
        hours = to_step(row.untested.value * way.minutes / 60)
        return Sentence(
            _("Cheapest next step: "),
            _("ask {people} people").format(people=row.untested.text),
            _(" to take {course}, {minutes} minutes. We do not know their level of {skill} yet.").format(
                course=way.title, minutes=way.minutes, skill=skill
            ),
            row.skill,
            _("{people} of {needed} not tested. About {hours} hours in all.").format(
                people=row.untested.text, needed=row.all.needed, hours=hours
            ),
            "close",
        )
    return Sentence(
        _("Cheapest next step: nearly everybody is tested on "),
        skill,
        _(". {course} takes {minutes} minutes for each of those who are short.").format(
            course=way.title, minutes=way.minutes
        ),
        row.skill,
        figures_of(row.all),
        "close",
    )


def figures_of(share: Released) -> str:
    return f"{share.full_text}."


def inside(name: str) -> str:
    """A skill's name inside a sentence: small first letter, unless it is an abbreviation such as AI."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentences of a page about one skill. `line` is what the picture of the trend says."""

    words: str
    short: str
    moved: str
    line: str


def lead(detail: GapDetail) -> Lead:
    """Raises ValueError where no share is published."""
    words = in_ten(detail.share)
    short = ""
    if detail.short.kind is Kind.COUNT:
        short = _("about {people} of {needed} people are short").format(
            people=detail.short.text, needed=detail.share.needed
        )
    return Lead(
        words=_("{share} of those tested are at the level their role requires.").format(
            share=words[:1].upper() + words[1:]
        ),
        short=short,
        moved=change_in_full(detail.change),
        line=trend_in_words(detail),
    )


def change_in_full(change: Released) -> str:
    if change.kind is not Kind.CHANGE or change.value is None:
        if change.since:
            return _("The change is not shown: very high and very low shares are bands.")
        return _("There is no earlier figure to compare with yet.")
    since = month(change.since, beside=change.as_of)
    if change.is_steady:
        return _("Steady since {month}: the change is no larger than chance explains.").format(month=since)
    way = _("Up") if change.value > 0 else _("Down")
    low, high = sorted((abs(change.low or 0), abs(change.high or 0)))
    return _(
        "{way} {points} points since {month}, likely {low} to {high}. More than chance explains."
    ).format(way=way, points=abs(change.value), month=since, low=low, high=high)


def trend_in_words(detail: GapDetail) -> str:
    drawn = [row for row in reversed(detail.trend_rows) if row.share.kind is Kind.SHARE]
    if not drawn:
        return ""
    if len(drawn) == 1:
        return _("One point: {share} in {month}.").format(
            share=drawn[0].share.text, month=month(drawn[0].release_on)
        )
    return _("Line: {first} in {start}, {last} in {end}. The table below has every month.").format(
        first=drawn[0].share.text,
        start=month(drawn[0].release_on),
        last=drawn[-1].share.text,
        end=month(drawn[-1].release_on),
    )
