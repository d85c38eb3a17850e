"""What the record store costs over HTTP (lrs_write), and what finding costs in the database (lrs_read).

lrs_write: against the very statement of SQL that the store uses, run by bare psycopg with everything computed
beforehand: the same rows, indexes and durability, and no parsing, no checks, no outbox row. lrs_read: the
time that the database's calls take, against reading the same rows by their primary key.
"""

import http.client
import json
import statistics
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from django.db import connection, connections
from django.utils import timezone

from lms.lrs import auth
from lms.lrs.store.finding import Query, find
from lms.lrs.store.inserting import _INSERT_MANY, columns_of
from lms.lrs.store.receiving import Arrived, receive
from lms.lrs.validation import agent_identifier
from tests import databases, server
from tests.benchmarks.learner import backends
from tests.benchmarks.load import cpu_seconds, tree
from tests.benchmarks.statements import mix

ROUNDS = 5
SIZES = (100_000, 1_000_000)


def texts(count: int, seed: int) -> list[str]:
    """Statements that may be sent as JSON: each attachment says where it is."""
    made = []
    for text in mix(count, seed=seed):
        said = json.loads(text)
        said["id"] = str(uuid4())
        for attachment in said.get("attachments", []):
            attachment["fileUrl"] = "https://files.example.org/1"
        made.append(json.dumps(said, ensure_ascii=False, separators=(",", ":")))
    return made


def in_threads(works: list[Callable[[], None]]) -> float:
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - begun


def post(address: str, authorization: str, bodies: list[bytes]) -> None:
    client = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {
        "Authorization": authorization,
        "Content-Type": "application/json",
        "X-Experience-API-Version": "1.0.3",
    }
    for body in bodies:
        client.request("POST", "/xapi/statements", body, headers)
        answer = client.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {content[:200]!r}")
    client.close()


def parameters(batch: list[Arrived]) -> list[Any]:
    rows = []
    for one in sorted(batch, key=lambda one: one.id):
        *columns, related = columns_of(one, timezone.now())
        rows.append((one.id, one.place, *columns, "{" + ",".join(map(str, related)) + "}", one.text))
    return [*map(list, zip(*rows, strict=True)), None, None]


def insert(dsn: str, batches: list[list[Any]]) -> None:
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=1) as bare:
        bare.execute("SET synchronous_commit = on")
        for batch in batches:
            bare.execute(_INSERT_MANY, batch)


def compare(name: str, *, size: int, clients: int, requests: int, address: str, pid: int, key: str) -> None:
    config = connection.settings_dict
    dsn = psycopg.conninfo.make_conninfo(
        host=config["HOST"] or "127.0.0.1",
        port=config["PORT"] or 5432,
        user=config["USER"],
        dbname=config["NAME"],
    )
    seen = []
    for number in range(ROUNDS + 1):
        made = [texts(size * requests, seed=2 * number + ours) for ours in (0, 1)]
        bodies = [
            f"[{','.join(made[0][place : place + size])}]".encode() for place in range(0, len(made[0]), size)
        ]
        batches = [
            parameters(receive(made[1][place : place + size])) for place in range(0, len(made[1]), size)
        ]
        rates, costs = [], []
        for works in (
            [partial(post, address, key, bodies[n::clients]) for n in range(clients)],
            [partial(insert, dsn, batches[n::clients]) for n in range(clients)],
        ):
            web, database = tree(pid), backends()
            before, before_database = cpu_seconds([*web, *database]), cpu_seconds(database)
            taken = in_threads(works)
            database = {*database, *backends()}
            rates.append(size * requests / taken)
            costs.append((cpu_seconds([*web, *database]) - before) * 1000 / (size * requests))
            costs.append((cpu_seconds(database) - before_database) * 1000 / (size * requests))
        if number:
            seen.append((*rates, *costs[:3]))
    ours, bare, cost, in_database, bare_cost = (
        statistics.median(row[place] for row in seen) for place in range(5)
    )
    print(
        json.dumps(
            {
                "name": name,
                "value": round(ours),
                "unit": "statements/s",
                "baseline": "one psycopg unnest statement, the same rows, indexes and durability",
                "baseline_value": round(bare),
                "ratio": round(statistics.median(row[0] / row[1] for row in seen), 3),
                "cpu_ms_a_statement": round(cost, 3),
                "of_which_database": round(in_database, 3),
                "baseline_cpu_ms": round(bare_cost, 3),
            }
        ),
        flush=True,
    )


def write() -> None:
    issued = auth.issue(name="bench", scopes=["all"], by=None, at=timezone.now())
    pair = f"{issued.credential.username}:{issued.secret}"
    key = f"Basic {b64encode(pair.encode()).decode()}"
    with tempfile.TemporaryDirectory() as folder:
        url = databases.url_for(connection.settings_dict["NAME"])
        with server.running(database_url=url, folder=Path(folder), workers=2, threads=2) as (
            address,
            process,
        ):
            at = {"address": address, "pid": process.pid, "key": key}
            compare("lrs_write_batch_50", size=50, clients=4, requests=60, **at)
            compare("lrs_write_batch_100", size=100, clients=4, requests=30, **at)
            compare("lrs_write_single", size=1, clients=8, requests=600, **at)


