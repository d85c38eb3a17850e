"""A hint that rows wait. It may be lost: the sweep finds every row within 30 seconds."""

import logging
import threading
import time
from contextlib import suppress
from functools import cache

from celery import Celery
from django.conf import settings

from lms.outbox.waiting import begun, is_first

logger = logging.getLogger(__name__)

waiting = threading.Event()  # set by wake(), waited for by the thread of this process
following = threading.Event()  # the same for the thread of those who keep their own place

# After a broker has refused a hint, requests do not pay for trying again until this many seconds have passed.
QUIET_SECONDS = 30
_quiet_until = 0.0


def wake() -> None:
    """Say that rows wait. Called on commit by publish(); never raises, whatever broker and cache do."""
    global _quiet_until
    if settings.OUTBOX_RUNNER == "thread":
        waiting.set()
        following.set()
    elif settings.OUTBOX_RUNNER == "celery" and time.monotonic() >= _quiet_until:
        try:
            if is_first("drain"):
                _sender().send_task("lms.outbox.tasks.drain", ignore_result=True)
        except Exception:
            _quiet_until = time.monotonic() + QUIET_SECONDS
            with suppress(Exception):
                begun("drain")  # nothing waits there
            logger.warning("The broker took no hint; the sweep will find the rows.", exc_info=True)


@cache
def _sender() -> Celery:
    """Only sends: tasks are known by name. lms.celery, which workers load, stands above this package.

    A request waits a second for a broker that does not answer, once in QUIET_SECONDS.
    """
    app = Celery("waymark-hints", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    short = {"socket_connect_timeout": 1, "socket_timeout": 1, "connect_timeout": 1}
    app.conf.broker_transport_options = {**(app.conf.broker_transport_options or {}), **short}
    app.conf.broker_connection_timeout = 1
    return app
