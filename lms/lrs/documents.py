"""Documents of clients: state, activity profiles, agent profiles (communication 2.2 to 2.7)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q, QuerySet

from lms.lrs.formats import members
from lms.lrs.models import Document
from lms.lrs.store.foundation import key_of, secret_key
from lms.lrs.validation import Invalid, parse
from lms.lrs.validation.facts import ACTIVITY, AGENT

JSON = "application/json"
TRIES = 50  # where others make and delete the same document all the while, five were too few


class TooLong(Exception):
    """What two documents merge into is longer than a document may be."""


Precondition = Callable[[Document | None], None]  # raises where the request must not go on


@dataclass(frozen=True)
class Place:
    """Where documents are: a kind, and the activity, agent (canonical identifier) and registration of it.

    `within` is the one registration whose documents may be reached, beside those that have none.
    """

    kind: Document.Kind
    activity: str | None = None
    agent: str | None = None
    registration: UUID | None = None
    within: UUID | None = None

    def all(self) -> QuerySet[Document]:
        """Everything here; of all registrations where none is named."""
        found = Document.objects.filter(
            kind=self.kind,
            activity=key_of(ACTIVITY, self.activity) if self.activity else None,
            agent=key_of(AGENT, self.agent) if self.agent else None,
        )
        if self.within:
            found = found.filter(Q(registration=None) | Q(registration=self.within))
        return found.filter(registration=self.registration) if self.registration else found

    def key(self, name: str) -> str:
        """What makes one document here unique, in 64 letters."""
        said = json.dumps([self.kind, self.activity, self.agent, str(self.registration or ""), name])
        return hashlib.blake2b(
            said.encode(), digest_size=32, key=secret_key(), person=b"document"
        ).hexdigest()


def get(place: Place, name: str) -> Document | None:
    return Document.objects.filter(key=place.key(name)).first()


def names(place: Place, *, since: datetime | None) -> tuple[list[str], datetime | None]:
    """Ids of the documents here, changed after `since`, and when the newest was changed."""
    found = place.all()
    if since is not None:
        found = found.filter(updated_at__gt=since)
    rows = list(found.order_by("updated_at", "id").values_list("name", "updated_at"))
    return list(dict.fromkeys(name for name, _ in rows)), rows[-1][1] if rows else None


def put(
    place: Place,
    name: str,
    *,
    content: bytes,
    content_type: str,
    precondition: Precondition,
    by: int,
    at: datetime,
) -> None:
    """Make a document, or replace it. `by` is the authority's id."""
    _write(place, name, lambda _: (content, content_type), precondition, by, at)


def post(
    place: Place,
    name: str,
    *,
    content: bytes,
    content_type: str,
    precondition: Precondition,
    by: int,
    at: datetime,
) -> None:
    """Make a document, or merge into it: both must be JSON objects then. Raises Invalid or TooLong."""

    def merged(known: Document | None) -> tuple[bytes, str]:
        if known is None:
            return content, content_type
        made = merge(bytes(known.content), known.content_type, content, content_type)
        if len(made) > settings.LRS_MAX_BODY_BYTES:
            raise TooLong
        return made, known.content_type

    _write(place, name, merged, precondition, by, at)


def delete(place: Place, name: str, *, precondition: Precondition) -> None:
    with transaction.atomic():
        known = Document.objects.select_for_update().filter(key=place.key(name)).first()
        precondition(known)
        if known is not None:
            known.delete()


def delete_all(place: Place) -> None:
    place.all().delete()


def is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == JSON


def merge(old: bytes, old_type: str, new: bytes, new_type: str) -> bytes:
    """The members of both objects, the new one's in the place of the old one's (communication 2.2).

    Texts, not values: what nobody replaced stays as it was written.
    """
    for content_type, whose in ((new_type, "the document sent"), (old_type, "the document stored")):
        if not is_json(content_type):
            raise Invalid("Content-Type", f"must be {JSON} to merge: {whose} is not")
    texts: dict[str, str] = {}
    for content, whose in ((old, "the document stored"), (new, "the document sent")):
        if type(parse(content)) is not dict:
            raise Invalid("", f"{whose} must be a JSON object to merge")
        text = content.decode()
        texts |= {name: text[found.start : found.end] for name, found in members(text).items()}
    written = (f"{json.dumps(name, ensure_ascii=False)}:{text}" for name, text in texts.items())
    return ("{" + ",".join(written) + "}").encode()


Change = Callable[[Document | None], tuple[bytes, str]]


def _write(
    place: Place, name: str, change: Change, precondition: Precondition, by: int, at: datetime
) -> None:
    """Decide and write under the row's lock; where another makes the same document first, decide again."""
    key = place.key(name)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                known = Document.objects.select_for_update().filter(key=key).first()
                precondition(known)
                content, content_type = change(known)
                document = known or Document(
                    key=key,
                    kind=place.kind,
                    activity=key_of(ACTIVITY, place.activity) if place.activity else None,
                    agent=key_of(AGENT, place.agent) if place.agent else None,
                    registration=place.registration,
                    name=name,
                )
                # Also of one made before there were these columns.
                document.activity_iri, document.agent_identifier = place.activity or "", place.agent or ""
                document.content, document.content_type = content, content_type
                document.etag = hashlib.sha1(content, usedforsecurity=False).hexdigest()
                document.updated_at, document.updated_by = at, by
                document.save(force_insert=known is None)
                return
        except IntegrityError as error:
            if attempt == TRIES - 1:
                raise OperationalError("others make and delete this document all the while") from error
