"""Storing statements: all of a batch or nothing, each once, as received."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched, count
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from lms import outbox, prepared
from lms.lrs.models import Statement, Voided
from lms.lrs.store.foundation import base_iri, key_of, keys_of
from lms.lrs.validation import Facts, Invalid, check_statement, facts, is_same_statement, parse
from lms.lrs.validation.facts import ACTIVITY, AGENT, VERB
from lms.lrs.vocabulary import VOIDED

RECORDED = "statement.recorded"
ROWS_A_QUERY = 500  # of SQLite


class StatementConflict(Exception):
    """A statement with this id is stored already and says something else (xAPI communication 2.1.1: 409)."""

    def __init__(self, statement_id: UUID) -> None:
        self.statement_id = statement_id
        super().__init__(f"A statement with the id {statement_id} is stored already and says something else.")


@dataclass(frozen=True)
class Arrived:
    """A statement that may be stored, with its place in the batch, which is its place in `seq`."""

    id: UUID
    place: int
    text: str
    facts: Facts


def record(statements: Sequence[Mapping[str, Any] | str], *, at: datetime) -> list[UUID]:
    """Store statements in the caller's transaction and publish `statement.recorded` for each that is new.

    A statement is a dict, or the JSON text of one as received, which is then the text that is kept. `at`
    stands in for a missing timestamp. Returns the ids in order, made here where a statement brings none. A
    statement that is stored already and says the same changes nothing. At most two queries for up to 500
    statements, unless one was stored before or voids another.

    Raises Invalid (path and rule; "[2].actor…" in a batch) or StatementConflict. After either the
    innermost transaction around this call can only be rolled back, so that no half of a batch is ever
    kept.
    """
    arrived = [_receive(statement, place, len(statements)) for place, statement in enumerate(statements)]
    _refuse_repeated_ids(arrived)
    with transaction.atomic(savepoint=False):
        for rows in _portions(arrived):
            kept = _insert(rows, at)
            known = [one for one in rows if one.id not in kept]
            if known:
                _compare(known)
            new = sorted((one for one in rows if one.id in kept), key=lambda one: one.place)
            voiding = [one for one in new if one.facts.voids]
            voided = _void(voiding) if voiding else []
            _publish([(one.facts, one.id) for one in new], voided, at)
    return [one.id for one in arrived]


def _receive(statement: Mapping[str, Any] | str, place: int, total: int) -> Arrived:
    try:
        if isinstance(statement, str):
            text = statement
        else:
            text = json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
        parsed = parse(text)
        check_statement(parsed)
        found = facts(parsed)
    except Invalid as refused:
        raise refused.inside(f"[{place}]") if total > 1 else refused from None
    return Arrived(found.id or uuid4(), place, text, found)


def _refuse_repeated_ids(arrived: list[Arrived]) -> None:
    """Communication 2.1.2: a batch must not hold one id twice."""
    first: dict[UUID, int] = {}
    for one in arrived:
        if first.setdefault(one.id, one.place) != one.place:
            raise Invalid(f"[{one.place}].id", f"is the id of [{first[one.id]}] too")


def _portions(arrived: list[Arrived]) -> Iterable[Sequence[Arrived]]:
    """What one query takes. PostgreSQL takes any number, in the order of ids for every writer, so that two
    batches that overlap cannot wait for each other. SQLite has one writer, and a limit of variables.
    """
    if connection.vendor == "postgresql":
        return [sorted(arrived, key=lambda one: one.id)] if arrived else []
    return batched(arrived, ROWS_A_QUERY, strict=False)


def _insert(rows: Sequence[Arrived], at: datetime) -> set[UUID]:
    """Insert what is new, with its side rows, in one query; the ids that were new."""
    return _insert_postgresql(rows, at) if connection.vendor == "postgresql" else _insert_sqlite(rows, at)


def _columns(one: Arrived, at: datetime) -> tuple[Any, ...]:
    said = one.facts
    return (
        said.happened or at,
        key_of(VERB, said.verb),
        key_of(AGENT, said.actor),
        key_of(ACTIVITY, said.activity) if said.activity else None,
        said.registration,
        keys_of(said.related),
    )


# One query, planned alike for one row and for 500. The clock is read once: place keeps rows apart and in
# order.
_INSERT_POSTGRESQL = """
WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
arrived AS (
  SELECT * FROM unnest(%s::uuid[], %s::int[], %s::timestamptz[], %s::bigint[], %s::bigint[], %s::bigint[],
                       %s::uuid[], %s::text[], %s::text[])
    AS a (id, place, happened, verb, actor, activity, registration, related, body)),
