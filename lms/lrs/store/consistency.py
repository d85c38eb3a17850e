"""Through which moment is what is stored complete? (communication 2.1.3, X-Experience-API-Consistent-Through)

`seq` and `stored` are made when a row is written, and it is seen when its transaction commits: rows become
visible out of order. Nothing older than the oldest transaction that has written can still turn up.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from lms import prepared

# Between reading the clock and being counted among those who write, a transaction may be interrupted.
MARGIN = timedelta(milliseconds=50)
# SQLite does not say who is writing. One writer at a time means that rows become visible in their order, so
# only the moment itself is uncertain, by the length of a transaction.
SQLITE_MARGIN = timedelta(seconds=1)
KEPT_SECONDS = 1.0  # how long an answer about writing may repeat what it knows

_known: tuple[float, datetime] | None = None

_OLDEST = """
SELECT clock_timestamp(), min(xact_start)
FROM pg_stat_activity
WHERE backend_xid IS NOT NULL AND datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Consistency:
    """`through` is what clients are told. `writing_since` is when the oldest open writer began, if one is
    open.
    """

    through: datetime
    writing_since: datetime | None


def consistency() -> Consistency:
    """As of now."""
    global _known
    oldest = None
    if connection.vendor == "postgresql":
        [[now, oldest]] = prepared.fetch(_OLDEST, [])
        through = now - MARGIN if oldest is None else min(now - MARGIN, oldest)
    else:
        through = datetime.now(UTC) - SQLITE_MARGIN
    _known = time.monotonic(), through
    return Consistency(through, oldest)


def consistent_through_lately() -> datetime:
    """The same or up to a second earlier, at no cost: an earlier moment is true as well."""
    known = _known  # another thread may replace it
    if known is not None and time.monotonic() - known[0] < KEPT_SECONDS:
        return known[1]
    return consistency().through
