"""How far forwarding has come, for pages and commands. One query for any number of forwarders."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from lms.lrs.models import Forwarder, Statement

COUNTED = 10_000  # what waits is counted as far as this


@dataclass(frozen=True)
class Progress:
    """`behind` is how many stored statements lie before it, at most COUNTED + 1; `oldest` when the first of
    them was stored. `letters` wait for a person.
    """

    forwarder: Forwarder
    behind: int
    oldest: datetime | None
    letters: int
    replaying: int

    @property
    def is_more(self) -> bool:
        return self.behind > COUNTED

    @property
    def counted(self) -> int:
        return min(self.behind, COUNTED)

    def state(self, *, at: datetime) -> str:
        one = self.forwarder
        if one.paused_at:
            return "Paused"
        if one.failures:
            return "Failing"
        if not self.behind:
            return "Up to date"
        return "Sending" if one.leased_until and one.leased_until > at else "Waiting"

    def lag(self, *, at: datetime) -> timedelta:
        return at - self.oldest if self.oldest else timedelta()


def progress(forwarders: QuerySet[Forwarder] | None = None) -> list[Progress]:
    """One query, whatever their number; what waits is counted along the primary key."""
    rows = Forwarder.objects.all() if forwarders is None else forwarders
    behind = RawSQL(
        "(SELECT count(*) FROM (SELECT 1 FROM lrs_statement s WHERE s.seq > lrs_forwarder.position "
        "ORDER BY s.seq LIMIT %s) waiting)",
        [COUNTED + 1],
        output_field=IntegerField(),
    )
    oldest = Statement.objects.filter(seq__gt=OuterRef("position")).order_by("seq").values("stored")[:1]
    found = rows.annotate(
        behind=behind,
        oldest=Subquery(oldest),
        letters=Count("dead_letters"),
        replaying=Count("dead_letters", filter=Q(dead_letters__replay_at__isnull=False)),
    )
    return [Progress(one, one.behind, one.oldest, one.letters, one.replaying) for one in found]


def moment_of(seq: int) -> datetime | None:
    """When what has this seq was stored; None for a place before the first."""
    return None if seq < 0 else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=seq >> 10)