kept AS (
  INSERT INTO lrs_statement (seq, id, stored, happened, verb, actor, activity, registration, related, body)
  SELECT (((extract(epoch FROM now) * 1000000)::bigint + place) << 10) | (nextval('lrs_counter') & 1023),
         id, now + place * interval '1 microsecond', happened, verb, actor, activity, registration,
         related::bigint[], body
  FROM arrived, clock
  ON CONFLICT (id) DO NOTHING
  RETURNING seq, id, related),
side AS (
  INSERT INTO lrs_related (key, seq)
  SELECT named.key, kept.seq FROM kept, unnest(kept.related) AS named (key)
)
SELECT id FROM kept
"""


def _insert_postgresql(rows: Sequence[Arrived], at: datetime) -> set[UUID]:
    columns = [_columns(one, at) for one in rows]
    happened, verb, actor, activity, registration, related = (
        list(column) for column in zip(*columns, strict=True)
    )
    kept = prepared.fetch(
        _INSERT_POSTGRESQL,
        [
            [one.id for one in rows],
            [one.place for one in rows],
            happened,
            verb,
            actor,
            activity,
            registration,
            ["{" + ",".join(map(str, keys)) + "}" for keys in related],
            [one.text for one in rows],
        ],
    )
    return {row[0] for row in kept}


# The side rows are filled from `related` by a trigger (migration 0002), so this is one query too.
_INSERT_SQLITE = """
INSERT INTO lrs_statement (seq, id, stored, happened, verb, actor, activity, registration, related, body)
VALUES {rows} ON CONFLICT (id) DO NOTHING RETURNING id
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_counter = count(time.monotonic_ns())  # next() of a count is atomic: threads share it


def _insert_sqlite(rows: Sequence[Arrived], at: datetime) -> set[UUID]:
    """On SQLite the process is the database, so its clock is the database's."""
    now = time.time_ns() // 1000
    adapt = connection.ops.adapt_datetimefield_value
    values: list[Any] = []
    for one in rows:
        happened, verb, actor, activity, registration, related = _columns(one, at)
        moment = now + one.place
        values += [
            moment << 10 | next(_counter) & 1023,
            one.id.hex,
            adapt(_EPOCH + timedelta(microseconds=moment)),
            adapt(happened),
            verb,
            actor,
            activity,
            registration.hex if registration else None,
            json.dumps(related, separators=(",", ":")),
            one.text,
        ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_SQLITE.format(rows=",".join([_ROW] * len(rows))), values)
        return {UUID(row[0]) for row in cursor.fetchall()}


def _compare(known: list[Arrived]) -> None:
    """Rows that were not new must say what is stored."""
    stored = dict(
        Statement.objects.filter(uuid__in=[one.id for one in known]).values_list("uuid", "body"),
    )
    for one in known:
        body = stored[one.id]
        if body != one.text and not is_same_statement(json.loads(body), json.loads(one.text)):
            raise StatementConflict(one.id)


def _void(voiding: list[Arrived]) -> list[tuple[Facts, UUID]]:
    """Note what is voided. Returns facts and id of the targets that are stored, whose people must hear of
    it.
    """
    targets = {one.facts.voids: one for one in voiding if one.facts.voids is not None}
    stored = Statement.objects.filter(uuid__in=targets).values_list("uuid", "body")
    found = [(facts(json.loads(body)), uuid) for uuid, body in stored]
    for said, uuid in found:
        if said.verb == VOIDED:  # data 2.3.2: a voiding statement cannot be voided
            raise Invalid("object.id", f"{uuid} is itself a voiding statement")
    Voided.objects.bulk_create(
        [Voided(target=target, voiding=one.id) for target, one in targets.items()], ignore_conflicts=True
    )
    return found


def _publish(new: list[tuple[Facts, UUID]], voided: list[tuple[Facts, UUID]], at: datetime) -> None:
    """One row for each new statement, and one for each that is voided now: who counted it must count
    again.
    """
    rows: list[tuple[str, dict[str, Any]]] = [
        (_outbox_key(said), {"verb": said.verb, "statement": str(uuid)}) for said, uuid in new
    ]
    rows += [
        (_outbox_key(said), {"verb": said.verb, "statement": str(uuid), "voided": True})
        for said, uuid in voided
    ]
    outbox.publish_many(RECORDED, rows, at=at)


def _outbox_key(said: Facts) -> str:
    """The account name of a person of ours; for anyone else a text that is no account name."""
    if said.account and said.account[0] == base_iri():
        return said.account[1][:200]
    return f"agent:{key_of(AGENT, said.actor)}"
