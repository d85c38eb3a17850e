"""lrs_write: statements over HTTP against the very statement of SQL that the store uses, run by bare psycopg
with everything computed beforehand: the same rows, indexes and durability, and no parsing, no checks, no
outbox row.
"""

import http.client
import json
import statistics
import time
from functools import partial
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone

from lms.lrs.store.inserting import _INSERT_MANY, columns_of
from lms.lrs.store.receiving import Arrived, receive
from tests.benchmarks.learner import backends
from tests.benchmarks.load import cpu_seconds, in_threads
from tests.benchmarks.record_store.clients import Served, served, texts

ROUNDS = 7


def write() -> None:
    with served() as store:
        compare("lrs_write_batch_50", store, size=50, clients=4, requests=60)
        compare("lrs_write_batch_100", store, size=100, clients=4, requests=30)
        compare("lrs_write_single", store, size=1, clients=8, requests=600)


def post(store: Served, client: http.client.HTTPConnection, bodies: list[bytes]) -> None:
    for body in bodies:
        status, content = store.send(client, "POST", "statements", body)
        if status != 200:
            raise RuntimeError(f"{status}: {content[:200]!r}")


def parameters(batch: list[Arrived]) -> list[Any]:
    rows = []
    for one in sorted(batch, key=lambda one: one.id):
        *columns, related = columns_of(one, timezone.now())
        rows.append((one.id, one.place, *columns, "{" + ",".join(map(str, related)) + "}", one.text))
    return [*map(list, zip(*rows, strict=True)), None, None]


def insert(bare: psycopg.Connection[Any], batches: list[list[Any]]) -> None:
    for batch in batches:
        bare.execute(_INSERT_MANY, batch)


def bare_connection() -> psycopg.Connection[Any]:
    config = connection.settings_dict
    bare = psycopg.connect(
        host=config["HOST"] or "127.0.0.1",
        port=config["PORT"] or 5432,
        user=config["USER"],
        dbname=config["NAME"],
        autocommit=True,
        prepare_threshold=1,
    )
    bare.execute("SET synchronous_commit = on")
    return bare


def compare(name: str, store: Served, *, size: int, clients: int, requests: int) -> None:
    """Round by round, first ours and then the bare one; the first round warms both up."""
    total = size * requests
    sending, inserting = store.evenly(clients), [bare_connection() for _ in range(clients)]
    seen = []
    for number in range(ROUNDS + 1):
        made = [texts(total, seed=2 * number + ours) for ours in (0, 1)]
        bodies = [f"[{','.join(made[0][place : place + size])}]".encode() for place in range(0, total, size)]
        batches = [parameters(receive(made[1][place : place + size])) for place in range(0, total, size)]
        shares = [
            [partial(post, store, client, bodies[n::clients]) for n, client in enumerate(sending)],
            [partial(insert, bare, batches[n::clients]) for n, bare in enumerate(inserting)],
        ]
        figures: list[float] = []
        for works in shares:
            database, web, ourselves = backends(), store.processes(), time.process_time()
            before = cpu_seconds(database), cpu_seconds(web)
            figures.append(total / in_threads(works))
            spent = cpu_seconds({*database, *backends()}) - before[0], cpu_seconds(web) - before[1]
            # The bare client is a thread of this process; of ours, this process only plays the clients.
            outside = spent[1] if works is shares[0] else time.process_time() - ourselves
            figures += [spent[0] * 1000 / total, outside * 1000 / total]
        if number:
            seen.append((figures[0] / figures[3], *figures))
    for client in [*sending, *inserting]:
        client.close()
    ratio, ours, database, web, bare, bare_database, bare_client = map(
        statistics.median, zip(*seen, strict=True)
    )
    print(
        json.dumps(
            {
                "name": name,
                "value": round(ours),
                "unit": "statements/s",
                "baseline": "one psycopg unnest statement, the same rows, indexes and durability",
                "baseline_value": round(bare),
                "ratio": round(ratio, 3),
                "rounds": sorted(round(row[0], 2) for row in seen),
                "cpu_ms_a_statement": round(database + web, 3),
                "of_which_database": round(database, 3),
                "baseline_cpu_ms": round(bare_database + bare_client, 3),
            }
        ),
        flush=True,
    )
