"""Canonical definitions of activities: the newest that a client with the right to define has sent.

Writing them with every statement would have writers wait for each other. So a process remembers what it has
seen, and only a definition that is new to it leaves a row in the outbox.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from lms import outbox
from lms.lrs.models import Credential, Definition, Related, Scope, Statement
from lms.lrs.store.foundation import key_of
from lms.lrs.store.receiving import Arrived, definitions
from lms.lrs.validation.facts import ACTIVITY

DEFINED = "activity.defined"
REMEMBERED = 20_000
NEWEST = 50  # statements that name an activity, looked through where nobody defined it

_seen: dict[str, dict[str, Any]] = {}


def note(new: Collection[Arrived], *, at: datetime) -> None:
    """Have the definitions of these statements taken over where they differ from what was seen before."""
    fresh = {
        iri: (definition, one.id)
        for one in new
        for iri, definition in definitions(one.parsed)
        if _seen.get(iri) != definition
    }
    if not fresh:
        return
    outbox.publish_many(
        DEFINED,
        [(f"{key_of(ACTIVITY, iri):x}", {"statement": str(uuid)}) for iri, (_, uuid) in fresh.items()],
        at=at,
    )
    transaction.on_commit(lambda: _remember({iri: definition for iri, (definition, _) in fresh.items()}))


def _remember(fresh: dict[str, dict[str, Any]]) -> None:
    if len(_seen) > REMEMBERED:
        _seen.clear()
    _seen.update(fresh)


_UPSERT = """
INSERT INTO lrs_definition (key, iri, definition, seq) VALUES (%s, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET definition = excluded.definition, seq = excluded.seq
WHERE lrs_definition.seq < excluded.seq
"""


def take_over(statement: UUID) -> None:
    """Take over what one statement defines, unless a newer one has defined it. Any order, any number of
    times, comes to the same.
    """
    row = Statement.objects.filter(uuid=statement).values_list("seq", "body").first()
    if row is None:
        return
    found = {key_of(ACTIVITY, iri): (iri, made) for iri, made in definitions(json.loads(row[1]))}
    with connection.cursor() as cursor:
        for key, (iri, definition) in sorted(found.items()):
            text = json.dumps(definition, ensure_ascii=False, separators=(",", ":"))
            cursor.execute(_UPSERT, [key, iri, text, row[0]])


def canonical(iris: Collection[str]) -> dict[str, dict[str, Any]]:
    """The definitions of these activities, as far as a client has defined them."""
    keys = {key_of(ACTIVITY, iri) for iri in iris}
    rows = Definition.objects.filter(key__in=keys).values_list("iri", "definition")
    return {iri: json.loads(definition) for iri, definition in rows if iri in iris}


def definition_of(iri: str) -> dict[str, Any] | None:
    """What is known of an activity right now: its canonical definition, or a newer one not taken over yet, or
    what the newest statements say that name it.
    """
    key = key_of(ACTIVITY, iri)
    known = Definition.objects.filter(key=key, iri=iri).first()
    newest = Related.objects.filter(key=key, seq__gt=known.seq if known else 0).order_by("-seq")[:NEWEST]
    seqs = list(newest.values_list("seq", flat=True))
    # Only of those who may define: of this installation, and of clients that have been given the right.
    rows = Statement.objects.filter(seq__in=seqs).order_by("-seq").values_list("authority", "body")
    authorities = {authority for authority, _ in rows}
    trusted = {None} | {
        credential.authority_id
        for credential in Credential.objects.filter(authority__in=authorities - {None})
        if {Scope.DEFINE, Scope.ALL} & set(credential.scopes)
    }
    for body in (body for authority, body in rows if authority in trusted):
        for named, definition in definitions(json.loads(body)):
            if named == iri:
                return definition
    return json.loads(known.definition) if known else None
