"""Celery tasks. They carry nothing: the rows are the work, and a task lost is found by the next sweep."""

from math import ceil, log2

from celery import shared_task
from django.utils import timezone

from lms.outbox import actions, topics
from lms.outbox.following import follow_all
from lms.outbox.waiting import begun, is_first

# Well inside the time limit of a task, so that a long backlog is several tasks.
ROWS_A_TASK = 2000


@shared_task(name="lms.outbox.tasks.drain")
def drain() -> int:
    begun("drain")
    handled = actions.drain(at=timezone.now(), limit=ROWS_A_TASK)
    if handled >= ROWS_A_TASK and is_first("drain"):
        drain.delay()
    if handled and topics.followers():
        _follow_in(0.0)
    return handled


@shared_task(name="lms.outbox.tasks.follow")
def follow(seconds: int = 0) -> None:
    """A task of its own: it may wait for a network, and the rows must not. `seconds` is how long it was to
    wait.
    """
    begun(f"follow.{seconds}")
    again = follow_all()
    if again is not None:
        _follow_in(again)


def _follow_in(seconds: float) -> None:
    """At once, or in 1, 2, 4, 8… seconds: few kinds of wait, of each of which one is at the broker."""
    wait = 0 if seconds <= 0 else 2 ** max(0, ceil(log2(seconds)))
    if is_first(f"follow.{wait}", seconds=wait):
        follow.apply_async(args=[wait], countdown=wait)


@shared_task(name="lms.outbox.tasks.sweep")
def sweep() -> int:
    """Asks for its tasks whatever is noted: what was lost with its note is found here."""
    actions.run_due(at=timezone.now())
    if topics.followers():
        follow.delay()
    return drain()
