"""Credentials: issued, checked, revoked. Basic authentication (communication 4.0) with a fast keyed hash.

A key has 128 random bits, so there is nothing that a slow hash would protect. Each process keeps what it has
checked for KEPT_SECONDS: a revoked credential is dead in all of them by then.
"""

import binascii
import json
import secrets
import time
from base64 import b64decode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from hmac import compare_digest
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from lms import audit
from lms.lrs.models import Credential, Scope
from lms.lrs.store.authorities import make_authority
from lms.lrs.store.foundation import secret_key
from lms.lrs.validation import agent_identifier, check_agent_or_group

KEPT_SECONDS = 3.0
REMEMBERED = 5_000
USED = timedelta(minutes=1)  # last_used_at is kept to the minute
FAILURES_A_MINUTE = 60  # wrong keys from one address, beyond which they are answered 429


@dataclass(frozen=True)
class Client:
    """Who is asking, and what for: a credential as it was when it was last looked at."""

    id: int
    uuid: UUID
    name: str
    authority: int
    scopes: frozenset[str]
    learner: str  # the identifier of the one agent that content may speak of, or ""
    registration: UUID | None

    def may(self, *scopes: str) -> bool:
        """Has it one of these scopes, or the one that is above all?"""
        return Scope.ALL in self.scopes or not self.scopes.isdisjoint(scopes)


class TooManyFailures(Exception):
    """So many wrong keys came from this address that they are not counted one by one any more."""


@dataclass(frozen=True)
class Issued:
    """A new credential. The key is shown once and kept nowhere."""

    credential: Credential
    secret: str


def issue(
    *,
    name: str,
    scopes: Collection[str],
    learner: dict[str, Any] | None = None,
    registration: UUID | None = None,
    expires_at: datetime | None = None,
    by: UUID | None,
    at: datetime,
) -> Issued:
    """Make a credential. With a `learner` (an agent) it is for content: it may speak of that agent only, and
    with a `registration` within that one only.

    Raises ValueError for an unknown scope, and Invalid for a learner that is no agent.
    """
    unknown = set(scopes) - set(Scope.values)
    if unknown or not scopes:
        raise ValueError(f"No such scope: {', '.join(sorted(unknown)) or 'none given'}.")
    if learner is not None:
        check_agent_or_group(learner)
    secret = secrets.token_urlsafe(16)
    uuid = uuid4()
    with transaction.atomic():
        credential = Credential.objects.create(
            uuid=uuid,
            name=name,
            username=secrets.token_hex(8),
            secret_hash=_hashed(secret),
            scopes=[scope for scope in Scope.values if scope in scopes],
            authority=make_authority(account_name=str(uuid), name=name),
            learner=json.dumps(learner) if learner else "",
            registration=registration,
            created_at=at,
            created_by=by,
            expires_at=expires_at,
        )
        audit.record(
            by=by,
            action="lrs.credential_issued",
            subject=str(uuid),
            details={"scopes": credential.scopes},
            at=at,
        )
    return Issued(credential, secret)


def revoke(credential: Credential, *, by: UUID | None, at: datetime) -> None:
    """No process takes it any more within KEPT_SECONDS. What it has sent stays."""
    with transaction.atomic():
        if Credential.objects.filter(pk=credential.pk, revoked_at=None).update(revoked_at=at):
            audit.record(
                by=by, action="lrs.credential_revoked", subject=str(credential.uuid), details={}, at=at
            )
    credential.revoked_at = at


_checked: dict[str, tuple[float, Client]] = {}
_failures: dict[str, tuple[int, int]] = {}  # address: (minute, wrong keys in it)
_spoken: dict[int, str] = {}


def client_of(header: str, *, address: str, at: datetime) -> Client | None:
    """Whose the Authorization header is; None where it is nobody's. Raises TooManyFailures."""
    known = _checked.get(header)
    now = time.monotonic()
    if known is not None and now - known[0] < KEPT_SECONDS:
        return known[1]
    client = _looked_up(header, at)
    if client is None:
        _checked.pop(header, None)
        _count_failure(address, now)
        return None
    if len(_checked) > REMEMBERED:
        _checked.clear()
    _checked[header] = now, client
    return client


def version_spoken(client: Client | None) -> str | None:
    """The version of xAPI that a client spoke last in this process: for the answer to a request without
    one.
    """
    return _spoken.get(client.id) if client else None


def note_version(client: Client, version: str) -> None:
    if _spoken.get(client.id) != version:
        if len(_spoken) > REMEMBERED:
            _spoken.clear()
        _spoken[client.id] = version


def _looked_up(header: str, at: datetime) -> Client | None:
    username, secret = _basic(header)
    row = Credential.objects.filter(username=username).first() if username else None
    if row is None or not compare_digest(row.secret_hash, _hashed(secret)):
        return None
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= at):
        return None
    if row.last_used_at is None or at - row.last_used_at >= USED:
        Credential.objects.filter(pk=row.pk).update(last_used_at=at)
    return Client(
        id=row.pk,
        uuid=row.uuid,
        name=row.name,
        authority=row.authority_id,
        scopes=frozenset(row.scopes),
        learner=agent_identifier(json.loads(row.learner)) if row.learner else "",
        registration=row.registration,
    )


def _basic(header: str) -> tuple[str, str]:
    """User name and key of a Basic header; empty where it is none."""
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic" or len(value) > 500:
        return "", ""
    try:
        username, _, secret = b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return ("", "") if "\0" in username else (username, secret)


def _hashed(secret: str) -> str:
    return blake2b(secret.encode(), digest_size=32, key=secret_key(), person=b"credential").hexdigest()


def _count_failure(address: str, now: float) -> None:
    minute = int(now // 60)
    begun, count = _failures.get(address, (minute, 0))
    count = count + 1 if begun == minute else 1
    if len(_failures) > REMEMBERED:
        _failures.clear()
    _failures[address] = minute, count
    if count > FAILURES_A_MINUTE:
        raise TooManyFailures
