"""One line each: a head, raw data, statements, definitions, documents, an end that counts them. Pure.

    {"waymark":"record store","format":1}
    {"attachment":"495395e7…","content":"…base64"}
    {"seq":1834…,"id":"…","stored":"…Z","authority":{…},"statement":{… as it was received …}}
    {"definition":"https://…","seq":1834…,"parts":{…}}
    {"document":"state","activity":"https://…","agent":"account:…","name":"…","content":"…base64", …}
    {"end":true,"attachments":1,"statements":1,"definitions":1,"documents":1}

The text of a statement stands there byte by byte. Only one that has line breaks of its own, or space
around it, stands in a JSON string instead ("text"). Nothing in a file says when or where it was written, so
that the same content makes the same bytes.
"""

import binascii
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

FORMAT = 1
HEAD = b'{"waymark":"record store","format":1}\n'
MAX_LINE = 1 << 26  # bytes; an attachment of 10 MB is 14 MB of base64


class Broken(Exception):
    """A line that cannot be taken in: why, and its number where that is not plain."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


class StatementLine(msgspec.Struct, forbid_unknown_fields=True):
    seq: int
    id: UUID
    stored: datetime
    authority: msgspec.Raw
    timestamp: datetime | None = None  # where the statement brought none
    version: str | None = None  # 2.0.0; without it, 1.0.3
    attachments: list[str] = []
    statement: msgspec.Raw = msgspec.Raw()  # empty where it stands under text
    text: str | None = None

    @property
    def body(self) -> str:
        return self.text if self.text is not None else _text(self.statement)


class AttachmentLine(msgspec.Struct, forbid_unknown_fields=True):
    attachment: str
    content: str


class DefinitionLine(msgspec.Struct, forbid_unknown_fields=True):
    definition: str
    seq: int
    parts: msgspec.Raw

    @property
    def body(self) -> str:
        return _text(self.parts)


class DocumentLine(msgspec.Struct, forbid_unknown_fields=True, rename={"content_type": "contentType"}):
    document: str
    name: str
    content_type: str
    updated: datetime
    authority: msgspec.Raw
    content: str
    activity: str = ""
    agent: str = ""
    registration: UUID | None = None


class EndLine(msgspec.Struct, forbid_unknown_fields=True):
    end: bool
    attachments: int
    statements: int
    definitions: int
    documents: int


Line = StatementLine | AttachmentLine | DefinitionLine | DocumentLine | EndLine

# Which kind a line is, by its first name: bytes that a file of ours always begins a line with.
_KINDS: list[tuple[bytes, Any]] = [
    (b'{"seq":', msgspec.json.Decoder(StatementLine)),
    (b'{"attachment":', msgspec.json.Decoder(AttachmentLine)),
    (b'{"definition":', msgspec.json.Decoder(DefinitionLine)),
    (b'{"document":', msgspec.json.Decoder(DocumentLine)),
    (b'{"end":', msgspec.json.Decoder(EndLine)),
]


@dataclass
class Counts:
    """How many lines of each kind, as the end of a file says."""

    attachments: int = 0
    statements: int = 0
    definitions: int = 0
    documents: int = 0

    def add(self, line: Line) -> None:
        name = _COUNTED.get(type(line))
        if name is not None:
            setattr(self, name, getattr(self, name) + 1)


_COUNTED: dict[type, str] = {
    AttachmentLine: "attachments",
    StatementLine: "statements",
    DefinitionLine: "definitions",
    DocumentLine: "documents",
}


def read(line: bytes) -> Line:
    """Raises Broken."""
    for beginning, decoder in _KINDS:
        if line.startswith(beginning):
            try:
                made: Line = decoder.decode(line)
            except (msgspec.MsgspecError, UnicodeError) as error:
                raise Broken(str(error)) from None
            if isinstance(made, StatementLine):
                _check(made)
            return made
    raise Broken("this is no line of a record store's export")


def _check(line: StatementLine) -> None:
    if bool(bytes(line.statement)) == (line.text is not None):
        raise Broken("a statement stands under either statement or text")
    if line.stored.tzinfo is None or moment(line.stored) != line.seq >> 10:
        raise Broken("seq is not of the moment in stored")
    if line.version not in (None, "2.0.0"):
        raise Broken("version is 2.0.0 or left out")


def moment(instant: datetime) -> int:
    """Microseconds since 1970, exactly."""
    since = instant.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def content_of(text: str) -> bytes:
    """Raises Broken."""
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Broken("content is not base64") from None


def statement(
    *,
    seq: int,
    id: UUID,
    stored: datetime,
    timestamp: datetime | None,
    authority: str,
    version: int | None,
    attachments: list[str],
    body: str,
) -> bytes:
    parts = [f'{{"seq":{seq},"id":"{id}","stored":"{_written(stored)}"']
    if timestamp is not None:
        parts.append(f'"timestamp":"{_written(timestamp)}"')
    parts.append(f'"authority":{authority}')
    if version == 2:
        parts.append('"version":"2.0.0"')
    if attachments:
        parts.append(f'"attachments":{json.dumps(attachments, separators=(",", ":"))}')
    is_plain = body[:1] == "{" and body[-1:] == "}" and "\n" not in body and "\r" not in body
    parts.append(f'"statement":{body}}}\n' if is_plain else f'"text":{_quoted(body)}}}\n')
    return ",".join(parts).encode()


def attachment(sha2: str, content: bytes) -> bytes:
    return f'{{"attachment":"{sha2}","content":"{b64encode(content).decode()}"}}\n'.encode()


def definition(*, iri: str, seq: int, parts: str) -> bytes:
    return f'{{"definition":{_quoted(iri)},"seq":{seq},"parts":{parts}}}\n'.encode()


def document(
    *,
    kind: str,
    activity: str,
    agent: str,
    registration: UUID | None,
    name: str,
    content_type: str,
    updated: datetime,
    authority: str,
    content: bytes,
) -> bytes:
    parts = [f'{{"document":"{kind}"']
    parts += [f'"{key}":{_quoted(text)}' for key, text in (("activity", activity), ("agent", agent)) if text]
    if registration is not None:
        parts.append(f'"registration":"{registration}"')
    parts.append(f'"name":{_quoted(name)},"contentType":{_quoted(content_type)}')
    parts.append(f'"updated":"{_written(updated)}","authority":{authority}')
    parts.append(f'"content":"{b64encode(content).decode()}"}}\n')
    return ",".join(parts).encode()


def end(counts: Counts) -> bytes:
    return (
        f'{{"end":true,"attachments":{counts.attachments},"statements":{counts.statements},'
        f'"definitions":{counts.definitions},"documents":{counts.documents}}}\n'
    ).encode()


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _text(raw: msgspec.Raw) -> str:
    return bytes(raw).decode()
