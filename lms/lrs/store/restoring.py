"""Statements that were stored before, elsewhere or here, taken in with the place that they had.

Like `writing.keep`, but `seq`, `stored` and who vouched for a statement come with it (decision 0110). Where
another statement has that very `seq`, the next one of the same microsecond is taken.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lms import prepared
from lms.lrs.models import Attached, Statement, Voided
from lms.lrs.store import references
from lms.lrs.store.inserting import columns_of
from lms.lrs.store.receiving import Arrived
from lms.lrs.store.voiding import stored_facts
from lms.lrs.store.writing import StatementConflict, publish
from lms.lrs.validation import is_same_statement
from lms.lrs.vocabulary import VOIDED

IN_A_MICROSECOND = 1024  # the low ten bits of seq


@dataclass(frozen=True)
class Restored:
    """A statement with what the store had set on it. `arrived.place` is its place in the batch."""

    arrived: Arrived
    seq: int
    stored: datetime
    happened: datetime | None  # stands in for a missing timestamp
    authority: int | None
    version: int | None
    attachments: Sequence[str]  # the SHA-2 of raw data that came with it, and is stored


def known(bodies: Mapping[UUID, str]) -> set[UUID]:
    """Which of these are stored already and say the same. Raises StatementConflict."""
    stored = dict(Statement.objects.filter(uuid__in=list(bodies)).values_list("uuid", "body"))
    for uuid, body in stored.items():
        if body != bodies[uuid] and not is_same_statement(json.loads(body), json.loads(bodies[uuid])):
            raise StatementConflict(uuid)
    return set(stored)


def restore(rows: Sequence[Restored], *, at: datetime) -> int:
    """Store what is new of these, in the caller's transaction; returns how many. Raises StatementConflict."""
    kept: dict[UUID, tuple[int, bool]] = {}
    left = sorted(rows, key=lambda row: row.arrived.id)
    for _ in range(IN_A_MICROSECOND):
        if not left:
            break
        kept |= _insert(left)
        left = [row for row in left if row.arrived.id not in kept]
        # Written by somebody else meanwhile? Then it is not the seq that is taken.
        there = known({row.arrived.id: row.arrived.text for row in left}) if left else set()
        left = [replace(row, seq=_next(row.seq)) for row in left if row.arrived.id not in there]
    new = [row for row in rows if row.arrived.id in kept]
    referring = [(kept[row.arrived.id][0], row.arrived) for row in new if row.arrived.target]
    awaited = [uuid for uuid, (_, is_awaited) in kept.items() if is_awaited]
    voided = _void([one for _, one in referring])
    if referring or awaited:
        references.link(referring, awaited, at=at, bounded=False)
    Attached.objects.bulk_create(
        [Attached(statement=row.arrived.id, sha2=sha2) for row in new for sha2 in sorted(row.attachments)],
        ignore_conflicts=True,
    )
    publish([(row.arrived.facts, row.arrived.id) for row in new], voided, at)
    return len(new)


def _next(seq: int) -> int:
    return seq & ~(IN_A_MICROSECOND - 1) | (seq + 1) & (IN_A_MICROSECOND - 1)


def _void(referring: list[Arrived]) -> list[tuple[Any, UUID]]:
    """As voiding.void does, but what was stored once is refused no more: a voiding statement may have come
    after one that names it."""
    targets = {one.facts.voids: one.id for one in referring if one.facts.voids is not None}
    Voided.objects.bulk_create(
        [Voided(target=target, voiding=targets[target]) for target in sorted(targets)], ignore_conflicts=True
    )
    return [found for found in stored_facts(list(targets)) if found[0].verb != VOIDED]


_COLUMNS = "seq, id, stored, happened, verb, actor, activity, registration, related, body, authority, version"
_INSERT_POSTGRESQL = f"""
WITH arrived AS (
  SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::bigint[],
                       %s::bigint[], %s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::int[],
                       %s::smallint[]) AS a ({_COLUMNS})),
kept AS (
  INSERT INTO lrs_statement ({_COLUMNS})
  SELECT seq, id, stored, happened, verb, actor, activity, registration, related::bigint[], body, authority,
         version
  FROM arrived
  ON CONFLICT DO NOTHING
  RETURNING seq, id, related),
side AS (
  INSERT INTO lrs_related (key, seq)
  SELECT named.key, kept.seq FROM kept, unnest(kept.related) AS named (key)
)
SELECT id, seq, EXISTS (SELECT 1 FROM lrs_reference WHERE target = kept.id) FROM kept
"""  # noqa: S608 - names of columns
_INSERT_SQLITE = """
INSERT INTO lrs_statement ({columns}) VALUES {rows} ON CONFLICT DO NOTHING
RETURNING id, seq, EXISTS (SELECT 1 FROM lrs_reference WHERE target = id)
"""


def _insert(rows: Sequence[Restored]) -> dict[UUID, tuple[int, bool]]:
    """Those that are new: id to seq, and whether some statement targets it that was stored before."""
    values = [
        (
            row.seq,
            row.arrived.id,
            row.stored,
            *columns_of(row.arrived, row.happened),
            row.arrived.text,
            row.authority,
            row.version,
        )
        for row in rows
    ]
    if connection.vendor == "postgresql":
        columns: list[Any] = [list(column) for column in zip(*values, strict=True)]
        columns[8] = ["{" + ",".join(map(str, keys)) + "}" for keys in columns[8]]
        return {uuid: (seq, awaited) for uuid, seq, awaited in prepared.fetch(_INSERT_POSTGRESQL, columns)}
    adapt = connection.ops.adapt_datetimefield_value
    places = f"({', '.join(['%s'] * len(values[0]))})"
    flat: list[Any] = []
    for seq, uuid, stored, happened, verb, actor, activity, registration, related, *rest in values:
        flat += [seq, uuid.hex, adapt(stored), adapt(happened), verb, actor, activity]
        flat += [
            registration.hex if registration else None,
            json.dumps(related, separators=(",", ":")),
            *rest,
        ]
    sql = _INSERT_SQLITE.format(columns=_COLUMNS, rows=", ".join([places] * len(values)))
    with connection.cursor() as cursor:
        cursor.execute(sql, flat)
        return {UUID(row[0]): (row[1], bool(row[2])) for row in cursor.fetchall()}
