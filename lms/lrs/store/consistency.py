"""Through which moment is what is stored complete? (communication 2.1.3, X-Experience-API-Consistent-Through)

`seq` and `stored` are made when a row is written, and it is seen when its transaction commits: rows become
visible out of order. What time is it, and who writes? Asked in this order, there is no moment between: every
writer either answers the second question, or reads its clock after the first.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import OperationalError, connection

from lms import prepared
from lms.lrs.models import Statement

KEPT_SECONDS = 1.0  # how long an answer about writing may repeat what it knows

_known: tuple[float, datetime] | None = None

# A statement that inserts holds a lock on the table before its clock is read. The inner query is not merged
# with the outer one, as its clock may say something else each time; so the locks are looked at after it.
_WRITERS = """
SELECT clock.now, (
  SELECT min(a.xact_start) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE clock.now IS NOT NULL AND l.locktype = 'relation' AND l.relation = 'lrs_statement'::regclass
    AND l.granted AND l.pid <> pg_backend_pid()
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))
FROM (SELECT clock_timestamp() AS now OFFSET 0) AS clock
"""


@dataclass(frozen=True)
class Consistency:
    """`through` is what clients are told. After `ordered_until`, rows may be seen before others that come
    before them; None where that cannot be.
    """

    through: datetime
    ordered_until: datetime | None


def consistency() -> Consistency:
    """As of now, but for what the transaction that asks has written itself."""
    global _known
    found = _of_postgresql() if connection.vendor == "postgresql" else _of_sqlite()
    _known = time.monotonic(), found.through
    return found


def consistent_through_lately() -> datetime:
    """The same or up to a second earlier, at no cost: an earlier moment is true as well."""
    known = _known  # another thread may replace it
    if known is not None and time.monotonic() - known[0] < KEPT_SECONDS:
        return known[1]
    return consistency().through


def _of_postgresql() -> Consistency:
    [[now, oldest]] = prepared.fetch(_WRITERS, [])
    through = now if oldest is None else min(now, oldest)
    return Consistency(through, ordered_until=through)


def _of_sqlite() -> Consistency:
    """One writer at a time, whose clock is read while it is the one: rows become visible in their order. So
    what is seen is complete; and all is, where nobody writes.
    """
    now = datetime.now(UTC)
    if connection.in_atomic_block or not _is_being_written():
        return Consistency(now, ordered_until=None)
    newest = Statement.objects.order_by("-seq").values_list("stored", flat=True).first()
    return Consistency(newest or datetime(1970, 1, 1, tzinfo=UTC), ordered_until=None)


def _is_being_written() -> bool:
    """Would a writer have to wait? Asked by being one for a moment that writes nothing."""
    waits = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except OperationalError:
            return True
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {waits}")
    return False
