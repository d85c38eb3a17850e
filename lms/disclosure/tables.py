"""What goes into the gate: a table of exact figures over a tree of groups and a tree of slices.

A *group* is a node of a tree (here: a unit of an organisation), a *slice* what the figures of a column are
about, again a node of a tree: the parts of a slice add up to it. A *place* is a group and a slice. This
package knows neither people nor skills: groups and slices are opaque keys.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.disclosure.released import Released

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share and its likely range, 0 to 1."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier released share of the same place, to count a change from.

    `error` is the standard error of the difference, 0 to 1, of people only: the questions are the same.
    """

    share: Released
    error: float


@dataclass(frozen=True, slots=True)
class Cell:
    """The exact figures of one place.

    `tested` is None for a plain count of people. `parts` are further shares of the same people, by measure.
    `is_testable` is False where nobody could be tested, which is a public fact about the questions.
    """

    needed: int
    as_of: date
    tested: int | None = None
    estimate: Estimate | None = None
    is_testable: bool = True
    parts: Mapping[str, Estimate] = field(default_factory=dict)
    earlier: Earlier | None = None

    @property
    def is_count(self) -> bool:
        return self.tested is None


Measures = Mapping[str, Released]


@dataclass(frozen=True, slots=True)
class Table:
    """One table to be released at once. A place without a cell holds nobody: it is hidden like any small one.

    `tree` and `slices` give the parent of each group and of each slice, None at the top. `carried` are
    places whose figures stay as they were released before; their cells hold the figures of that time.
    `definitions` says what each measure means. `rest` counts (needed, tested) of a total's people who are in
    none of its terms; without it they are found by subtraction, which carried figures of other months would
    blur.
    """

    as_of: date
    tree: Mapping[str, str | None]
    slices: Mapping[str, str | None]
    cells: Mapping[Place, Cell]
    definitions: Mapping[str, str]
    carried: Mapping[Place, Measures] = field(default_factory=dict)
    rest: Mapping[Place, tuple[int, int]] | None = None

    def sums(self) -> Iterator["Sum"]:
        """Every equation that a reader knows to hold between places of the table."""
        groups, parts = children(self.tree), children(self.slices)
        for slice_ in self.slices:
            for group, below in groups.items():
                yield Sum((group, slice_), tuple((child, slice_) for child in below), has_rest=True)
        for slice_, below in parts.items():
            for group in self.tree:
                yield Sum((group, slice_), tuple((group, part) for part in below), has_rest=False)

    def counts(self, place: Place) -> tuple[int, int]:
        """Exact needed and tested; for a plain count both are the same people, so tested is 0."""
        cell = self.cells.get(place)
        return (cell.needed, cell.tested or 0) if cell else (0, 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """total = the terms, and with `has_rest` those of the total's people who are in none of them.

    In a tree of units the rest are people who sit in a directorate and in none of its teams.
    """

    total: Place
    terms: tuple[Place, ...]
    has_rest: bool


def children[Key](parents: Mapping[Key, Key | None]) -> dict[Key, list[Key]]:
    """Parent to its children, in the order given."""
    found: dict[Key, list[Key]] = {}
    for key, parent in parents.items():
        if parent is not None:
            found.setdefault(parent, []).append(key)
    return found
