"""Lines into the store, a batch at a time: all of a batch or nothing, and each line once."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction

from lms.lrs.documents import Place
from lms.lrs.models import Attachment, Definition, Document
from lms.lrs.portable import lines
from lms.lrs.portable.checking import check_document, parts_of
from lms.lrs.portable.lines import (
    AttachmentLine,
    Broken,
    Counts,
    DefinitionLine,
    DocumentLine,
    EndLine,
    StatementLine,
)
from lms.lrs.store.authorities import authority_id
from lms.lrs.store.definitions import merged
from lms.lrs.store.foundation import key_of
from lms.lrs.store.receiving import receive
from lms.lrs.store.restoring import Restored, known, restore
from lms.lrs.store.writing import StatementConflict
from lms.lrs.validation import Invalid, parse
from lms.lrs.validation.facts import ACTIVITY, AGENT

BATCH = 250  # lines
BATCH_BYTES = 1 << 22
_DIGESTS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


@dataclass
class Progress:
    """Up to which line all is in; what was read, and how much of it was new."""

    line: int = 1
    read: Counts = field(default_factory=Counts)
    new: int = 0
    is_whole: bool = False  # the file had its end


def take(
    numbered: Iterator[tuple[int, bytes]],
    *,
    progress: Progress,
    at: datetime,
    report: Callable[[Progress], None],
) -> None:
    """Take in the lines of a file, each batch in a transaction of its own. Twice is once: what is there
    already is passed over. Raises Broken, with the number of the line; what stands in lines up to
    `progress.line` is in by then, and nothing after it.
    """
    for batch in _batches(numbered):
        if progress.is_whole:
            raise Broken("it stands after the end", batch[0][0])
        read: list[tuple[int, lines.Line]] = []
        for number, text in batch:
            try:
                read.append((number, lines.read(text)))
            except Broken as broken:
                raise Broken(broken.reason, number) from None
        with transaction.atomic():
            new = 0
            for kind, group in groupby(read, key=lambda one: type(one[1])):
                some: list[Any] = list(group)
                new += _end(some, progress, read) if kind is EndLine else _TAKEN[kind](some, at)
        progress.new += new
        progress.line = batch[-1][0]
        for _, line in read:
            progress.read.add(line)
        report(progress)


def _batches(numbered: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    batch: list[tuple[int, bytes]] = []
    size = 0
    for number, text in numbered:
        if batch and (len(batch) >= BATCH or size + len(text) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((number, text))
        size += len(text)
    if batch:
        yield batch


def _statements(rows: list[tuple[int, StatementLine]], at: datetime) -> int:
    numbers: dict[UUID, int] = {}
    for number, line in rows:
        if line.id in numbers:
            raise Broken(f"the id {line.id} stands in line {numbers[line.id]} too", number)
        numbers[line.id] = number
    try:
        there = known({line.id: line.body for _, line in rows})
        fresh = [(number, line) for number, line in rows if line.id not in there]
        for number, line in fresh:
            if line.stored > at:  # whoever reads on from a place would never come to what follows it
                raise Broken("stored has not come yet", number)
        _check_attached(fresh)
        authorities: dict[bytes, int | None] = {}
        restored = [_restored(number, line, place, authorities) for place, (number, line) in enumerate(fresh)]
        return restore(restored, at=at)
    except StatementConflict as conflict:
        reason = f"the statement {conflict.statement_id} is stored already and says something else"
        raise Broken(reason, numbers[conflict.statement_id]) from None


def _check_attached(rows: list[tuple[int, StatementLine]]) -> None:
    named = {sha2 for _, line in rows for sha2 in line.attachments}
    missing = named - set(Attachment.objects.filter(sha2__in=named).values_list("sha2", flat=True))
    for number, line in rows:
        for sha2 in line.attachments:
            if sha2 in missing:
                raise Broken(f"its attachment {sha2[:16]}… stands in no line before", number)


def _restored(number: int, line: StatementLine, place: int, authorities: dict[bytes, int | None]) -> Restored:
    try:
        [arrived] = receive([line.body], version=line.version or "1.0.3")
        said = bytes(line.authority)
        if said not in authorities:
            authorities[said] = authority_id(said.decode())
    except Invalid as invalid:
        raise Broken(str(invalid), number) from None
    if arrived.facts.id not in (None, line.id):
        raise Broken("the statement has another id than its line", number)
    if arrived.facts.happened is None and line.timestamp is None:
        raise Broken("the statement has no timestamp, and neither has its line", number)
    return Restored(
        arrived=replace(arrived, id=line.id, place=place),
        seq=line.seq,
        stored=line.stored,
        happened=line.timestamp,
        authority=authorities[said],
        version=2 if line.version else None,
        attachments=line.attachments,
    )


def _attachments(rows: list[tuple[int, AttachmentLine]], at: datetime) -> int:
    made = []
    for number, line in rows:
        sha2 = line.attachment
        try:
            content = lines.content_of(line.content)
        except Broken as broken:
            raise Broken(broken.reason, number) from None
        if len(sha2) not in _DIGESTS or hashlib.new(_DIGESTS[len(sha2)], content).hexdigest() != sha2:
            raise Broken("the content has another SHA-2", number)
        made.append(Attachment(sha2=sha2, content=content))
    hashes = [row.sha2 for row in made]
    there = set(Attachment.objects.filter(sha2__in=hashes).values_list("sha2", flat=True))
    Attachment.objects.bulk_create(made, ignore_conflicts=True, batch_size=20)
    return len(set(hashes) - there)


def _definitions(rows: list[tuple[int, DefinitionLine]], at: datetime) -> int:
    new = 0
    for number, line in rows:
        try:
            parts = parts_of(line)
        except (Invalid, Broken) as error:
            raise Broken(str(error), number) from None
        key = key_of(ACTIVITY, line.definition)
        row, is_new = Definition.objects.select_for_update().get_or_create(
            key=key, defaults={"iri": line.definition, "parts": line.body, "seq": line.seq}
        )
        new += is_new
        both = merged(parse(row.parts), parts)
        if both != parse(row.parts):
            row.parts, row.seq = lines.compact(both), max(row.seq, line.seq)
            row.save()
    return new


def _documents(rows: list[tuple[int, DocumentLine]], at: datetime) -> int:
    """Of two with one place the newer stays."""
    new = 0
    for number, line in rows:
        try:
            check_document(line)
            by = authority_id(bytes(line.authority).decode())
            content = lines.content_of(line.content)
        except (Invalid, Broken) as error:
            raise Broken(str(error), number) from None
        if by is None:
            raise Broken("this is no document of a client", number)
        place = Place(
            kind=Document.Kind(line.document),
            activity=line.activity or None,
            agent=line.agent or None,
            registration=line.registration,
        )
        row, is_new = Document.objects.select_for_update().get_or_create(
            key=place.key(line.name), defaults={"name": line.name, **_columns(line, content, by)}
        )
        new += is_new
        if row.updated_at < line.updated:
            for name, value in _columns(line, content, by).items():
                setattr(row, name, value)
            row.save()
    return new


def _columns(line: DocumentLine, content: bytes, by: int) -> dict[str, Any]:
    return {
        "kind": line.document,
        "activity": key_of(ACTIVITY, line.activity) if line.activity else None,
        "agent": key_of(AGENT, line.agent) if line.agent else None,
        "activity_iri": line.activity,
        "agent_identifier": line.agent,
        "registration": line.registration,
        "content_type": line.content_type,
        "content": content,
        "etag": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "updated_at": line.updated,
        "updated_by": by,
    }


def _end(rows: list[tuple[int, Any]], progress: Progress, batch: list[tuple[int, lines.Line]]) -> int:
    """It counts what stands before it."""
    number, line = rows[0]
    counted = replace(progress.read)
    for _, other in batch:
        counted.add(other)
    said = Counts(line.attachments, line.statements, line.definitions, line.documents)
    if counted != said or len(rows) > 1 or batch[-1][0] != number:
        raise Broken("the end counts other lines than the file has", number)
    progress.is_whole = True
    return 0


_TAKEN: dict[Any, Callable[[Any, datetime], int]] = {
    StatementLine: _statements,
    AttachmentLine: _attachments,
    DefinitionLine: _definitions,
    DocumentLine: _documents,
}
