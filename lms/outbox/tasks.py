"""Celery tasks. They carry nothing: the rows are the work, and a task lost is found by the next sweep."""

from celery import shared_task
from django.utils import timezone

from lms.outbox import actions, topics
from lms.outbox.following import follow_all

# Well inside the time limit of a task, so that a long backlog is several tasks.
ROWS_A_TASK = 2000


@shared_task(name="lms.outbox.tasks.drain")
def drain() -> int:
    handled = actions.drain(at=timezone.now(), limit=ROWS_A_TASK)
    if handled >= ROWS_A_TASK:
        drain.delay()
    if handled and topics.followers():
        follow.delay()
    return handled


@shared_task(name="lms.outbox.tasks.follow")
def follow() -> None:
    """A task of its own: it may wait for a network, and the rows must not."""
    again = follow_all()
    if again is not None:
        follow.apply_async(countdown=again)


@shared_task(name="lms.outbox.tasks.sweep")
def sweep() -> int:
    actions.run_due(at=timezone.now())
    if topics.followers():
        follow.delay()
    return drain()
