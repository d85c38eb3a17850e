"""What people do with forwarding. Each leaves an audit row, without names or addresses of people in it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
from django.db import transaction

from lms import audit, outbox
from lms.lrs.forwarding.addresses import check_endpoint
from lms.lrs.forwarding.sealing import seal
from lms.lrs.models import DeadLetter, Forwarder
from lms.lrs.store.finding import seq_at


@dataclass(frozen=True)
class Settings:
    """What may be changed of a forwarder at any time."""

    name: str
    endpoint: str
    username: str
    version: str
    verbs: Sequence[str] = field(default_factory=list)
    activities: Sequence[str] = field(default_factory=list)
    actors: Sequence[str] = field(default_factory=list)


class KeyNeeded(Exception):
    """Another server is named, and the key that is kept was given for the one before."""


def create(
    *, settings: Settings, secret: str, starts_from: datetime | None, by: UUID | None, at: datetime
) -> Forwarder:
    """Set up a forwarder. It begins with what was stored from `starts_from` on; without one, with the first
    statement there is. Raises NotAllowed for an address that may not be sent to.
    """
    check_endpoint(settings.endpoint)
    with transaction.atomic():
        made = Forwarder.objects.create(
            **asdict(settings),
            secret=seal(secret),
            starts_from=starts_from,
            position=seq_at(starts_from) - 1 if starts_from else -1,
            created_at=at,
            created_by=by,
        )
        _note(made, "lrs.forwarder_created", {**_said(settings), "starts_from": _iso(starts_from)}, by, at)
        transaction.on_commit(outbox.wake, robust=True)
    return made


def change(
    *, forwarder: Forwarder, settings: Settings, secret: str = "", by: UUID | None, at: datetime
) -> Forwarder:
    """Take new settings. Without a `secret` the kept one stays, as long as the server is the same. Its place
    stays, so a wider filter holds from here on. Raises NotAllowed, or KeyNeeded.
    """
    new = check_endpoint(settings.endpoint)
    with transaction.atomic():
        kept = Forwarder.objects.select_for_update().get(pk=forwarder.pk)
        old = _server_of(kept)
        if not secret and (new.scheme, new.host, new.port) != old:
            raise KeyNeeded
        values: dict[str, Any] = asdict(settings)
        if secret:
            values["secret"] = seal(secret)
        # Not the columns of who is at work; a change may be what makes it work, so it is tried at once.
        Forwarder.objects.filter(pk=kept.pk).update(**values, retry_at=None)
        details = {**_said(settings), "key_changed": bool(secret)}
        _note(kept, "lrs.forwarder_changed", details, by, at)
        transaction.on_commit(outbox.wake, robust=True)
    return Forwarder.objects.get(pk=kept.pk)


def _server_of(forwarder: Forwarder) -> tuple[str, str, int | None]:
    """Scheme, host and port, also of one that the settings have come to forbid."""
    url = httpx.URL(forwarder.endpoint)
    return url.scheme, url.host, url.port


def pause(*, forwarder: Forwarder, by: UUID | None, at: datetime) -> bool:
    """Stop after the request that is under way. False where it was paused already."""
    with transaction.atomic():
        if not Forwarder.objects.filter(pk=forwarder.pk, paused_at=None).update(paused_at=at):
            return False
        _note(forwarder, "lrs.forwarder_paused", {}, by, at)
    return True


def resume(*, forwarder: Forwarder, by: UUID | None, at: datetime) -> bool:
    """Go on where it stopped, at once. False where it was not paused."""
    with transaction.atomic():
        paused = Forwarder.objects.filter(pk=forwarder.pk, paused_at__isnull=False)
        if not paused.update(paused_at=None, retry_at=None):
            return False
        _note(forwarder, "lrs.forwarder_resumed", {}, by, at)
        transaction.on_commit(outbox.wake, robust=True)
    return True


class LettersChanged(Exception):
    """More or fewer statements are set aside than was said before."""


def delete(*, forwarder: Forwarder, letters: int, by: UUID | None, at: datetime) -> None:
    """Stop for good, after the request that is under way, and forget its place, its key and the `letters`
    statements that are set aside. What was sent stays there. Raises LettersChanged where it was another
    number that was agreed to.
    """
    with transaction.atomic():
        # Whoever is at work writes its notes under this lock too, and then finds that it is gone.
        kept = Forwarder.objects.select_for_update().get(pk=forwarder.pk)
        if kept.dead_letters.count() != letters:
            raise LettersChanged
        details = {"name": kept.name, "endpoint": kept.endpoint, "sent": kept.sent, "position": kept.position}
        _note(kept, "lrs.forwarder_deleted", {**details, "dead_letters": letters}, by, at)
        kept.delete()


def retry_now(*, forwarder: Forwarder) -> None:
    """Do not wait any longer after a failure."""
    Forwarder.objects.filter(pk=forwarder.pk).update(retry_at=None)
    transaction.on_commit(outbox.wake, robust=True)


def send_again(*, forwarder: Forwarder, since: datetime | None, by: UUID | None, at: datetime) -> bool:
    """Go back to what was stored at `since` (without: to the first statement) and send on from there. Nothing
    is doubled there, as statements have ids. For what was taken in from a file with its old place, and for a
    filter that was made wider. False where its place is not behind that.
    """
    position = seq_at(since) - 1 if since else -1
    with transaction.atomic():
        behind = Forwarder.objects.filter(pk=forwarder.pk, position__gt=position)
        # Whoever is at work loses the lease, so that it does not write its own place over this one.
        if not behind.update(position=position, lease=None, leased_until=None, retry_at=None):
            return False
        _note(forwarder, "lrs.forwarder_sent_again", {"since": _iso(since)}, by, at)
        transaction.on_commit(outbox.wake, robust=True)
    return True


def replay(
    *, forwarder: Forwarder, letters: Collection[int] | None = None, by: UUID | None, at: datetime
) -> int:
    """Have dead letters (by id; all of them without) sent again, oldest first, before anything new. Returns
    how many.
    """
    with transaction.atomic():
        rows = DeadLetter.objects.filter(forwarder=forwarder, replay_at=None)
        if letters is not None:
            rows = rows.filter(id__in=list(letters))
        count = rows.update(replay_at=at)
        if count:
            _note(forwarder, "lrs.dead_letters_replayed", {"count": count}, by, at)
            transaction.on_commit(outbox.wake, robust=True)
    return count


def _note(forwarder: Forwarder, action: str, details: dict[str, Any], by: UUID | None, at: datetime) -> None:
    audit.record(by=by, action=action, subject=f"forwarder:{forwarder.uuid}", details=details, at=at)


def _said(settings: Settings) -> dict[str, Any]:
    """Of actors only how many: a filter may name a person's address."""
    return {
        "endpoint": settings.endpoint,
        "version": settings.version,
        "verbs": list(settings.verbs),
        "activities": list(settings.activities),
        "actors": len(settings.actors),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
