"""Figures in words: "about 4 in 10", "since May". All of it follows from what is printed beside it."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.disclosure.released import Band, Kind, Released


def in_ten(share: Released) -> str:
    """A published share as people say it."""
    if share.kind is not Kind.SHARE or share.value is None:
        raise ValueError("Only a published share is put in words.")
    if share.band is Band.TOP:
        return _("at least 19 in 20")
    if share.band is Band.BOTTOM:
        return _("fewer than 1 in 20")
    tenths = (share.value + 5) // 10
    if tenths == 5:
        return _("about half")
    if tenths == 10:
        return _("more than 9 in 10")
    return _("about {tenths} in 10").format(tenths=tenths)


def month(day: date | None, *, beside: date | None = None) -> str:
    """ "May", with the year where it is not the year of `beside`."""
    if day is None:
        return ""
    return date_format(day, "F" if beside and day.year == beside.year else "F Y")


def day_in_full(day: date) -> str:
    """ "24 November 2026"."""
    return date_format(day, "j F Y")


def moved(change: Released) -> str:
    """ "up 6 points since May", "steady since May"; "not known" where there is nothing to compare with."""
    if change.kind is not Kind.CHANGE or change.value is None:
        return _("change not known") if change.since else _("no earlier figure")
    since = month(change.since, beside=change.as_of)
    if change.is_steady:
        return _("steady since {month}").format(month=since)
    arrow = "▲" if change.value > 0 else "▼"
    return _("{arrow} {points} since {month}").format(arrow=arrow, points=abs(change.value), month=since)


def moved_in_short(change: Released) -> str:
    """The same for a cell of 44 pixels: "▲ 6", "=", "?"."""
    if change.kind is not Kind.CHANGE or change.value is None:
        return "?"
    if change.is_steady:
        return "="
    return f"{'▲' if change.value > 0 else '▼'} {abs(change.value)}"


def percent(share: Released) -> int:
    """Where a published share lies between 0 and 100, for pictures and for sorting; a band at its edge."""
    if share.kind is not Kind.SHARE or share.value is None:
        raise ValueError("Only a published share has a place on the scale.")
    return 100 - (100 - share.value) // 2 if share.band is Band.TOP else share.value


def ranges_meet(first: Released, second: Released) -> bool:
    """Whether two published shares may be the other way round. Bands have no range: they meet what touches
    them.
    """
    return reach(first)[0] <= reach(second)[1] and reach(second)[0] <= reach(first)[1]


def reach(share: Released) -> tuple[int, int]:
    """The lower and the upper end of a published share's range, whole percent."""
    if share.band is Band.TOP:
        return share.value or 0, 100
    if share.band is Band.BOTTOM:
        return 0, share.value or 0
    return share.low or 0, 100 if share.high is None else share.high
