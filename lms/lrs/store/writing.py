"""Storing statements: all of a batch or nothing, each once, as received."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lms import outbox
from lms.lrs.models import Statement
from lms.lrs.store import attachments, definitions, references, voiding
from lms.lrs.store.foundation import base_iri, key_of
from lms.lrs.store.inserting import insert, portions
from lms.lrs.store.receiving import Arrived, receive
from lms.lrs.validation import Facts, is_same_statement
from lms.lrs.validation.facts import AGENT

RECORDED = "statement.recorded"


class StatementConflict(Exception):
    """A statement with this id is stored already and says something else (xAPI communication 2.1.1: 409)."""

    def __init__(self, statement_id: UUID) -> None:
        self.statement_id = statement_id
        super().__init__(f"A statement with the id {statement_id} is stored already and says something else.")


@dataclass(frozen=True)
class Sender:
    """In whose name statements are stored. Without an authority it is this installation itself."""

    authority: int | None = None
    version: int | None = None  # 2 where they came by xAPI 2.0
    may_define: bool = False  # whether their definitions of activities are taken for good
    contents: Mapping[str, bytes] = field(default_factory=dict)  # raw data of attachments, by SHA-2


OURSELVES = Sender()


def record(statements: Sequence[Mapping[str, Any] | str], *, at: datetime) -> list[UUID]:
    """Store statements in the caller's transaction and publish `statement.recorded` for each that is new.

    A statement is a dict, or the JSON text of one as received, which is then the text that is kept. `at`
    stands in for a missing timestamp. Returns the ids in order, made here where a statement brings none. A
    statement that is stored already and says the same changes nothing. At most two queries for up to 500
    statements, unless one was stored before or targets another.

    Raises Invalid (path and rule; "[2].actor…" in a batch) or StatementConflict. After either the
    innermost transaction around this call can only be rolled back, so that no half of a batch is ever
    kept.
    """
    return keep(receive(statements), happened=at, at=at)


def keep(
    arrived: list[Arrived], *, sender: Sender = OURSELVES, happened: datetime | None = None, at: datetime
) -> list[UUID]:
    """The second half of record(), for those who look at what they received before they store it.

    `happened` stands in for a missing timestamp; without it, the moment of storing does (data 2.4.7).
    """
    with transaction.atomic(savepoint=False):
        for rows in portions(arrived):
            kept = insert(rows, at=happened, authority=sender.authority, version=sender.version)
            if len(kept) < len(rows):
                _compare([one for one in rows if one.id not in kept])
            new = sorted((one for one in rows if one.id in kept), key=lambda one: one.place)
            refer = [one for one in new if one.target]
            voided = voiding.void([one for one in refer if one.facts.voids]) if refer else []
            awaited = [one.id for one in kept.values() if one.awaited]
            if refer or awaited:
                references.link([(kept[one.id].seq, one) for one in refer], awaited, at=at)
            if sender.contents:
                attachments.attach(new, sender.contents)
            defined = definitions.news(new) if sender.may_define else []
            publish([(one.facts, one.id) for one in new], voided, at, more=defined)
    return [one.id for one in arrived]


def _compare(known: list[Arrived]) -> None:
    """Rows that were not new must say what is stored."""
    stored = dict(
        Statement.objects.filter(uuid__in=[one.id for one in known]).values_list("uuid", "body"),
    )
    for one in known:
        body = stored[one.id]
        if body != one.text and not is_same_statement(json.loads(body), json.loads(one.text)):
            raise StatementConflict(one.id)


Row = tuple[str, str, dict[str, Any]]


def publish(
    new: list[tuple[Facts, UUID]],
    voided: list[tuple[Facts, UUID]],
    at: datetime,
    *,
    more: Sequence[Row] = (),
) -> None:
    """One row for each new statement, and one for each that is voided now: who counted it must count
    again. `more` goes with them, as one query.
    """
    rows: list[Row] = [
        (RECORDED, outbox_key(said), {"verb": said.verb, "statement": str(uuid)}) for said, uuid in new
    ]
    rows += [
        (RECORDED, outbox_key(said), {"verb": said.verb, "statement": str(uuid), "voided": True})
        for said, uuid in voided
    ]
    outbox.publish_all([*rows, *more], at=at)


def publish_voided(said: Facts, uuid: UUID, *, at: datetime) -> None:
    """Say again that a statement is voided, where its voiding did not see it yet."""
    publish([], [(said, uuid)], at)


def publish_removed(gone: list[tuple[Facts, UUID]], *, at: datetime) -> None:
    """Statements are taken out for good: one row for each person and verb."""
    last = {(outbox_key(said), said.verb): str(uuid) for said, uuid in gone}
    rows = [(key, {"verb": verb, "statement": uuid, "removed": True}) for (key, verb), uuid in last.items()]
    outbox.publish_many(RECORDED, rows, at=at)


def outbox_key(said: Facts) -> str:
    """The account name of a person of ours; for anyone else a text that is no account name."""
    if said.account and said.account[0] == base_iri():
        return said.account[1][:200]
    return f"agent:{key_of(AGENT, said.actor)}"


def is_of_ours(key: str) -> bool:
    """Is a row's key the account name of a person of this installation?"""
    return not key.startswith("agent:")
