"""What the sweeper calls: a snapshot on the first of each month."""

from datetime import date, datetime

from assessments.reports.actions import take_scheduled_snapshot


def month_has_ended(*, on: date, at: datetime) -> None:
    """`on` is the first of a month, also where the call comes late: the month before it is taken."""
    take_scheduled_snapshot(on=on, at=at)
