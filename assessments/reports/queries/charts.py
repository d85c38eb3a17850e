"""The geometry of the pictures: numbers that are printed anyway, as places on a grid. Beside each stands
its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.reports.queries.words import percent, reach
from lms.disclosure.released import Kind, Released

WIDTH, HEIGHT = 500, 160  # of the trend
BAR = 200  # of a dot or a bar with its range
SPARK_WIDTH, SPARK_HEIGHT = 76, 22
EDGE = 6


@dataclass(frozen=True, slots=True)
class Dot:
    """A share and its range on a line from 0 to `BAR`."""

    at: float
    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines and bands between months without a figure, and the last dot; `top` is the highest percent
    drawn.
    """

    lines: list[str]
    bands: list[str]
    dot: tuple[float, float] | None
    top: int
    grid: list[tuple[int, float]]


def dot(share: Released, *, top: int = 100) -> Dot | None:
    """None where there is no share to draw."""
    if share.kind is not Kind.SHARE:
        return None
    scale = BAR / top
    low, high = reach(share)
    words = ", ".join(
        part for part in (share.text, f"range {share.range_text}%" if share.range_text else "") if part
    )
    return Dot(
        at=round(min(percent(share), top) * scale, 1),
        low=round(low * scale, 1),
        high=round(min(high, top) * scale, 1),
        label=words,
    )


def trend(shares: Sequence[Released]) -> Trend:
    """One point a month, left to right. A month without a share breaks the line: it is not drawn as 0."""
    tops = [reach(share)[1] for share in shares if share.kind is Kind.SHARE]
    top = next(edge for edge in (20, 40, 60, 80, 100) if edge >= max(tops, default=20))
    steps = max(1, len(shares) - 1)
    lines, bands = [], []
    last: tuple[float, float] | None = None
    for run in runs(shares):
        points = [
            (
                round(EDGE + place * (WIDTH - 2 * EDGE) / steps, 1),
                *(down(v, top) for v in (percent(s), *reach(s))),
            )
            for place, s in run
        ]
        lines.append("M" + "L".join(f"{x} {y}" for x, y, _, _ in points))
        bands.append(
            "M"
            + "L".join(f"{x} {high}" for x, _, _, high in points)
            + "".join(f"L{x} {low}" for x, _, low, _ in reversed(points))
            + "z"
        )
        last = points[-1][0], points[-1][1]
    grid = [(level, down(level, top)) for level in range(top, -1, -top // (2 if top == 40 else top // 20))]
    return Trend(lines, bands, last, top, grid)


def spark(shares: Sequence[Released]) -> tuple[list[str], tuple[float, float]] | None:
    """The small line beside people short: paths and the last point; None with fewer than two months to
    draw.
    """
    if sum(share.kind is Kind.SHARE for share in shares) < 2:
        return None
    steps = max(1, len(shares) - 1)
    paths, last = [], (0.0, 0.0)
    for run in runs(shares):
        points = [
            (
                round(2 + place * (SPARK_WIDTH - 6) / steps, 1),
                round(SPARK_HEIGHT - 3 - percent(share) * (SPARK_HEIGHT - 6) / 100, 1),
            )
            for place, share in run
        ]
        paths.append("M" + "L".join(f"{x} {y}" for x, y in points))
        last = points[-1]
    return paths, last


def runs(shares: Sequence[Released]) -> list[list[tuple[int, Released]]]:
    """Stretches of months with a share, with their places."""
    found: list[list[tuple[int, Released]]] = []
    for place, share in enumerate(shares):
        if share.kind is not Kind.SHARE:
            continue
        if found and found[-1][-1][0] == place - 1:
            found[-1].append((place, share))
        else:
            found.append([(place, share)])
    return found


def down(value: float, top: int) -> float:
    """Percent to a place from the top of the picture."""
    return round(HEIGHT - value * HEIGHT / top, 1)
