"""Pages of rows by `seq`, and what must be still while a page is mended."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Model, QuerySet

from lms.lrs.models import Statement
from lms.outbox.models import OutboxRow

PAGE = 500
BEFORE_ALL = -(1 << 62)
AFTER_ALL = 1 << 62


def ranges[M: Model](rows: QuerySet[M]) -> Iterator[tuple[int, int]]:
    """(after, to) of each page of these rows by seq; together they hold every seq there can be."""
    after = BEFORE_ALL
    while True:
        page = rows.filter(seq__gt=after).order_by("seq").values_list("seq", flat=True)
        seqs = list(page[:PAGE])
        if len(seqs) < PAGE:
            yield after, AFTER_ALL
            return
        yield after, seqs[-1]
        after = seqs[-1]


def hold(ids: Collection[UUID]) -> None:
    """Nobody takes these statements out before this transaction has ended: what follows from them would stay
    behind.
    """
    locked = Statement.objects.select_for_update(no_key=True).filter(uuid__in=ids).order_by("seq")
    list(locked.values_list("seq", flat=True))


def waiting(topic: str) -> set[str]:
    """The statements that wait in the outbox for this; not those that were set aside."""
    rows = OutboxRow.objects.filter(topic=topic, dead_at=None).values_list("payload", flat=True)
    return {payload["statement"] for payload in rows.iterator()}
