"""One query that stores a batch with its side rows, on either database."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched, count
from typing import Any
from uuid import UUID

from django.db import connection

from lms import prepared
from lms.lrs.store.foundation import key_of, keys_of
from lms.lrs.store.receiving import Arrived
from lms.lrs.validation.facts import ACTIVITY, AGENT, VERB

ROWS_A_QUERY = 500  # of SQLite


@dataclass(frozen=True)
class Kept:
    """A row that is new. `awaited`: some statement targets it that was stored before."""

    id: UUID
    seq: int
    awaited: bool


def portions(arrived: list[Arrived]) -> Iterable[Sequence[Arrived]]:
    """What one query takes. PostgreSQL takes any number, in the order of ids for every writer, so that two
    batches that overlap cannot wait for each other. SQLite has one writer, and a limit of variables.
    """
    if connection.vendor == "postgresql":
        return [sorted(arrived, key=lambda one: one.id)] if arrived else []
    return batched(arrived, ROWS_A_QUERY, strict=False)


def insert(
    rows: Sequence[Arrived], *, at: datetime | None, authority: int | None, version: int | None
) -> dict[UUID, Kept]:
    """Insert what is new, with its side rows, in one query. `at` stands in for a missing timestamp; without
    one, the moment of storing does.
    """
    if connection.vendor == "postgresql":
        return _insert_postgresql(rows, at, authority, version)
    return _insert_sqlite(rows, at, authority, version)


def columns_of(one: Arrived, at: datetime | None) -> tuple[Any, ...]:
    said = one.facts
    return (
        said.happened or at,
        key_of(VERB, said.verb),
        key_of(AGENT, said.actor),
        key_of(ACTIVITY, said.activity) if said.activity else None,
        said.registration,
        keys_of(said.related),
    )


# One query, planned alike for two rows and for 500. The clock is read once: place keeps rows apart and in
# order.
_MANY = """
  SELECT * FROM unnest(%b::uuid[], %b::int[], %b::timestamptz[], %b::bigint[], %b::bigint[], %b::bigint[],
                       %b::uuid[], %b::text[], %b::text[])
    AS a (id, place, happened, verb, actor, activity, registration, related, body)"""
# Arrays cost more to write down than to read, which one row alone need not pay.
_ONE = """
  SELECT %s::uuid AS id, %s::int AS place, %s::timestamptz AS happened, %s::bigint AS verb,
         %s::bigint AS actor, %s::bigint AS activity, %s::uuid AS registration, %s::text AS related,
         %s::text AS body"""
_INSERT_POSTGRESQL = """
WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
arrived AS ({arrived}),
kept AS (
  INSERT INTO lrs_statement (seq, id, stored, happened, verb, actor, activity, registration, related, body,
                             authority, version)
  SELECT (((extract(epoch FROM now) * 1000000)::bigint + place) << 10) | (nextval('lrs_counter') & 1023),
         id, now + place * interval '1 microsecond',
         coalesce(happened, now + place * interval '1 microsecond'), verb, actor, activity, registration,
         related::bigint[], body, %s::int, %s::smallint
  FROM arrived, clock
  ON CONFLICT (id) DO NOTHING
  RETURNING seq, id, related),
side AS (
  INSERT INTO lrs_related (key, seq)
  SELECT named.key, kept.seq FROM kept, unnest(kept.related) AS named (key)
)
SELECT id, seq, EXISTS (SELECT 1 FROM lrs_reference WHERE target = kept.id) FROM kept
"""
_INSERT_ONE = _INSERT_POSTGRESQL.format(arrived=_ONE)
_INSERT_MANY = _INSERT_POSTGRESQL.format(arrived=_MANY)


def _insert_postgresql(
    rows: Sequence[Arrived], at: datetime | None, authority: int | None, version: int | None
) -> dict[UUID, Kept]:
    values = [
        (one.id, one.place, *columns, "{" + ",".join(map(str, related)) + "}", one.text)
        for one, (*columns, related) in ((one, columns_of(one, at)) for one in rows)
    ]
    if len(values) == 1:
        kept = prepared.fetch(_INSERT_ONE, [*values[0], authority, version])
    else:
        arrays = [list(column) for column in zip(*values, strict=True)]
        kept = prepared.fetch(_INSERT_MANY, [*arrays, authority, version])
    return {row[0]: Kept(*row) for row in kept}


# The side rows are filled from `related` by a trigger (migration 0002), so this is one query too.
_INSERT_SQLITE = """
INSERT INTO lrs_statement (seq, id, stored, happened, verb, actor, activity, registration, related, body,
                           authority, version)
VALUES {rows} ON CONFLICT (id) DO NOTHING
RETURNING id, seq, EXISTS (SELECT 1 FROM lrs_reference WHERE target = id)
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_counter = count(time.monotonic_ns())  # next() of a count is atomic: threads share it


def _insert_sqlite(
    rows: Sequence[Arrived], at: datetime | None, authority: int | None, version: int | None
) -> dict[UUID, Kept]:
    """On SQLite the process is the database, so its clock is the database's."""
    now = time.time_ns() // 1000
    adapt = connection.ops.adapt_datetimefield_value
    values: list[Any] = []
    for one in rows:
        happened, verb, actor, activity, registration, related = columns_of(one, at)
        moment = now + one.place
        stored = adapt(_EPOCH + timedelta(microseconds=moment))
        values += [
            moment << 10 | next(_counter) & 1023,
            one.id.hex,
            stored,
            adapt(happened) if happened else stored,
            verb,
            actor,
            activity,
            registration.hex if registration else None,
            json.dumps(related, separators=(",", ":")),
            one.text,
            authority,
            version,
        ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_SQLITE.format(rows=",".join([_ROW] * len(rows))), values)
        kept = [Kept(UUID(row[0]), row[1], bool(row[2])) for row in cursor.fetchall()]
    return {one.id: one for one in kept}
