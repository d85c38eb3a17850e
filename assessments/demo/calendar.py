"""The demo year: its first day, its month ends and its working hours. Pure; London time throughout."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def first_day(today: date) -> date:
    """The first of the month twelve months back, so that twelve whole months lie between it and `today`."""
    return date(today.year - 1, today.month, 1)


def month_ends(today: date) -> list[date]:
    """The last days of the twelve whole months before the month of `today`, oldest first."""
    firsts = []
    first = today.replace(day=1)
    for _ in range(12):
        firsts.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return [one - timedelta(days=1) for one in reversed(firsts)]


def month(today: date, index: int) -> date:
    """The first day of month `index` (0 to 12) of the demo year."""
    start = first_day(today)
    months = start.month - 1 + index
    return date(start.year + months // 12, months % 12 + 1, 1)


def working_day(day: date) -> date:
    """`day`, or the Monday after it."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def last_working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def office_hour(rng: Random, day: date) -> datetime:
    """An instant between 8:30 and 16:00 of a day, which leaves an hour for learning."""
    return at(day, 8, 30) + timedelta(seconds=rng.randrange(int(7.5 * 3600)))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)
