"""The store as lines, in one order: raw data, statements by seq, definitions by IRI, documents as made.

Pages along an index, so memory holds one page; and a place (`Place`), from which another run goes on.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Collate

from lms.lrs.formats import members
from lms.lrs.models import Attached, Attachment, Definition, Document, Statement
from lms.lrs.portable import lines
from lms.lrs.portable.lines import Counts
from lms.lrs.store.authorities import authority_text

PAGE = 250  # statements; each may be a megabyte
KINDS = ("attachments", "statements", "definitions", "documents", "end")


@dataclass
class Place:
    """How far an export has come: in which kind, and after which row of it."""

    since: int  # statements after this seq
    before: int  # and before this one
    kind: str = KINDS[0]
    after: Any = None
    counts: Counts = field(default_factory=Counts)

    def written(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, written: dict[str, Any]) -> "Place":
        return cls(**{**written, "counts": Counts(**written["counts"])})


def portions(place: Place) -> Iterator[bytes]:
    """What is still to be written from `place` on, in portions of whole lines. `place` moves on with each:
    it is where to go on once that portion is safe.
    """
    is_new = place.kind == KINDS[0] and place.after is None
    head = lines.HEAD if is_new else b""
    for kind in KINDS[KINDS.index(place.kind) : -1]:
        if kind != place.kind:
            place.kind, place.after = kind, None
        for made in _GIVEN[kind](place):
            setattr(place.counts, kind, getattr(place.counts, kind) + len(made))
            yield head + b"".join(made)
            head = b""
    if place.kind != KINDS[-1]:
        place.kind = KINDS[-1]
        yield head + lines.end(place.counts)


def _attachments(place: Place) -> Iterator[list[bytes]]:
    """Raw data that came with these statements, by its hash, one by one."""
    some = Statement.objects.filter(uuid=OuterRef("statement"), seq__gt=place.since, seq__lt=place.before)
    held = Attached.objects.filter(Exists(some), sha2=OuterRef("sha2"))
    while True:
        found = Attachment.objects.filter(Exists(held), sha2__gt=place.after or "").order_by("sha2")
        row = found.values_list("sha2", "content").first()
        if row is None:
            return
        place.after = row[0]
        yield [lines.attachment(row[0], bytes(row[1]))]


def _statements(place: Place) -> Iterator[list[bytes]]:
    if place.after is None:
        place.after = place.since
    columns = ("seq", "uuid", "stored", "happened", "body", "authority", "version")
    while True:
        page = Statement.objects.filter(seq__gt=place.after, seq__lt=place.before).order_by("seq")
        rows = list(page.values_list(*columns)[:PAGE])
        if not rows:
            return
        attached: dict[Any, list[str]] = {}
        ties = Attached.objects.filter(statement__in=[row[1] for row in rows])
        for uuid, sha2 in ties.values_list("statement", "sha2"):
            attached.setdefault(uuid, []).append(sha2)
        place.after = rows[-1][0]
        yield [
            lines.statement(
                seq=seq,
                id=uuid,
                stored=stored,
                timestamp=None if _brings(body, "timestamp") else happened,
                authority=authority_text(authority),
                version=version,
                attachments=sorted(attached.get(uuid, [])),
                body=body,
            )
            for seq, uuid, stored, happened, body, authority, version in rows
        ]


def _brings(body: str, name: str) -> bool:
    """Of most texts a glance tells that they do not; the others are looked at."""
    return (f'"{name}"' in body or "\\u" in body) and name in members(body)


def _definitions(place: Place) -> Iterator[list[bytes]]:
    """In the order of bytes, on both databases."""
    collation = "C" if connection.vendor == "postgresql" else "BINARY"
    ordered = Definition.objects.annotate(place=Collate(F("iri"), collation)).order_by("place")
    while True:
        page = ordered if place.after is None else ordered.filter(place__gt=place.after)
        rows = list(page.values_list("iri", "seq", "parts")[:PAGE])
        if not rows:
            return
        place.after = rows[-1][0]
        yield [lines.definition(iri=iri, seq=seq, parts=parts) for iri, seq, parts in rows]


def _documents(place: Place) -> Iterator[list[bytes]]:
    """In the order in which they were made. Those from before their identifiers were kept are left out
    (`left_out`)."""
    while True:
        row = Document.objects.exclude(**_NAMELESS).filter(id__gt=place.after or 0).order_by("id").first()
        if row is None:
            return
        place.after = row.pk
        yield [
            lines.document(
                kind=row.kind,
                activity=row.activity_iri,
                agent=row.agent_identifier,
                registration=row.registration,
                name=row.name,
                content_type=row.content_type,
                updated=row.updated_at,
                authority=authority_text(row.updated_by),
                content=bytes(row.content),
            )
        ]


_NAMELESS: dict[str, Any] = {"activity_iri": "", "agent_identifier": ""}
_GIVEN = {
    "attachments": _attachments,
    "statements": _statements,
    "definitions": _definitions,
    "documents": _documents,
}


def left_out() -> int:
    """Documents that cannot be carried, since nothing says any more whose they are."""
    return Document.objects.filter(**_NAMELESS).count()
