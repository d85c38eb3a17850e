"""Retention day by day, where LRS_RETENTION says how long statements are kept (decision 0111).

The day's call runs in one transaction, which must be short: it counts, and leaves a row in the outbox. Each
row takes out one batch in a transaction of its own, and leaves the next.
"""

import logging
from datetime import date, datetime

from django.conf import settings

from lms import audit, outbox
from lms.lrs.models import Statement
from lms.lrs.store.retention import BATCH, CAP, SHARE_OF_ONE, due, moment_before, remove_due

logger = logging.getLogger(__name__)
DUE = "retention.due"


def subscribe() -> None:
    outbox.subscribe(DUE, name="lrs", handler=remove_batch)
    outbox.schedule("lrs.retention", handler=day_has_come, every="day")


def day_has_come(*, on: date, at: datetime) -> None:
    """Above one per cent of the store nothing is removed: that takes two people, and the command."""
    if not settings.LRS_RETENTION:
        return
    before = moment_before(at, settings.LRS_RETENTION)
    rows = due(before)
    if not rows.exists():
        return
    count, total = rows.count(), Statement.objects.count()
    if count > SHARE_OF_ONE * total:
        logger.error(
            "Retention: %d of %d statements are due, above one per cent. Nothing goes.", count, total
        )
        details = {"statements": count, "of": total, "before": before.isoformat()}
        audit.record(by=None, action="lrs.retention_held", subject="lrs_statement", details=details, at=at)
        return
    _leave(before, min(count, CAP), at)


def remove_batch(delivery: outbox.Delivery, /) -> None:
    before = datetime.fromisoformat(delivery.payload["before"])
    # Of days that waited together the last one says how many: they are among the same statements.
    left = int(delivery.payload["left"])
    gone = remove_due(before, cap=min(BATCH, left), by=None, at=delivery.at).statements
    if gone and gone < left:
        _leave(before, left - gone, delivery.at)


def _leave(before: datetime, left: int, at: datetime) -> None:
    outbox.publish(DUE, key="retention", payload={"before": before.isoformat(), "left": left}, at=at)
