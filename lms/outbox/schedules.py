"""Regular work without a clock of its own: whichever server sweeps first after the hour does it."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lms.outbox import topics
from lms.outbox.models import Schedule

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


def following(day: date, every: str) -> date:
    """The next day on which something is due: tomorrow, or the first of next month."""
    if every == "day":
        return day + timedelta(days=1)
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def run_due(*, at: datetime) -> int:
    """Run what is due at `at` and return how many calls were made. A failing handler is tried again later,
    for ever and less and less often: a month must not go missing because its day went wrong.
    """
    today = timezone.localdate(at)
    known = set(Schedule.objects.values_list("name", flat=True))
    for item in topics.schedules():
        if item.name not in known:
            Schedule.objects.get_or_create(
                name=item.name, defaults={"every": item.every, "next_on": following(today, item.every)}
            )
    calls = 0
    # Days before months: on the first, what a month reads has moved to that day.
    for item in sorted(topics.schedules(), key=lambda item: item.every == "month"):
        while _run_one(item, today=today, at=at):
            calls += 1
    return calls


def _run_one(item: topics.Scheduled, *, today: date, at: datetime) -> bool:
    try:
        with transaction.atomic():
            row = (
                Schedule.objects.select_for_update(skip_locked=True)
                .filter(Q(retry_at=None) | Q(retry_at__lte=at), name=item.name, next_on__lte=today)
                .first()
            )
            if row is None:
                return False
            # A day's work is about today, so days missed need none of their own; each month is its own
            # record.
            on = today if item.every == "day" else row.next_on
            item.handler(on=on, at=at)
            row.next_on = following(on, item.every)
            row.every, row.retry_at, row.tries, row.last_error, row.last_run_at = item.every, None, 0, "", at
            row.save()
            return True
    except Exception as error:
        logger.exception("The scheduled %s failed.", item.name)
        row = Schedule.objects.get(name=item.name)
        Schedule.objects.filter(name=item.name, tries=row.tries).update(
            tries=row.tries + 1,
            retry_at=at + min(FIRST_WAIT * 2 ** min(row.tries, 10), LONGEST_WAIT),
            last_error=f"{type(error).__name__}: {error}"[:2000].replace("\0", ""),
        )
        return False
