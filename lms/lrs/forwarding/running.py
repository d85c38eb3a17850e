"""The work itself: claim a forwarder, send the next batch, note how far it came; again until nothing is left.

No transaction is open while a request is under way. A lease says who is at work, and every note of progress
asks whether it still holds: who lost it, because it was stopped or slow, changes nothing. A process that dies
leaves its lease to run out; what it had sent and not noted is sent again, and is nothing new there, because
statements have ids.
"""

import logging
import random
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from lms.lrs.forwarding.answers import Answer, Verdict, wait_after
from lms.lrs.forwarding.batches import Batch, batch_of, next_batch
from lms.lrs.forwarding.sending import send
from lms.lrs.models import DeadLetter, Forwarder, Statement
from lms.lrs.store.complete import complete_before
from lms.lrs.store.finding import Found

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another process is at work: what this one knows no longer counts."""


LEASE = timedelta(seconds=60)
RENEWED = 15.0  # seconds after which a request that is still going out renews it
SECONDS_A_ROUND = 60.0  # well inside the time limit of a task
OTHERS_TRIED = 20  # statements after one that is forbidden, until one of them is taken
NOT_YET_COMPLETE = 1.0  # seconds until what was just stored may be read
_COLUMNS = ("seq", "uuid", "stored", "happened", "body", "authority", "version")
_random = random.Random()  # noqa: S311 (spreads waits, guards nothing)


def run(*, only: UUID | None = None, seconds: float = SECONDS_A_ROUND) -> float | None:
    """What the outbox calls: send on what can be sent. Returns in how many seconds there is more to do, None
    where nothing waits, or only what has to wait for long.
    """
    deadline = time.monotonic() + seconds
    again: list[float] = []
    for uuid in _due(only):
        forwarder = _claim(uuid)
        if forwarder is None:
            continue
        try:
            wanted = _work(forwarder, deadline)
        except LeaseLost:
            logger.warning("Forwarder %s: another process has taken over.", forwarder.name)
            continue
        except DatabaseError:
            raise
        except Exception as error:  # ours: it must be seen, and must not stop the others
            logger.exception("Forwarder %s failed.", forwarder.name)
            wanted = _note_failure(forwarder, _failed(error))
        _let_go(forwarder)
        if wanted is not None:
            again.append(wanted)
    return min(again, default=None)


def _due(only: UUID | None) -> list[UUID]:
    rows = Forwarder.objects.filter(_may_run()).order_by("last_success_at", "id")
    return list((rows.filter(uuid=only) if only else rows).values_list("uuid", flat=True))


def _may_run() -> Q:
    now = timezone.now()
    rested = Q(retry_at=None) | Q(retry_at__lte=now)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return rested & free & Q(paused_at=None)


def _claim(uuid: UUID) -> Forwarder | None:
    """One update decides between two who want it."""
    lease = uuid4()
    with transaction.atomic():
        if not Forwarder.objects.filter(_may_run(), uuid=uuid).update(
            lease=lease, leased_until=timezone.now() + LEASE
        ):
            return None
        return Forwarder.objects.get(uuid=uuid)


def _let_go(forwarder: Forwarder) -> None:
    Forwarder.objects.filter(pk=forwarder.pk, lease=forwarder.lease).update(lease=None, leased_until=None)


def _work(forwarder: Forwarder, deadline: float) -> float | None:
    for step in (_replay_next, _send_next):
        while True:
            if time.monotonic() >= deadline:
                return 0.0
            wait = step(forwarder)
            if wait is not _GO_ON:
                break
        if wait is not None:
            return wait
    return None


_GO_ON = -1.0  # what a step returns when the next one of its kind may follow at once


def _send_next(forwarder: Forwarder) -> float | None:
    before = complete_before()
    singly = forwarder.position < forwarder.singly_until
    limit = 1 if singly else forwarder.batch_limit
    batch = next_batch(forwarder, after=forwarder.position, before=before, limit=limit)
    if batch is None:
        waits = Statement.objects.filter(seq__gt=forwarder.position, seq__gte=before).exists()
        return NOT_YET_COMPLETE if waits else None
    if not batch:
        return _GO_ON if _note(forwarder, position=batch.until) else None
    answer = _sent(forwarder, batch)
    if answer.verdict is Verdict.TAKEN:
        return _GO_ON if _note_taken(forwarder, batch) else None
    if answer.verdict is Verdict.WAIT:
        return _note_failure(forwarder, answer)
    if len(batch) == 1:
        if answer.verdict is Verdict.FORBIDDEN and not _takes_others(forwarder, batch, before):
            return _note_failure(forwarder, answer)
        return _GO_ON if _set_aside(forwarder, batch, answer) else None
    if answer.verdict is Verdict.TOO_LARGE:
        noted = _note(forwarder, batch_limit=max(1, len(batch) // 2))
    else:
        noted = _note(forwarder, singly_until=batch.until)
    return _GO_ON if noted else None


def _takes_others(forwarder: Forwarder, batch: Batch, before: int) -> bool:
    """After a 403: is it only this one that may not be sent, say since it voids? Then one of the next is
    taken (and is nothing new when its turn comes). Otherwise the credential may not send at all, and what is
    set aside now would soon be the whole store.
    """
    place = batch.until
    for _ in range(OTHERS_TRIED):
        other = next_batch(forwarder, after=place, before=before, limit=1)
        if other is None:
            return False
        place = other.until
        if other:
            verdict = _sent(forwarder, other).verdict
            if verdict is not Verdict.FORBIDDEN:
                return verdict is Verdict.TAKEN
    return False


def _replay_next(forwarder: Forwarder) -> float | None:
    """One that was set aside and is to be tried again, the oldest first."""
    letter = forwarder.dead_letters.filter(replay_at__isnull=False).order_by("seq").first()
    if letter is None:
        return None
    row = Statement.objects.filter(seq=letter.seq).values_list(*_COLUMNS).first()
    if row is None:  # erased since: there is nothing left to send
        letter.delete()
        return _GO_ON
    answer = _sent(forwarder, batch_of([Found(*row)], until=letter.seq))
    if answer.verdict is Verdict.WAIT:
        return _note_failure(forwarder, answer)
    with transaction.atomic():
        goes_on = _note(forwarder, **_success(answer))
        if answer.verdict is Verdict.TAKEN:
            Forwarder.objects.filter(pk=forwarder.pk).update(sent=F("sent") + 1)
            letter.delete()
        else:
            letter.status, letter.reason, letter.replay_at = answer.status, answer.said, None
            letter.tries, letter.refused_at = letter.tries + 1, timezone.now()
            letter.save()
    return _GO_ON if goes_on else None


def _failed(error: Exception) -> Answer:
    return Answer(Verdict.WAIT, 0, f"{type(error).__name__}: {error}"[:500])


def _sent(forwarder: Forwarder, batch: Batch) -> Answer:
    renewed = time.monotonic()

    def go_on() -> None:
        nonlocal renewed
        if time.monotonic() - renewed > RENEWED:
            renewed = time.monotonic()
            _note(forwarder)

    _note(forwarder)
    return send(forwarder, batch, at=timezone.now(), go_on=go_on)


def _note(forwarder: Forwarder, **values: Any) -> bool:
    """Write progress down and renew the lease. Returns whether to go on: not where somebody paused it. Raises
    LeaseLost where the lease is another's by now.
    """
    held = Forwarder.objects.filter(pk=forwarder.pk, lease=forwarder.lease)
    if not held.update(leased_until=timezone.now() + LEASE, **values):
        raise LeaseLost
    for name, value in values.items():
        if not isinstance(value, Combinable):
            setattr(forwarder, name, value)
    return held.filter(paused_at=None).exists()


def _success(answer: Answer | None = None) -> dict[str, Any]:
    """A refusal of one statement is an answer too: the way is open."""
    values: dict[str, Any] = {"failures": 0, "retry_at": None}
    if answer is None or answer.verdict is Verdict.TAKEN:
        values["last_success_at"] = timezone.now()
    return values


def _note_taken(forwarder: Forwarder, batch: Batch) -> bool:
    return _note(forwarder, position=batch.until, sent=F("sent") + len(batch), **_success())


def _set_aside(forwarder: Forwarder, batch: Batch, answer: Answer) -> bool:
    """The rest must not wait for it: it is kept where people see it, and the place moves on."""
    [row] = batch.rows
    now = timezone.now()
    with transaction.atomic():
        noted = _note(
            forwarder,
            position=batch.until,
            # What was said of it may hold its words: that stands in the dead letter, which goes with it.
            last_error=f"{answer.status}: one statement was refused and set aside",
            last_error_at=now,
            **_success(answer),
        )
        DeadLetter.objects.update_or_create(
            forwarder=forwarder,
            seq=row.seq,
            defaults={
                "statement": row.id,
                "status": answer.status,
                "reason": answer.said,
                "refused_at": now,
                "replay_at": None,
            },
        )
    return noted


def _note_failure(forwarder: Forwarder, answer: Answer) -> float | None:
    failures = forwarder.failures + 1
    wait = wait_after(failures, asked=answer.retry_after, random=_random)
    now = timezone.now()
    said = f"{answer.status}: {answer.said}" if answer.status else answer.said
    _note(
        forwarder,
        failures=failures,
        retry_at=now + wait,
        last_error=said[:1000],
        last_error_at=now,
    )
    logger.warning("Forwarder %s waits %.0f s after: %s", forwarder.name, wait.total_seconds(), said)
    # A long wait is the sweep's to end: it looks every 30 seconds, and a task that waits is in nobody's way.
    return wait.total_seconds() if wait < timedelta(seconds=30) else None
