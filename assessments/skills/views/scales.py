"""The picture of a level in numbers: zones, a flag where the required level begins, a dot and a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.skills.models import Attainment
from lms.frameworks.models import Level

WIDTH, UNIT, ZERO = 540, 100, 220  # of the drawing; a step of 1 on the scale is 100 wide, 0 lies at 220
LEFT, RIGHT, GAP = 2, 536, 2


@dataclass(frozen=True, slots=True)
class Zone:
    """A level's part of the scale. `shade` is 0 to 4; `is_untested` zones are dashed."""

    x: int
    width: int
    shade: int
    is_untested: bool


@dataclass(frozen=True, slots=True)
class Label:
    full: str
    short: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Positions in the drawing's own units.

    `flag` is None where no level is asked; `line_ends` is whether the range ends within what was tested.
    """

    zones: list[Zone]
    labels: list[Label]
    dot: int
    line_from: int
    line_to: int
    line_ends: bool
    flag: int | None


def x_of(theta: float) -> int:
    """A point of the scale in the drawing, kept inside it."""
    return round(min(max(ZERO + UNIT * theta, LEFT + 8), RIGHT - 8))


def picture(attainment: Attainment, levels: Sequence[Level], required: Level | None, not_yet: str) -> Picture:
    """The drawing of one skill. `levels` are those that it defines, lowest first; others get no zone."""
    measured = [level for level in levels if level.cut is not None]
    ceiling = attainment.ceiling.rank if attainment.ceiling else 0
    starts = [LEFT, *(x_of(level.cut) for level in measured if level.cut is not None)]
    ends = [start - GAP for start in starts[1:]] + [RIGHT]
    ranks = [0, *(level.rank for level in measured)]
    zones = [
        Zone(x=start, width=end - start, shade=min(rank, 4), is_untested=rank > ceiling)
        for start, end, rank in zip(starts, ends, ranks, strict=True)
    ]
    tested = [zone for zone in zones if not zone.is_untested] or zones[:1]
    top = tested[-1].x + tested[-1].width
    line_to = x_of(attainment.high)
    return Picture(
        zones=zones,
        labels=labels_of(measured, not_yet),
        dot=min(x_of(attainment.theta), top),
        line_from=min(x_of(attainment.low), top),
        line_to=min(line_to, top),
        line_ends=line_to <= top,
        flag=x_of(required.cut) if required is not None and required.cut is not None else None,
    )


def labels_of(levels: Sequence[Level], not_yet: str) -> list[Label]:
    """One under each of the five columns; a level that the skill does not define leaves its column empty."""
    names = {level.rank: level.name for level in levels}
    labels = [Label(not_yet, not_yet)]
    for rank in range(1, 5):
        name = names.get(rank, "")
        labels.append(Label(name, name if len(name) <= 7 else shortened(name)))
    return labels


def shortened(name: str) -> str:
    """For a phone: the sight of it only, the words stand beside the picture."""
    return {"Awareness": "Aware", "Practitioner": "Pract."}.get(name, name[:6] + ".")
