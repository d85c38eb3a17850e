"""Reading statements. Voided ones are never among them; only the voiding statements themselves always are."""

import json
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from lms.lrs.models import Statement, Voided
from lms.lrs.store.foundation import base_iri, key_of
from lms.lrs.validation.facts import AGENT, VERB
from lms.lrs.vocabulary import VOIDED


def statements_of(account_name: str, *, verbs: Collection[str] | None = None) -> list[dict[str, Any]]:
    """What is stored of one person of this installation, oldest first by timestamp, then by id. One query.

    Each is the statement as received, with id, timestamp and stored set (data 2.4: what the store adds).
    """
    identifier = f"account:{base_iri()}\n{account_name}"
    rows = _counted(verbs).filter(actor=key_of(AGENT, identifier)).order_by("happened", "uuid")
    return [
        statement
        for statement in map(_statement, rows.values_list("uuid", "happened", "stored", "body"))
        if _account_name(statement) == account_name and _has_verb(statement, verbs)
    ]


def by_account(
    *, verbs: Collection[str] | None = None, batch: int = 2000
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """For a rebuild: (account name, statements as statements_of gives them) of each person of this
    installation.

    Reads in pages of `batch` along one index, so memory holds one page and one person, and writes between
    two people (in transactions of their own) are safe. What is recorded meanwhile has its outbox row.
    """
    for rows in _by_actor(verbs, batch):
        people: dict[str, list[dict[str, Any]]] = {}
        for statement in rows:  # two accounts with one key are told apart here
            name = _account_name(statement)
            if name is not None:
                people.setdefault(name, []).append(statement)
        yield from sorted(people.items())


def iter_statements(*, verbs: Collection[str] | None = None, batch: int = 2000) -> Iterator[dict[str, Any]]:
    """Every statement that counts, of anyone: actor by actor, each oldest first by timestamp, then by id."""
    for rows in _by_actor(verbs, batch):
        yield from rows


def accounts() -> Iterator[str]:
    """The account name of everyone of this installation who has a statement, voided or not."""
    first = Statement.objects.order_by().values("actor").annotate(first=Min("seq")).values("first")
    for body in Statement.objects.filter(seq__in=first).order_by("actor").values_list("body", flat=True):
        name = _account_name(json.loads(body))
        if name is not None:
            yield name


def _counted(verbs: Collection[str] | None) -> QuerySet[Statement]:
    """Statements that count, by verb. A voiding statement counts although another names it (data 2.3.2)."""
    is_voided = Exists(Voided.objects.filter(target=OuterRef("uuid")))
    rows = Statement.objects.filter(~is_voided | Q(verb=key_of(VERB, VOIDED)))
    return rows if verbs is None else rows.filter(verb__in=[key_of(VERB, verb) for verb in verbs])


def _by_actor(verbs: Collection[str] | None, batch: int) -> Iterator[list[dict[str, Any]]]:
    """All counted statements of one actor key at a time, sorted."""
    actor: int | None = None
    pending: list[tuple[datetime, UUID, dict[str, Any]]] = []
    after: tuple[int, int] | None = None
    while True:
        page = _counted(verbs).order_by("actor", "seq")
        if after is not None:
            # A row comparison: both databases walk the index on from here.
            page = page.filter(RawSQL("(actor, seq) > (%s, %s)", after, output_field=BooleanField()))
        rows = list(page.values_list("actor", "seq", "uuid", "happened", "stored", "body")[:batch])
        for key, seq, uuid, happened, stored, body in rows:
            if key != actor and pending:
                yield [statement for _, _, statement in sorted(pending, key=lambda row: row[:2])]
                pending = []
            actor, after = key, (key, seq)
            statement = _statement((uuid, happened, stored, body))
            if _has_verb(statement, verbs):
                pending.append((happened, uuid, statement))
        if len(rows) < batch:
            break
    if pending:
        yield [statement for _, _, statement in sorted(pending, key=lambda row: row[:2])]


def _statement(row: tuple[UUID, datetime, datetime, str]) -> dict[str, Any]:
    uuid, happened, stored, body = row
    statement: dict[str, Any] = json.loads(body)
    statement.setdefault("id", str(uuid))
    statement.setdefault("timestamp", _written(happened))
    statement["stored"] = _written(stored)
    return statement


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _account_name(statement: dict[str, Any]) -> str | None:
    account = statement["actor"].get("account")
    return account["name"] if account and account["homePage"] == base_iri() else None


def _has_verb(statement: dict[str, Any], verbs: Collection[str] | None) -> bool:
    """A key is 64 bits: whoever reads by it looks at the identifier as well."""
    return verbs is None or statement["verb"]["id"] in verbs
