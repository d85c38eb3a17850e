"""The front door of reports: take a month's snapshot, and forget a person."""

from assessments.reports.actions.contributors import contributions, forget
from assessments.reports.actions.snapshots import OutOfOrder, take_scheduled_snapshot, take_snapshot

__all__ = ["OutOfOrder", "contributions", "forget", "take_scheduled_snapshot", "take_snapshot"]
