"""Work that keeps its own place: called with every sweep and after every hint, outside any transaction."""

import logging

from django.db import connection

from lms.outbox import topics

logger = logging.getLogger(__name__)


def follow_all() -> float | None:
    """Call each follower once. Returns in how many seconds one of them wants to be called again. An error
    costs that follower one round, and the others nothing.
    """
    wanted: list[float] = []
    for name, follower in topics.followers().items():
        try:
            again = follower()
        except Exception:
            logger.exception("A round of %s failed.", name)
            connection.close()
            continue
        if again is not None:
            wanted.append(again)
    return min(wanted, default=None)
