"""The embedded runner: one daemon thread that drains when woken and sweeps every 30 seconds, and where there
are followers one more for them, so that a slow network never holds the rows.
"""

import logging
import os
import threading
import time

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from lms.outbox import actions, hints, topics
from lms.outbox.following import follow_all

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 30.0
GATHER_SECONDS = 0.2  # answers come in bursts: a short wait handles a burst in one call for each person

_thread: threading.Thread | None = None
_follower: threading.Thread | None = None


def start() -> None:
    """Start the threads where settings.OUTBOX_RUNNER is "thread". Called by lms.wsgi, so that a server
    process has them and a manage.py command has none. A second call does nothing.
    """
    global _thread, _follower
    if settings.OUTBOX_RUNNER != "thread" or (_thread is not None and _thread.is_alive()):
        return
    _thread = threading.Thread(target=run, name="outbox", daemon=True)
    _thread.start()
    if topics.followers():
        _follower = threading.Thread(target=run_followers, name="outbox-followers", daemon=True)
        _follower.start()


def run() -> None:
    """Until the process ends. An error costs one round, never the thread."""
    next_sweep = time.monotonic()
    while True:
        woken = hints.waiting.wait(timeout=max(0.0, next_sweep - time.monotonic()))
        if woken:
            time.sleep(GATHER_SECONDS)
        hints.waiting.clear()  # before reading: a hint that comes while we drain gives another round
        try:
            close_old_connections()
            if time.monotonic() >= next_sweep:
                next_sweep = time.monotonic() + SWEEP_SECONDS
                actions.sweep(at=timezone.now())
            else:
                actions.drain(at=timezone.now())
        except Exception:
            logger.exception("A round of the outbox thread failed.")
            connection.close()


def run_followers() -> None:
    """Until the process ends: after each hint, at least every 30 seconds, and when one asks to go on."""
    again: float | None = 0.0
    while True:
        pause = SWEEP_SECONDS if again is None else min(again, SWEEP_SECONDS)
        if hints.following.wait(timeout=pause):
            time.sleep(GATHER_SECONDS)
        hints.following.clear()
        close_old_connections()
        again = follow_all()


def _after_fork() -> None:
    """A server that forks after loading the site (preload) leaves the child without the threads."""
    global _thread, _follower
    if _thread is not None:
        _thread = _follower = None
        start()


os.register_at_fork(after_in_child=_after_fork)
