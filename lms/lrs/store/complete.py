"""Up to which `seq` is everything there? For who reads on from a place and must not pass over anything."""

from datetime import timedelta

from lms.lrs.store.consistency import consistency
from lms.lrs.store.finding import seq_at

# A clock that is set back by less than this leads nobody past what is stored then.
MARGIN = timedelta(seconds=1)


def complete_before() -> int:
    """No statement with a smaller seq is still to come, but from the transaction that asks."""
    return seq_at(consistency().through - MARGIN)
