"""Up to which `seq` is everything there? For those who read on from a place and must not pass over anything.

`consistency` answers clients, with a margin for the moment between reading the clock and being counted as a
writer. Here there is no such moment: a statement that inserts holds a lock on the table before its clock is
read. So of two questions in this order, what time is it and who holds that lock, every writer either answers
the second, or reads its clock after the first.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from lms.lrs.store.finding import seq_at

# A clock that is set back by less than this leads nobody past what is stored then.
MARGIN = timedelta(seconds=1)

_WRITERS = """
SELECT min(a.xact_start) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'relation' AND l.relation = 'lrs_statement'::regclass AND l.granted
  AND l.pid <> pg_backend_pid()
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""


def complete_before() -> int:
    """No statement with a smaller seq is still to come, but from the transaction that asks."""
    return seq_at(_complete_until())


def _complete_until() -> datetime:
    if connection.vendor != "postgresql":
        # One writer at a time, whose clock is read while it is the one: nothing can turn up behind.
        return timezone.now() - MARGIN
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cursor.fetchone()
        cursor.execute(_WRITERS)
        [oldest] = cursor.fetchone()
    until = now - MARGIN
    return until if oldest is None else min(until, oldest)
