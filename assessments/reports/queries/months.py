"""Which snapshot a page reads, and the months up to it."""

from dataclasses import dataclass

from assessments.reports.models import Snapshot

MONTHS = 13  # a year and the month before it


@dataclass(frozen=True, slots=True)
class Months:
    """The snapshot shown, those up to it (oldest first), and all that may be chosen (newest first)."""

    shown: Snapshot
    upto: list[Snapshot]
    all: list[Snapshot]

    @property
    def is_latest(self) -> bool:
        return self.shown == self.all[0]


class NoSuchMonth(LookupError):
    """A month that no snapshot was taken of."""


def months(wanted: str = "") -> Months | None:
    """The latest snapshot, or the one of a month as "2026-10"; None before the first. One query.

    Raises NoSuchMonth.
    """
    taken = list(Snapshot.objects.select_related("release").order_by("-month"))
    if not wanted:
        if not taken:
            return None
        place = 0
    else:
        found = [number for number, one in enumerate(taken) if f"{one.month:%Y-%m}" == wanted]
        if not found:
            raise NoSuchMonth(wanted)
        place = found[0]
    return Months(shown=taken[place], upto=taken[place : place + MONTHS][::-1], all=taken)
