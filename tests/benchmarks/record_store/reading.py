"""lrs_read: what finding 26 statements costs in the database, in a store of 100,000 and of a million.

Beside each query, interleaved: the same rows by their primary key, which is the least that anybody can pay,
and a bare query, written for this filter alone along its best index, which knows nothing of voided
statements, of StatementRefs or of groups. Then the room that it all takes, and what compression would make
of it.
"""

import json
import random
import statistics
import time
import zlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from lms import prepared
from lms.lrs.store.finding import Query, find
from lms.lrs.store.foundation import key_of
from lms.lrs.store.inserting import columns_of
from lms.lrs.store.receiving import receive
from lms.lrs.validation import agent_identifier
from lms.lrs.validation.facts import ACTIVITY, AGENT, VERB
from tests.benchmarks.record_store.clients import texts

SIZES = (100_000, 1_000_000)
START = 1_700_000_000_000_000  # microseconds: a statement a millisecond from here on
ASKED = 40  # of each kind
A_REGISTRATION = 40  # statements; five hundred registrations are open at a time
PAGE = 26


def fill(size: int, pool: list[tuple[Any, ...]], start: int) -> None:
    """Rows up to `size`, by COPY: the pool again and again under new ids, of the same people and activities,
    whose statements so become more. A registration ends: it has as many statements in a store of any size.
    """
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        with cursor.copy(
            "COPY lrs_statement (seq, id, stored, happened, verb, actor, activity, registration, related, "
            "body) FROM STDIN"
        ) as copy:
            for n in range(start, size):
                happened, verb, actor, activity, registration, related, text = pool[n % len(pool)]
                if registration:
                    registration = registration_of(n)
                keys = "{" + ",".join(map(str, related)) + "}"
                copy.write_row(
                    (
                        seq_of(n),
                        uuid4(),
                        timezone.now(),
                        happened,
                        verb,
                        actor,
                        activity,
                        registration,
                        keys,
                        text,
                    )
                )
        cursor.execute(
            "INSERT INTO lrs_related (key, seq) "
            "SELECT k, seq FROM lrs_statement, unnest(related) k WHERE seq >= %s",
            [seq_of(start)],
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE lrs_statement")
        cursor.execute("VACUUM ANALYZE lrs_related")


def seq_of(n: int) -> int:
    return (START + n * 1000) << 10


def registration_of(n: int) -> UUID:
    return UUID(int=n // (500 * A_REGISTRATION) * 500 + n % 500 + 1)


_ROWS = "SELECT s.seq, s.id, s.stored, s.happened, s.body, s.authority, s.version FROM lrs_statement s "
_END = f" ORDER BY s.seq DESC LIMIT {PAGE}"
_SIDE = f"JOIN lrs_related k ON k.seq = s.seq WHERE k.key = %s ORDER BY k.seq DESC LIMIT {PAGE}"
Bare = tuple[str, list[Any]]
Pair = tuple[Query, Bare]


def pairs(said: list[dict[str, Any]], size: int) -> dict[str, list[Pair]]:
    """Queries of the kinds that clients ask, each with its bare one."""

    def agent(statement: dict[str, Any]) -> str:
        return agent_identifier(statement["actor"])

    def parent(statement: dict[str, Any]) -> str:
        return statement["context"]["contextActivities"]["parent"][0]["id"]

    with_parent = [
        s for s in said if type(s.get("context", {}).get("contextActivities", {}).get("parent")) is list
    ]
    chance = random.Random(1)
    some = [registration_of(chance.randrange(size)) for _ in range(ASKED)]
    middle = timezone.datetime.fromtimestamp(START / 1_000_000 + 50, tz=timezone.get_current_timezone())
    made: dict[str, list[Pair]] = {
        "newest": [(Query(), (_ROWS + _END, []))] * ASKED,
        "registration": [
            (Query(registration=one), (f"{_ROWS}WHERE s.registration = %s{_END}", [one])) for one in some
        ],
        "since, ascending": [
            (
                Query(since=middle, ascending=True),
                (f"{_ROWS}WHERE s.seq > %s ORDER BY s.seq LIMIT {PAGE}", [seq_of(50_000)]),
            )
        ]
        * ASKED,
    }

    def column(
        name: str, of: list[dict[str, Any]], ask: Callable[..., Query], where: str, *keys: Any
    ) -> None:
        made[name] = [(ask(s), (f"{_ROWS}{where}", [key(s) for key in keys])) for s in of[:ASKED]]

    actor = lambda s: key_of(AGENT, agent(s))  # noqa: E731
    verb = lambda s: key_of(VERB, s["verb"]["id"])  # noqa: E731
    about = lambda s: key_of(ACTIVITY, s["object"]["id"])  # noqa: E731
    under = lambda s: key_of(ACTIVITY, parent(s))  # noqa: E731
    column("agent", said, lambda s: Query(agent=agent(s)), f"WHERE s.actor = %s{_END}", actor)
    column("verb", said, lambda s: Query(verb=s["verb"]["id"]), f"WHERE s.verb = %s{_END}", verb)
    column(
        "activity", said, lambda s: Query(activity=s["object"]["id"]), f"WHERE s.activity = %s{_END}", about
    )
    column(
        "agent and verb",
        said,
        lambda s: Query(agent=agent(s), verb=s["verb"]["id"]),
        f"WHERE s.actor = %s AND s.verb = %s{_END}",
        actor,
        verb,
    )
    column(
        "verb and activity",
        said,
        lambda s: Query(verb=s["verb"]["id"], activity=s["object"]["id"]),
        f"WHERE s.verb = %s AND s.activity = %s{_END}",
        verb,
        about,
    )
    column(
        "related activity",
        with_parent,
        lambda s: Query(activity=parent(s), related_activities=True),
        _SIDE,
        under,
    )
    column("related agent", said, lambda s: Query(agent=agent(s), related_agents=True), _SIDE, actor)
    column(
        "related activity and agent",
        with_parent,
        lambda s: Query(agent=agent(s), activity=parent(s), related_activities=True),
        f"WHERE s.actor = %s AND s.related @> ARRAY[%s]::bigint[]{_END}",
        actor,
        under,
    )
    return made


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


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]


def ask(query: Query, bare: Bare) -> tuple[float, float, float, int]:
    """Milliseconds of ours, of the bare query and of the primary key, and how many rows each gave."""
    ours, found = timed(lambda: find(query, limit=PAGE))
    bare_ms, rows = timed(lambda: prepared.fetch(*bare))
    seqs = [one.seq for one in found]
    if seqs != [row[0] for row in rows]:
        raise RuntimeError(f"{query}: ours and the bare query found different statements.")
    by_key, _ = timed(lambda: prepared.fetch(f"{_ROWS}WHERE s.seq = ANY(%b) ORDER BY s.seq DESC", [seqs]))
    return ours, bare_ms, by_key, len(found)


def read() -> None:
    made = [text for seed in range(20) for text in texts(1000, seed=100 + seed)]
    arrived = receive(made)
    pool = [(*columns_of(one, timezone.now()), one.text) for one in arrived]
    said = [one.parsed for one in arrived[:: max(1, len(arrived) // 400)]]
    before, smaller = 0, {}
    for size in SIZES:
        fill(size, pool, before)
        before = size
        for name, asked in pairs(said, size).items():
            for query, bare in asked:  # plans are made, and pages come into memory: ours is asked first
                ask(query, bare)
            rows = [ask(query, bare) for query, bare in asked]
            ours, bare_ms, by_key = (p95([row[place] for row in rows]) for place in range(3))
            print(
                json.dumps(
                    {
                        "name": "lrs_read",
                        "query": name,
                        "statements": size,
                        "rows": round(statistics.mean(row[3] for row in rows)),
                        "p50_ms": round(statistics.median(row[0] for row in rows), 2),
                        "p95_ms": round(ours, 2),
                        "baseline": "a bare query of this filter along its best index",
                        "baseline_p95_ms": round(bare_ms, 2),
                        "ratio": round(ours / bare_ms, 2),
                        "by_primary_key_p95_ms": round(by_key, 2),
                        "of_a_tenth": round(ours / smaller[name], 2) if smaller.get(name) else None,
                    }
                ),
                flush=True,
            )
            smaller[name] = ours
    room()


def room() -> None:
    """Bytes of tables and indexes against the JSON, and what zlib with a dictionary would make of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(octet_length(body)), pg_table_size('lrs_statement'), "
            "pg_indexes_size('lrs_statement'), pg_total_relation_size('lrs_related') FROM lrs_statement"
        )
        count, raw, table, indexes, side = (int(value) for value in cursor.fetchone())
    learned = texts(400, seed=901)
    dictionary = "".join(learned)[-32_000:].encode()
    others = [text.encode() for text in texts(2_000, seed=902)]
    small = 0
    begun = time.process_time()
    for text in others:
        packer = zlib.compressobj(1, zlib.DEFLATED, -15, zdict=dictionary)
        small += len(packer.compress(text) + packer.flush())
    spent = time.process_time() - begun
    share = small / sum(map(len, others))
    packed = table - raw * (1 - share) + indexes + side
    print(
        json.dumps(
            {
                "name": "lrs_size",
                "value": round((table + indexes + side) / raw, 2),
                "unit": "times the raw JSON, indexes included",
                "bytes_a_statement": {
                    "json": raw // count,
                    "table": table // count,
                    "indexes": indexes // count,
                    "lrs_related": side // count,
                },
                "with_a_dictionary": round(packed / raw, 2),
                "json_with_a_dictionary": round(raw * share / count),
                "compression_us_a_statement": round(spent * 1_000_000 / len(others), 1),
                "gb_at_100_million": round((table + indexes + side) / count / 10),
                "gb_at_100_million_with_a_dictionary": round(packed / count / 10),
            }
        )
    )
