"""`Released`: the only form in which a figure about a group may reach a page, a file or the API.

A `Released` is a handle. What it says lies in a table of this module, put there by the gate or by the loader
of stored releases and by nobody else, so there is no constructor to call, no field to set and no copy with
other values: a handle that was not issued here says nothing and is refused wherever figures are printed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NoReturn, Self, final
from weakref import WeakKeyDictionary

HIDDEN_MARK: Final = "[c]"


class Kind(StrEnum):
    """What a figure says."""

    SHARE = "share"  # whole percent of those tested, with its likely range
    COUNT = "count"  # people, to the nearest 5
    CHANGE = "change"  # points between two dates, with its likely range
    RATE = "rate"  # a counted percentage, to the nearest 5 or as a band
    HIDDEN = "hidden"  # [c], whatever the reason
    TOO_FEW = "too_few"  # not enough evidence: 5 to 29 tested
    NOT_TESTED = "not_tested"  # nobody could be tested: too few questions exist
    NOT_KNOWN = "not_known"  # what would follow from a share that is not known


class Band(StrEnum):
    """The end of the scale at which an exact share would speak of single people."""

    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a `Released` says: rounded already, so that nothing finer can leak from it.

    `value`, `low` and `high` are whole percent, points or people, by `kind`; with a `band` they are its edge.
    """

    kind: Kind
    as_of: date
    definition: str
    value: int | None = None
    low: int | None = None
    high: int | None = None
    band: Band | None = None
    tested: int | None = None
    needed: int | None = None
    since: date | None = None


class NotReleased(TypeError):
    """Something else than a figure from the gate was about to be printed, or to be made to look like one."""


@final
class Released:
    """One figure about a group, fit to be shown, with its range, base, coverage, date and definition."""

    __slots__ = ("__weakref__",)

    def __new__(cls, *args: object, **kwargs: object) -> Self:
        raise NotReleased("A Released figure is made by lms.disclosure.gate alone.")

    def __init_subclass__(cls, **kwargs: object) -> NoReturn:
        raise NotReleased("Released has no subclasses.")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise NotReleased("A Released figure is not pickled: store the release and load it again.")

    def __replace__(self, **changes: object) -> NoReturn:
        raise NotReleased("A Released figure is never changed.")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Released {self.text}>" if self in _issued else "<Released: not issued>"

    # What it says, as data

    @property
    def kind(self) -> Kind:
        return figure_of(self).kind

    @property
    def value(self) -> int | None:
        return figure_of(self).value

    @property
    def low(self) -> int | None:
        return figure_of(self).low

    @property
    def high(self) -> int | None:
        return figure_of(self).high

    @property
    def band(self) -> Band | None:
        return figure_of(self).band

    @property
    def tested(self) -> int | None:
        return figure_of(self).tested

    @property
    def needed(self) -> int | None:
        return figure_of(self).needed

    @property
    def as_of(self) -> date:
        return figure_of(self).as_of

    @property
    def since(self) -> date | None:
        return figure_of(self).since

    @property
    def definition(self) -> str:
        return figure_of(self).definition

    @property
    def coverage(self) -> int | None:
        """Whole percent of those concerned who were tested, from the rounded counts: it says no more."""
        figure = figure_of(self)
        if figure.tested is None or not figure.needed:
            return None
        return min(100, round(100 * figure.tested / figure.needed))

    @property
    def is_published(self) -> bool:
        """Whether there is a figure at all: a share, a count, a change or a rate."""
        return self.kind in (Kind.SHARE, Kind.COUNT, Kind.CHANGE, Kind.RATE)

    @property
    def is_hidden(self) -> bool:
        return self.kind is Kind.HIDDEN

    @property
    def is_steady(self) -> bool:
        """A change no larger than chance explains."""
        figure = figure_of(self)
        return figure.kind is Kind.CHANGE and (figure.low or 0) <= 0 <= (figure.high or 0)

    # What it says, in words

    @property
    def text(self) -> str:
        """The figure itself: "38%", "95%+", "420", "[c]", "steady"."""
        return _WORDS[self.kind](self)

    @property
    def range_text(self) -> str:
        """ "32 to 44"; empty for a band and where there is no figure."""
        figure = figure_of(self)
        if figure.band or figure.low is None or figure.high is None:
            return ""
        return f"{figure.low} to {figure.high}"

    @property
    def likely_text(self) -> str:
        """ "likely 32 to 44%"; empty where there is no range."""
        unit = "%" if self.kind is Kind.SHARE else ""
        return f"likely {self.range_text}{unit}" if self.range_text else ""

    @property
    def base_text(self) -> str:
        """ "355 of 680 tested"; empty where the base is not shown."""
        figure = figure_of(self)
        if figure.tested is None or figure.needed is None:
            return ""
        return f"{figure.tested} of {figure.needed} tested"

    @property
    def full_text(self) -> str:
        """Figure, range and base in one phrase: "38%, likely 32 to 44%. 355 of 680 tested"."""
        figure = ", ".join(part for part in (self.text, self.likely_text) if part)
        return ". ".join(part for part in (figure, self.base_text) if part)


def _share_words(released: Released) -> str:
    if released.band is Band.TOP:
        return f"{released.value}%+"
    if released.band is Band.BOTTOM:
        return f"under {released.value}%"
    return f"{released.value}%"


def _change_words(released: Released) -> str:
    if released.is_steady:
        return "steady"
    return f"up {released.value}" if (released.value or 0) > 0 else f"down {-(released.value or 0)}"


_WORDS: Final[dict[Kind, Callable[[Released], str]]] = {
    Kind.SHARE: _share_words,
    Kind.RATE: _share_words,
    Kind.COUNT: lambda released: str(released.value),
    Kind.CHANGE: _change_words,
    Kind.HIDDEN: lambda released: HIDDEN_MARK,
    Kind.TOO_FEW: lambda released: "Not enough evidence",
    Kind.NOT_TESTED: lambda released: "Not tested at this level",
    Kind.NOT_KNOWN: lambda released: "not known",
}

_issued: WeakKeyDictionary[Released, Figure] = WeakKeyDictionary()


def figure_of(released: Released) -> Figure:
    """What a handle says. Raises NotReleased for anything that was not issued here."""
    if type(released) is not Released or released not in _issued:
        raise NotReleased(f"Only Released figures are shown, not {type(released).__name__}.")
    return _issued[released]


def demand(value: object) -> Released:
    """The same value, if it is an issued Released. Raises NotReleased otherwise: every printer's guard."""
    figure_of(value)  # type: ignore[arg-type]
    return value  # type: ignore[return-value]


def _issue(figure: Figure) -> Released:
    """A handle for a figure. Called by `gate` and `records` alone: a test reads the sources."""
    released = object.__new__(Released)
    _issued[released] = figure
    return released
