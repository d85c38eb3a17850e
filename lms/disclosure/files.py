"""The CSV writer of every table with figures about groups: figures are `Released`, everything else is
words.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TextIO

from lms.disclosure.released import NotReleased, Released, demand

# A cell that begins so is run as a formula by spreadsheets; so is one that hides it behind white space.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """Words as a spreadsheet shows them and never runs them: an apostrophe before what looks like a
    formula.
    """
    plain = text.replace("\x00", "")
    return f"'{plain}" if plain.lstrip(" \u00a0").startswith(FORMULA_STARTS) else plain


@dataclass(frozen=True, slots=True)
class Words:
    """A column of labels: names and dates, never numbers."""

    head: str

    def write(self, value: object) -> str:
        if isinstance(value, date):
            return value.isoformat()
        if not isinstance(value, str):
            raise NotReleased(f"A column of words takes text, not {type(value).__name__}.")
        return safe(value)


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of figures. `read` says which part of the Released is written: its text, range, base, …"""

    head: str
    read: Callable[[Released], str] = str

    def write(self, value: object) -> str:
        return safe(self.read(demand(value)))


Column = Words | Figures


def hidden_as_marked(read: Callable[[Released], object]) -> Callable[[Released], str]:
    """A part of a figure; where it is not shown, the mark or the words that stand in its place on the
    page.
    """

    def part(released: Released) -> str:
        found = read(released)
        if released.is_hidden or (found in (None, "") and not released.is_published):
            return released.text
        return "" if found is None else str(found)

    return part


def write_csv(
    stream: TextIO | Any,
    *,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    notes: Iterable[Sequence[str]],
) -> None:
    """Heads, rows, then an empty line and the notes: what the figures mean and as of when.

    Raises NotReleased for a figure that did not come from the gate, and ValueError for a row of another
    length.
    """
    writer = csv.writer(stream)
    writer.writerow([safe(column.head) for column in columns])
    for row in rows:
        writer.writerow([column.write(value) for column, value in zip(columns, row, strict=True)])
    writer.writerow([])
    for note in notes:
        writer.writerow([safe(part) for part in note])
