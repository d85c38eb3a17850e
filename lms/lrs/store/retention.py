"""What is older than it may be. Age counts from `stored`, the store's own clock: a statement's timestamp is a
client's word, and `seq`, which follows `stored`, is what partitions will go by (decision 0111).
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, QuerySet

from lms.audit import append_only
from lms.lrs.models import Statement
from lms.lrs.store.finding import seq_at
from lms.lrs.store.removing import TABLES, Removed, remove, without_voiding

RETENTION = "retention"
BATCH = 1000
CAP = 100_000  # statements a run
SHARE_OF_ONE = 0.01  # of all: above it, a second person has to agree


@dataclass(frozen=True)
class Due:
    """Statements of one month (of storing) with one verb."""

    month: date
    verb: str
    statements: int


def due(before: datetime) -> QuerySet[Statement]:
    """Stored before then. One that voids another stays for as long as the other does."""
    end = seq_at(before)
    return without_voiding(Statement.objects.filter(seq__lt=end), Q(seq__gte=end))


def counted(before: datetime) -> Iterator[Due]:
    """What is due, by month and verb, oldest first: one query a month, along one index."""
    oldest = Statement.objects.aggregate(oldest=Min("seq"))["oldest"]
    if oldest is None:
        return
    first = datetime.fromtimestamp((oldest >> 10) // 1_000_000, UTC)
    month = first.replace(day=1, hour=0, minute=0, second=0)
    while month < before:
        following = (month + timedelta(days=32)).replace(day=1)
        rows = due(before).filter(seq__gte=seq_at(month), seq__lt=seq_at(following))
        groups = rows.order_by().values("verb").annotate(count=Count("seq"), first=Min("seq"))
        found = [(_verb(group["first"]), group["count"]) for group in groups]
        yield from (Due(month.date(), verb, count) for verb, count in sorted(found))
        month = following


def remove_due(
    before: datetime,
    *,
    cap: int = CAP,
    by: UUID | None,
    second: UUID | None = None,
    at: datetime,
    report: Callable[[Removed], None] = lambda removed: None,
) -> Removed:
    """Remove what is due, oldest first, `cap` statements at most, in transactions of BATCH. Interrupted, it
    has removed whole batches; again, it goes on."""
    total, end = Removed(), seq_at(before)
    details = {"before": before.isoformat(), "agreed": str(second) if second else None}
    while total.statements < cap:
        # One that voids a statement after it waits until that is gone, so that nothing comes back between two
        # batches.
        ready = without_voiding(Statement.objects.filter(seq__lt=end), Q(seq__gt=OuterRef("seq")))
        seqs = list(ready.order_by("seq").values_list("seq", flat=True)[: min(BATCH, cap - total.statements)])
        if not seqs:
            break
        total += remove(seqs, reason=RETENTION, details=details, by=by, at=at)
        report(total)
    return total


def kept_since() -> datetime | None:
    """Statements stored before then have been removed, as far as their time had come; None if none ever
    were."""
    lifts = append_only.lifts(tables=TABLES, reason=RETENTION)
    return max((datetime.fromisoformat(details["before"]) for details in lifts), default=None)


def moment_before(now: datetime, age: str) -> datetime:
    """The instant that lies so long before now: by the calendar, at midnight. Raises ValueError."""
    match = re.fullmatch(r"(\d{1,4})([ymd])", age)
    if match is None or int(match[1]) == 0:
        raise ValueError(f"{age} is no age: write 7y, 18m or 90d.")
    count, unit = int(match[1]), match[2]
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "d":
        return today - timedelta(days=count)
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    if months < 12:
        raise ValueError(f"{age} is longer than there are dates.")
    year, month = divmod(months, 12)
    for day in (today.day, 30, 29, 28):  # the last day of a month that is shorter
        try:
            return today.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError


def _verb(seq: int) -> str:
    """Rows have a key; the word stands in the statement."""
    body = Statement.objects.values_list("body", flat=True).get(seq=seq)
    verb: str = json.loads(body)["verb"]["id"]
    return verb