# Reading.


def fill(size: int, pool: list[tuple[Any, ...]], start: int) -> None:
    """Rows up to `size`, by COPY: the pool again and again under new ids, a millisecond apart."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        with cursor.copy(
            "COPY lrs_statement (seq, id, stored, happened, verb, actor, activity, registration, related, "
            "body) FROM STDIN"
        ) as copy:
            for n in range(start, size):
                happened, verb, actor, activity, registration, related, text = pool[n % len(pool)]
                seq, moment = (1_700_000_000_000_000 + n * 1000) << 10, timezone.now()
                keys = "{" + ",".join(map(str, related)) + "}"
                copy.write_row(
                    (seq, uuid4(), moment, happened, verb, actor, activity, registration, keys, text)
                )
        cursor.execute(
            "INSERT INTO lrs_related (key, seq) "
            "SELECT k, seq FROM lrs_statement, unnest(related) k WHERE seq >= %s",
            [(1_700_000_000_000_000 + start * 1000) << 10],
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE lrs_statement")
        cursor.execute("VACUUM ANALYZE lrs_related")


def queries(said: list[dict[str, Any]]) -> dict[str, list[Query]]:
    def agent(statement: dict[str, Any]) -> str:
        return agent_identifier(statement["actor"])

    def parent(statement: dict[str, Any]) -> str:
        return statement["context"]["contextActivities"]["parent"][0]["id"]

    with_parent = [
        s for s in said if type(s.get("context", {}).get("contextActivities", {}).get("parent")) is list
    ]
    about = [s for s in said if "id" in s["object"]]
    registered = [s for s in said if "registration" in s.get("context", {})]
    middle = timezone.datetime.fromtimestamp(1_700_000_000 + 50, tz=timezone.get_current_timezone())
    return {
        "newest": [Query()] * 40,
        "agent": [Query(agent=agent(s)) for s in said[:40]],
        "verb": [Query(verb=s["verb"]["id"]) for s in said[:40]],
        "activity": [Query(activity=s["object"]["id"]) for s in about[:40]],
        "registration": [Query(registration=s["context"]["registration"]) for s in registered[:40]],
        "agent and verb": [Query(agent=agent(s), verb=s["verb"]["id"]) for s in said[:40]],
        "verb and activity": [Query(verb=s["verb"]["id"], activity=s["object"]["id"]) for s in about[:40]],
        "since, ascending": [Query(since=middle, ascending=True)] * 40,
        "related activity": [Query(activity=parent(s), related_activities=True) for s in with_parent[:40]],
        "related agent": [Query(agent=agent(s), related_agents=True) for s in said[:40]],
        "related activity and agent": [
            Query(agent=agent(s), activity=parent(s), related_activities=True) for s in with_parent[:40]
        ],
    }


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds spent in calls of the database, and what the work returned."""
    spent = [0.0]

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[0] += (time.perf_counter() - begun) * 1000

    with connection.execute_wrapper(wrapper):
        found = work()
    return spent[0], found


def by_key(seqs: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lrs_statement WHERE seq = ANY(%s) ORDER BY seq DESC", [seqs])
        cursor.fetchall()


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]


def read() -> None:
    made = [text for seed in range(20) for text in texts(1000, seed=100 + seed)]
    arrived = receive(made)
    pool = [(*columns_of(one, timezone.now()), one.text) for one in arrived]
    said = [one.parsed for one in arrived[:: max(1, len(arrived) // 400)]]
    before = 0
    for size in SIZES:
        fill(size, pool, before)
        before = size
        for name, asked in queries(said).items():
            ours, bare = [], []
            for query in [*asked[:5], *asked]:
                spent, found = timed(lambda query=query: find(query, limit=26))
                ours.append(spent)
                bare.append(timed(lambda found=found: by_key([one.seq for one in found]))[0])
            print(
                json.dumps(
                    {
                        "name": "lrs_read",
                        "query": name,
                        "statements": size,
                        "p50_ms": round(statistics.median(ours[5:]), 2),
                        "p95_ms": round(p95(ours[5:]), 2),
                        "baseline": "the same rows by primary key",
                        "baseline_p95_ms": round(p95(bare[5:]), 2),
                    }
                ),
                flush=True,
            )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(octet_length(body)), pg_total_relation_size('lrs_statement') + "
            "pg_total_relation_size('lrs_related') FROM lrs_statement"
        )
        raw, stored = cursor.fetchone()
    print(
        json.dumps(
            {"name": "lrs_size", "value": round(float(stored) / float(raw), 2), "unit": "times the raw JSON"}
        )
    )


BENCHMARKS: dict[str, Callable[[], None]] = {"lrs_write": write, "lrs_read": read}


def run(name: str) -> None:
    databases.use_copy(name=f"bench_{name}", demo=False)
    try:
        BENCHMARKS[name]()
    finally:
        connections.close_all()
        databases.drop_copy(name=f"bench_{name}")
