"""Which tasks wait at the broker already. One that waits does the work of all that are asked for until it
begins; without this, every commit leaves one more, and workers that were away come back to thousands.

A note in the cache, taken back as the task begins and before it looks: who commits after that is asked for
anew. A note that outlives its task, since a worker was killed, ends by itself, and sweeps ask for no note.
"""

from django.core.cache import cache

NOTED_SECONDS = 30


def is_first(task: str, *, seconds: float = 0.0) -> bool:
    """Note that `task` waits, to begin in `seconds`; False where one like it does already."""
    return cache.add(f"outbox.{task}", True, timeout=NOTED_SECONDS + seconds)


def begun(task: str) -> None:
    cache.delete(f"outbox.{task}")
