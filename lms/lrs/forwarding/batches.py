"""From the store to a batch: the next statements by seq that a filter wants, as texts to send."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from lms.lrs import formats
from lms.lrs.forwarding.wanted import Filter
from lms.lrs.http.answers import written
from lms.lrs.models import Forwarder, Statement
from lms.lrs.store.attachments import attached_by, sizes_of
from lms.lrs.store.authorities import authority_text
from lms.lrs.store.finding import Found
from lms.lrs.vocabulary import VOIDED

ROWS_A_LOOK = 200  # rows that are read and filtered at once
LARGEST = 512 * 1024  # bytes of statements in one request, if more than one
LARGEST_ATTACHED = 16 * 2**20  # bytes of attachments beside them, if more than one statement
_COLUMNS = ("seq", "uuid", "stored", "happened", "body", "authority", "version")


@dataclass(frozen=True)
class Batch:
    """What one request holds. `until` is the seq up to which all is dealt with once it is taken."""

    until: int
    rows: tuple[Found, ...] = ()
    texts: tuple[str, ...] = ()
    attachments: dict[str, str] = field(default_factory=dict)  # SHA-2 to content type

    def __len__(self) -> int:
        return len(self.rows)


def filter_of(forwarder: Forwarder) -> Filter:
    return Filter(tuple(forwarder.verbs), tuple(forwarder.activities), tuple(forwarder.actors))


def next_batch(forwarder: Forwarder, *, after: int, before: int, limit: int) -> Batch | None:
    """The next statements to send, oldest first; None where there is nothing between `after` and `before`.

    One without rows means: read on from its `until`, nothing there is wanted.
    """
    rows = [
        Found(*row)
        for row in Statement.objects.filter(seq__gt=after, seq__lt=before)
        .order_by("seq")
        .values_list(*_COLUMNS)[:ROWS_A_LOOK]
    ]
    if not rows:
        return None
    wanted = wanted_of(rows, filter_of(forwarder))
    if not wanted:
        return Batch(rows[-1].seq)
    chosen = _that_fit(wanted, limit)
    until = chosen[-1].seq if len(chosen) < len(wanted) else rows[-1].seq
    return batch_of(chosen, until=until)


def batch_of(rows: Collection[Found], *, until: int) -> Batch:
    parsed = [json.loads(row.body) for row in rows]
    brought = attached_by([row.id for row in rows])
    kinds = {
        attachment["sha2"].lower(): attachment["contentType"]
        for statement in parsed
        for attachment in _attachments(statement)
    }
    attachments = {sha2: kinds[sha2] for row in rows for sha2 in brought.get(row.id, ()) if sha2 in kinds}
    return Batch(until, tuple(rows), tuple(_text(row) for row in rows), attachments)


def wanted_of(rows: Iterable[Found], filter: Filter) -> list[Found]:
    """A voiding statement follows what it voids: it is wanted where that is, or where that is not known."""
    rows = list(rows)
    if filter.wants_all:
        return rows
    parsed = {row.seq: json.loads(row.body) for row in rows}
    voided = {row.seq: UUID(parsed[row.seq]["object"]["id"]) for row in rows if _is_voiding(parsed[row.seq])}
    targets = (
        {
            uuid: json.loads(body)
            for uuid, body in Statement.objects.filter(uuid__in=set(voided.values())).values_list(
                "uuid", "body"
            )
        }
        if voided
        else {}
    )
    return [
        row
        for row in rows
        if (
            (voided[row.seq] not in targets or filter.wants(targets[voided[row.seq]]))
            if row.seq in voided
            else filter.wants(parsed[row.seq])
        )
    ]


def subject_of(statement: dict[str, Any]) -> dict[str, Any] | None:
    """What a filter is asked about: the statement, or what it voids; None where that is not stored."""
    if not _is_voiding(statement):
        return statement
    body = Statement.objects.filter(uuid=statement["object"]["id"]).values_list("body", flat=True).first()
    return json.loads(body) if body else None


def _is_voiding(statement: dict[str, Any]) -> bool:
    return statement["verb"]["id"] == VOIDED and statement["object"].get("objectType") == "StatementRef"


def _that_fit(rows: list[Found], limit: int) -> list[Found]:
    """The first ones, as many as one request may hold; at least one."""
    rows = rows[:limit]
    brought = attached_by([row.id for row in rows])
    sizes = sizes_of({sha2 for found in brought.values() for sha2 in found})
    size, attached = 0, 0
    for place, row in enumerate(rows):
        size += len(row.body.encode()) + 500
        attached += sum(sizes[sha2] for sha2 in brought.get(row.id, ()))
        if place and (size > LARGEST or attached > LARGEST_ATTACHED):
            return rows[:place]
    return rows


def _text(row: Found) -> str:
    """As received, with what makes it the same statement there: id, timestamp, and who vouches for it."""
    return formats.exact(
        row.body,
        always={"authority": authority_text(row.authority)},
        if_missing={"id": f'"{row.id}"', "timestamp": f'"{written(row.happened)}"'},
    )


def _attachments(statement: dict[str, Any]) -> list[dict[str, Any]]:
    target = statement["object"]
    inner = target.get("attachments", []) if target.get("objectType") == "SubStatement" else []
    return [*statement.get("attachments", []), *inner]
