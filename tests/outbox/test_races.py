"""Several writers and several drains at once, on a database of their own: nothing lost, nothing done
twice.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection, connections, transaction

from lms import outbox
from lms.lrs import store
from lms.lrs.models import Statement
from lms.outbox.models import OutboxRow
from tests.factories.lrs import NOON, statement

WRITERS, DRAINS, EACH = 8, 2, 15


def in_threads(*jobs):
    """Run all jobs at once, each on a connection of its own; their results in order."""

    def run(job):
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


def test_eight_writers_and_two_drains_lose_nothing_and_do_nothing_twice(own_database):
    handled, lock, done = Counter(), threading.Lock(), threading.Event()

    def handler(delivery):
        seen = [payload["statement"] for payload in delivery.payloads]
        transaction.on_commit(lambda: count(seen))  # only what was committed counts

    def count(seen):
        with lock:
            handled.update(seen)

    outbox.subscribe("statement.recorded", name="skills", handler=handler)

    def write(writer):
        for n in range(EACH):
            with transaction.atomic():
                # The same few people for every writer, so that groups collide.
                store.record([statement(account_name=f"person-{(writer + n) % 5}")], at=NOON)

    def drain():
        while not done.is_set():
            outbox.drain(at=NOON)
            done.wait(0.01)

    def write_all():
        in_threads(*[lambda w=w: write(w) for w in range(WRITERS)])
        done.set()

    in_threads(write_all, *[drain] * DRAINS)
    outbox.drain(at=NOON + timedelta(days=1))
    stored = {str(uuid) for uuid in Statement.objects.values_list("uuid", flat=True)}
    assert len(stored) == WRITERS * EACH
    assert handled == Counter(stored)
    assert not OutboxRow.objects.exists()


def test_two_drains_never_run_one_row_twice_at_once(own_database):
    """The second passes over what the first has claimed (PostgreSQL), or waits until it is gone (SQLite)."""
    running, calls = threading.Barrier(2), []

    def slow(delivery):
        calls.append(delivery.key)
        if connection.vendor == "postgresql" and len(calls) < 3:
            running.wait(timeout=20)  # both drains are inside a handler at once, each with its own row

    outbox.subscribe("post.changed", name="skills", handler=slow)
    for key in ("amara", "tom"):
        outbox.publish("post.changed", key=key, at=NOON)
    assert sum(in_threads(*[lambda: outbox.drain(at=NOON)] * 2)) == 2
    assert sorted(calls) == ["amara", "tom"]


def test_two_sweeps_run_a_month_once(own_database):
    calls, barrier = [], threading.Barrier(2)
    outbox.schedule("snapshot", handler=lambda *, on, at: calls.append(on), every="month")
    outbox.sweep(at=NOON)

    def sweep():
        barrier.wait(timeout=20)
        outbox.sweep(at=NOON + timedelta(days=60))

    in_threads(sweep, sweep)
    assert [(on.year, on.month) for on in sorted(calls)] == [(2026, 12), (2027, 1)]
