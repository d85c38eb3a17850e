"""lrs_definition: of each part of a definition the newest that a client with the right to define has sent.

The right goes by the scopes of the credential, which never change; one that was revoked since had it. A part
that no stored statement can speak for or against stays: its statement has been taken out, or came in with a
file under an authority that has no credential here (decision 0108).

The `seq` of a part may lag: a process passes over a definition that it has just seen. Values are compared.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from lms.lrs.models import Credential, Definition, Related, Statement
from lms.lrs.store.definitions import (
    DEFINED,
    Parts,
    defined_in,
    fold_in,
    may_define,
    merged,
    written,
)
from lms.lrs.store.foundation import key_of
from lms.lrs.store.rebuilding.pages import PAGE, waiting
from lms.lrs.validation.facts import ACTIVITY

TRIES = 3


def check() -> list[str]:
    wrong = (_difference(row.iri, row) for row in _rows() if _is_wrong(row))
    found = [said for said in wrong if said]
    late: set[UUID] | None = None
    for page in _pages():
        for iri in _behind(page):
            row = Definition.objects.filter(key=key_of(ACTIVITY, iri)).first()
            if row is not None and (row.iri != iri or _is_wrong(row)):
                continue  # said above
            if late is None:
                late = {UUID(text) for text in waiting(DEFINED)}
            said = _difference(iri, row, late=late)
            if said and said not in found:
                found.append(said)
    return found


def rebuild() -> int:
    for row in _rows():
        if _is_wrong(row):
            _mend(row.key)
    for page in _pages():
        if _behind(page):
            _again(page)
    return Definition.objects.count()


def _rows() -> Iterator[Definition]:
    after: int | None = None
    while True:
        rows = Definition.objects.order_by("key")
        page = list((rows if after is None else rows.filter(key__gt=after))[:PAGE])
        if not page:
            return
        yield from page
        after = page[-1].key


def _pages() -> Iterator[list[tuple[int, str]]]:
    """(seq, body) of what clients with the right to define have sent, client by client."""
    for authority in sorted(_trusted()):
        after = -1
        while True:
            rows = Statement.objects.filter(authority=authority, seq__gt=after).order_by("seq")
            page = list(rows.values_list("seq", "body")[:PAGE])
            if not page:
                break
            yield page
            after = page[-1][0]


def _trusted() -> set[int]:
    return {row.authority_id for row in Credential.objects.all() if may_define(row)}


def _again(page: list[tuple[int, str]]) -> None:
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                # Some may have been taken out since.
                seqs = [seq for seq, _ in page]
                fold_in(Statement.objects.filter(seq__in=seqs).values_list("seq", "body"))
            return
        except IntegrityError:  # a drain made the same row at this moment
            if attempt == TRIES - 1:
                raise


def _behind(page: list[tuple[int, str]]) -> list[str]:
    """The activities of which these statements say something newer than what is written, or anything where
    nothing is.
    """
    found = defined_in(page)
    known = {row.key: json.loads(row.parts) for row in Definition.objects.filter(key__in=found)}
    return [
        iri
        for key, (iri, _, parts) in found.items()
        if key not in known or not _holds(merged(known[key], parts), known[key])
    ]


def _holds(one: Parts, other: Parts) -> bool:
    """Are the values the same? Each seq may lag."""
    return one.keys() == other.keys() and all(one[place][1] == other[place][1] for place in one)


def _is_wrong(row: Definition) -> bool:
    """Does it hold what no statement of a client with the right to define says?"""
    if row.key != key_of(ACTIVITY, row.iri):
        return True
    parts = json.loads(row.parts)
    if row.seq < max((seq for seq, _ in parts.values()), default=0):
        return True
    return bool(parts) and len(_borne_out(row.iri, parts)) < len(parts)


def _borne_out(iri: str, parts: Parts) -> Parts:
    """Of these, what its statement says, and what nothing here speaks against."""
    seqs = {seq for seq, _ in parts.values()}
    rows = {
        seq: (who, body)
        for seq, who, body in Statement.objects.filter(seq__in=seqs).values_list("seq", "authority", "body")
    }
    clients = {
        row.authority_id: row
        for row in Credential.objects.filter(authority__in={who for who, _ in rows.values()} - {None})
    }
    said: dict[int, Parts] = {}
    for seq, (who, body) in rows.items():
        if who is None or (who in clients and not may_define(clients[who])):
            said[seq] = {}
        elif who in clients:
            said[seq] = _said_of(iri, seq, body)
    return {
        place: part
        for place, part in parts.items()
        if part[0] not in said or said[part[0]].get(place) == part
    }


def _said_of(iri: str, seq: int, body: str) -> Parts:
    found = defined_in([(seq, body)]).get(key_of(ACTIVITY, iri))
    return found[2] if found is not None and found[0] == iri else {}


def _due(iri: str, row: Definition | None, *, without: Collection[UUID] = ()) -> tuple[int, Parts] | None:
    """What a rebuild writes of an activity, with the newest seq; None where there should be no row."""
    kept: Parts = {}
    newest = -1
    if row is not None and row.iri == iri:
        kept = _borne_out(iri, json.loads(row.parts))
        newest = max((part[0] for part in kept.values()), default=-1)
    trusted = _trusted()
    after = -1
    key = key_of(ACTIVITY, iri)
    while True:
        seqs = list(
            Related.objects.filter(key=key, seq__gt=after)
            .order_by("seq")
            .values_list("seq", flat=True)[:PAGE]
        )
        if not seqs:
            break
        rows = Statement.objects.filter(seq__in=seqs, authority__in=trusted).exclude(uuid__in=without)
        found = defined_in(rows.values_list("seq", "body")).get(key)
        if found is not None and found[0] == iri:
            newest, kept = max(newest, found[1]), merged(kept, found[2])
        after = seqs[-1]
    return None if newest < 0 else (newest, kept)


def _difference(iri: str, row: Definition | None, *, late: Collection[UUID] = ()) -> str | None:
    """Looked at again, now that there is reason to."""
    row = Definition.objects.filter(key=row.key if row else key_of(ACTIVITY, iri)).first()
    due = _due(iri, row, without=late)
    if row is None:
        if due is None:
            return None
        return f"lrs_definition has no row for the activity {iri}, which the statement {_id(due[0])} defines."
    if row.key != key_of(ACTIVITY, row.iri):
        return f"lrs_definition has a row under the wrong key: the activity {row.iri}."
    is_wrong = _is_wrong(row)
    if due is None:
        said = f"lrs_definition has a row too many: nobody with the right to has defined {iri}."
        return said if is_wrong else None
    parts = json.loads(row.parts)
    places = due[1].keys() | parts.keys()
    differing = sorted(place for place in places if due[1].get(place, ())[1:] != parts.get(place, ())[1:])
    if not differing and not is_wrong:
        return None
    names = ", ".join(place.replace("\n", " ") for place in differing) or "the time of a part"
    return (
        f"lrs_definition says something else of the activity {iri} than the statement {_id(due[0])} and "
        f"those before it: {names}."
    )


def _id(seq: int) -> Any:
    return Statement.objects.filter(seq=seq).values_list("uuid", flat=True).first() or f"with seq {seq}"


def _mend(key: int) -> None:
    """At once from all that is said of the activity, so that nobody reads half a definition."""
    with transaction.atomic():
        row = Definition.objects.select_for_update().filter(key=key).first()
        if row is None or not _is_wrong(row):
            return
        if key != key_of(ACTIVITY, row.iri):
            row.delete()  # nobody finds it; its statements bring the right one
            return
        due = _due(row.iri, row)
        if due is None:
            row.delete()
            return
        row.seq, row.parts = due[0], written(due[1])
        row.save()
