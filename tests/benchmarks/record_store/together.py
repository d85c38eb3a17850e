"""lrs_together: eight write and four read at once, on the same people, activities and registrations. What
counts is that nothing goes wrong; the figures say what the storm was.
"""

import json
import time

from django.db import connection

from tests.benchmarks.load import cpu_seconds
from tests.benchmarks.record_store.clients import served
from tests.benchmarks.record_store.reading import p95
from tests.lrs.storm import storm

WRITERS, READERS, REQUESTS = 8, 4, 150


def together() -> None:
    with served(threads=2) as store:
        before, cpu = _deadlocks(), cpu_seconds(store.processes())
        begun = time.perf_counter()
        seen = storm(store.address, store.authorization, writers=WRITERS, readers=READERS, requests=REQUESTS)
        taken = time.perf_counter() - begun
        cpu = cpu_seconds(store.processes()) - cpu
    print(
        json.dumps(
            {
                "name": "lrs_together",
                "writers": WRITERS,
                "readers": READERS,
                "statements": len(seen.acknowledged),
                "voided": len(seen.voided),
                "answers": dict(sorted(seen.statuses.items())),
                "pages_read": len(seen.page_ms),
                "page_p95_ms": round(p95(seen.page_ms), 1),
                "seconds": round(taken, 1),
                "cpu_seconds_of_the_server": round(cpu, 1),
                "deadlocks": _deadlocks() - before,
                "wrong": len(seen.wrong),
            }
        )
    )
    if seen.wrong:
        raise RuntimeError("\n".join(seen.wrong[:20]))


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
