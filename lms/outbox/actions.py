"""The front door of the outbox: publish now, in the caller's transaction; drain later, one transaction a
group.
"""

import json
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from lms import prepared
from lms.outbox import hints, topics
from lms.outbox.models import OutboxRow
from lms.outbox.schedules import run_due

logger = logging.getLogger(__name__)

MAX_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)  # doubled after every further try: dead after about eight minutes


def publish(topic: str, *, key: str, payload: dict[str, Any] | None = None, at: datetime) -> None:
    """Leave one row for each subscriber that wants it, in the caller's transaction.

    `key` names whom or what it is about: rows of one subscriber and key are handled in one call. `payload` is
    JSON; its "verb" is what subscribers filter on. `at` is when it happened. At most one query.
    """
    publish_many(topic, [(key, payload or {})], at=at)


def publish_many(topic: str, rows: Iterable[tuple[str, dict[str, Any]]], *, at: datetime) -> None:
    """publish() for many (key, payload) at once: at most one query for a few hundred rows."""
    publish_all([(topic, key, payload) for key, payload in rows], at=at)


def publish_all(rows: Iterable[tuple[str, str, dict[str, Any]]], *, at: datetime) -> None:
    """publish_many() for (topic, key, payload) of several topics: still one query."""
    subscriptions = topics.subscriptions()
    made = [
        (at + s.after, topic, s.name, key, payload)
        for topic, key, payload in rows
        for s in subscriptions
        if s.topic == topic and s.wants(key, payload)
    ]
    if not made:
        return
    if connection.vendor == "postgresql":
        rows_made = [(*columns, json.dumps(payload)) for *columns, payload in made]
        if len(made) == 1:
            prepared.execute(_INSERT_ONE, [at, *rows_made[0]])
        else:
            arrays = [list(column) for column in zip(*rows_made, strict=True)]
            prepared.execute(_INSERT_MANY, [at, *arrays])
    else:
        prepared.insert(
            [
                OutboxRow(topic=topic, subscriber=name, key=key, payload=payload, created_at=at, due_at=due)
                for due, topic, name, key, payload in made
            ]
        )
    # One hint a transaction is enough, however much it publishes; what is due later is for the sweep.
    if any(due <= at for due, *_ in made) and not any(
        waiting[1] is hints.wake for waiting in connection.run_on_commit
    ):
        transaction.on_commit(hints.wake, robust=True)


# Two texts for any number of rows, so that both are prepared once; arrays cost one row more than they save.
_INSERT_ONE = """
INSERT INTO outbox_outboxrow (created_at, due_at, topic, subscriber, key, payload, tries, last_error)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, 0, '')
"""
_INSERT_MANY = """
INSERT INTO outbox_outboxrow (created_at, due_at, topic, subscriber, key, payload, tries, last_error)
SELECT %s::timestamptz, due_at, topic, subscriber, key, payload::jsonb, 0, ''
FROM unnest(%b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::text[])
  AS made (due_at, topic, subscriber, key, payload)
"""


def drain(*, at: datetime, limit: int | None = None) -> int:
    """Handle the rows that are due at `at`, oldest first; stop after `limit` rows. Returns how many were
    handled.

    Any number of drains may run at once: a row is locked while its handler runs (PostgreSQL skips locked
    rows, on SQLite the immediate transaction holds the whole database), and it is deleted in the handler's
    transaction.
    """
    handled = 0
    while limit is None or handled < limit:
        tried, done = _drain_group(at=at)
        handled += done
        if not tried:
            break
    return handled


def sweep(*, at: datetime) -> int:
    """What runs every 30 seconds at most: schedules that are due, then rows whose hint was lost or late."""
    run_due(at=at)
    return drain(at=at)


def replay(*, ids: Iterable[int] | None = None, at: datetime) -> int:
    """Give dead letters (all of them without `ids`) another five tries. Returns how many rows."""
    dead = OutboxRow.objects.filter(dead_at__isnull=False)
    if ids is not None:
        dead = dead.filter(id__in=list(ids))
    count = dead.update(dead_at=None, tries=0, due_at=at)
    if count:
        transaction.on_commit(hints.wake, robust=True)
    return count


def _due(at: datetime) -> Q:
    """Rows of subscribers that this process knows. During a deploy, an older one leaves newer rows alone."""
    known = reduce(or_, (Q(topic=s.topic, subscriber=s.name) for s in topics.subscriptions()), Q(pk__in=[]))
    return Q(dead_at=None, due_at__lte=at) & known


def _drain_group(*, at: datetime) -> tuple[int, int]:
    """Claim the oldest due row and all due rows like it; returns how many were tried and how many done."""
    claimed: list[OutboxRow] = []
    try:
        with transaction.atomic():
            rows = OutboxRow.objects.select_for_update(skip_locked=True).filter(_due(at))
            head = rows.order_by("due_at", "id").first()
            if head is None:
                return 0, 0
            group = rows.filter(topic=head.topic, subscriber=head.subscriber, key=head.key)
            claimed = list(group.order_by("created_at", "id"))
            _deliver(claimed, at=at)
            return len(claimed), len(claimed)
    except Exception as error:
        if not claimed:
            raise  # the database itself: nothing was claimed, so nothing is to blame
        if len(claimed) == 1:
            _count_failure(claimed[0], error, at=at)
            return 1, 0
    # Only the row that fails alone is at fault; the others of its key must not wait for it.
    return len(claimed), sum(_drain_row(row, at=at) for row in claimed)


def _drain_row(row: OutboxRow, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            claimed = (
                OutboxRow.objects.select_for_update(skip_locked=True).filter(_due(at), id=row.id).first()
            )
            if claimed is None:
                return False
            _deliver([claimed], at=at)
            return True
    except Exception as error:
        _count_failure(row, error, at=at)
        return False


def _deliver(rows: list[OutboxRow], *, at: datetime) -> None:
    newest = rows[-1]
    topics.subscription(newest.topic, newest.subscriber).handler(
        topics.Delivery(
            topic=newest.topic,
            key=newest.key,
            payload=newest.payload,
            created_at=newest.created_at,
            payloads=tuple(row.payload for row in rows),
            at=at,
        )
    )
    OutboxRow.objects.filter(id__in=[row.id for row in rows]).delete()


def _count_failure(row: OutboxRow, error: Exception, *, at: datetime) -> None:
    """Note the try in a transaction of its own: the failed one took its notes with it."""
    tries = row.tries + 1
    dead = tries >= MAX_TRIES
    # Only while the row stands as it was read: another drain may have handled or counted it since.
    OutboxRow.objects.filter(id=row.id, tries=row.tries, dead_at=None).update(
        tries=tries,
        due_at=at + FIRST_WAIT * 2 ** (tries - 1),
        dead_at=at if dead else None,
        last_error=f"{type(error).__name__}: {error}"[:2000].replace("\0", ""),
    )
    logger.error(
        "outbox row %s (%s for %s): try %s failed%s",
        row.id,
        row.topic,
        row.subscriber,
        tries,
        ", set aside" if dead else "",
        exc_info=error,
    )
