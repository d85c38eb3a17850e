"""Statements that come in: a body to parts, parts to statements, statements to the store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from lms import audit
from lms.lrs.auth import Client
from lms.lrs.http.asked import VERSIONS, Asked
from lms.lrs.http.multipart import Part, attachments_of, parts_of
from lms.lrs.http.refusals import Refused
from lms.lrs.permissions import check_statements
from lms.lrs.signatures import check_signature, is_signature
from lms.lrs.store.definitions import may_define
from lms.lrs.store.receiving import Arrived, receive
from lms.lrs.store.writing import Sender, keep
from lms.lrs.validation import Invalid, split


def take(asked: Asked, client: Client, at: datetime, *, statement_id: UUID | None = None) -> list[UUID]:
    """Store what the request holds, in one transaction. Raises Refused, Invalid or StatementConflict.

    With `statement_id` (of a PUT) it must be one statement, which gets this id.
    """
    text, parts = _body(asked)
    texts = split(text)
    if statement_id is not None and text.lstrip(b" \t\r\n")[:1] == b"[":
        raise Invalid("", "must be one statement")
    if len(texts) > settings.LRS_MAX_STATEMENTS:
        raise Refused(413, f"must not hold more than {settings.LRS_MAX_STATEMENTS} statements", "body")
    arrived = receive(texts, version=asked.version)
    if statement_id is not None:
        arrived = [_with_id(arrived[0], statement_id)]
    voiding = check_statements(client, arrived)
    _check_attachments(arrived, parts, asked.version)
    sender = Sender(
        authority=client.authority,
        version=2 if asked.version == VERSIONS[1] else None,
        may_define=may_define(client),
        contents={sha2: part.content for sha2, part in parts.items()},
    )
    with transaction.atomic(durable=True):
        ids = keep(arrived, sender=sender, at=at)
        for one in voiding:
            audit.record(
                by=None,
                action="lrs.statement_voided",
                subject=str(one.facts.voids),
                details={"credential": str(client.uuid), "by": str(one.id)},
                at=at,
            )
    return ids


def _body(asked: Asked) -> tuple[bytes, dict[str, Part]]:
    """The text of the statements, and the attachments beside it."""
    if asked.content_type == "application/json":
        return asked.body, {}
    if asked.content_type != "multipart/mixed":
        raise Refused(400, "must be application/json or multipart/mixed", "Content-Type")
    parts = parts_of(asked.body, asked.headers["content-type"])
    if parts[0].content_type != "application/json":
        raise Refused(400, "must be application/json", "part[0].Content-Type")
    if len(parts[0].content) > settings.LRS_MAX_BODY_BYTES:
        raise Refused(413, f"must not be longer than {settings.LRS_MAX_BODY_BYTES} bytes", "part[0]")
    return parts[0].content, attachments_of(parts)


def _with_id(one: Arrived, statement_id: UUID) -> Arrived:
    if one.facts.id not in (None, statement_id):
        raise Invalid("id", "must be the statementId of the request")
    return replace(one, id=statement_id)


def _check_attachments(arrived: Sequence[Arrived], parts: dict[str, Part], version: str) -> None:
    """Each attachment brings its data or says where it is; no data comes that no statement speaks of."""
    spoken_of: set[str] = set()
    for one in arrived:
        path = f"[{one.place}].attachments" if len(arrived) > 1 else "attachments"
        for attachment in one.attachments():
            sha2 = attachment["sha2"].lower()
            spoken_of.add(sha2)
            part = parts.get(sha2)
            if part is None and "fileUrl" not in attachment:
                raise Invalid(path, f"no part has the SHA-2 {sha2[:16]}…, and there is no fileUrl")
            said = part.headers.get("content-length") if part else None
            if said is not None and said != str(attachment["length"]):
                raise Invalid(path, "length must be the Content-Length of the part with this SHA-2")
            if is_signature(attachment):
                if part is None:
                    raise Invalid(path, "a signature must be sent with its statement")
                try:
                    check_signature(one.parsed, attachment, part.content, version)
                except Invalid as invalid:
                    raise invalid.inside(path) from None
    if set(parts) - spoken_of:
        raise Refused(400, "is a part that no statement speaks of", "body")
