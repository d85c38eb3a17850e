"""A hint that rows wait. It may be lost: the sweep finds every row within 30 seconds."""

import logging
import threading
import time

from celery import current_app
from django.conf import settings

logger = logging.getLogger(__name__)

waiting = threading.Event()  # set by wake(), waited for by the thread of this process

# After a broker has refused a hint, requests do not pay for trying again until this many seconds have passed.
QUIET_SECONDS = 30
_quiet_until = 0.0


def wake() -> None:
    """Say that rows wait. Called on commit by publish(); never raises, whatever the broker does."""
    global _quiet_until
    if settings.OUTBOX_RUNNER == "thread":
        waiting.set()
    elif settings.OUTBOX_RUNNER == "celery" and time.monotonic() >= _quiet_until:
        try:
            current_app.send_task("lms.outbox.tasks.drain", ignore_result=True)
        except Exception:
            _quiet_until = time.monotonic() + QUIET_SECONDS
            logger.warning("The broker took no hint; the sweep will find the rows.", exc_info=True)
