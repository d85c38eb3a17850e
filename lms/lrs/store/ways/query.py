"""What is asked for, and the conditions that any way to it has."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from lms import prepared
from lms.lrs.models import Authority
from lms.lrs.store.authorities import ourselves
from lms.lrs.store.foundation import key_of
from lms.lrs.validation import agent_identifier
from lms.lrs.validation.facts import ACTIVITY, AGENT, VERB
from lms.lrs.vocabulary import VOIDED


@dataclass(frozen=True)
class Query:
    """What is asked for. `agent` is a canonical identifier (validation.agent_identifier)."""

    agent: str | None = None
    verb: str | None = None
    activity: str | None = None
    registration: UUID | None = None
    related_activities: bool = False
    related_agents: bool = False
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False
    authority: int | None = None  # only what this one sent
    actor: str | None = None  # only what this one did: a limit of the credential, not a filter
    after: int | None = None  # the seq of the last one of the page before
    before: int | None = None  # ascending: nothing from this seq on, since it may not be complete

    @property
    def direction(self) -> str:
        return "ASC" if self.ascending else "DESC"

    @property
    def has_filters(self) -> bool:
        """Does it ask for what a target may meet in the place of its referrer?"""
        return any((self.agent is not None, self.verb, self.activity, self.registration))

    @property
    def broad(self) -> int | None:
        """The key of the activity, where it may stand anywhere in the statement."""
        return key_of(ACTIVITY, self.activity) if self.activity and self.related_activities else None

    @cached_property  # every way of a query asks
    def authorities(self) -> list[int | None]:
        """The authorities that its agent is, where it is looked for everywhere. This installation is one too;
        its statements carry none.
        """
        if self.agent is None or not self.related_agents:
            return []
        found: list[int | None] = [row[0] for row in _AUTHORITIES.run(key=key_of(AGENT, self.agent))]
        return [*found, None] if self.agent == agent_identifier(ourselves()) else found


_AUTHORITIES = prepared.PreparedQuery(
    lambda key: Authority.objects.filter(key=key).values_list("id"), key=int
)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seq_at(moment: datetime) -> int:
    """The least seq of a microsecond. The column ends in the year 2255; moments past it are past all rows."""
    since = moment - _EPOCH
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return max(-(2**62), min(microseconds << 10, 2**63 - 2048))


class Way(ABC):
    """Conditions that must all be met, with their parameters in the order in which they stand."""

    def __init__(self) -> None:
        self.where: list[str] = []
        self.parameters: list[Any] = []
        self.conditions = 0

    def add(self, sql: str, *values: Any, counts: bool = True) -> None:
        self.where.append(sql)
        self.parameters += [adapted(value) for value in values]
        self.conditions += counts

    @abstractmethod
    def sql(self, direction: str, limit: int) -> str:
        """A query for the first seqs, whose parameters are `parameters`."""


def owned(way: Way, query: Query, own: str) -> None:
    if query.authority is not None:
        way.add(f"{own}.authority = %s", query.authority)
    if query.actor is not None:
        way.add(f"{own}.actor = %s", key_of(AGENT, query.actor))


def bounds(query: Query, seq: str) -> list[tuple[str, int]]:
    """The window of a query as conditions on a column of seqs, each with its parameter."""
    bounds = []
    if query.since:
        bounds.append((f"{seq} >= %s", seq_at(query.since) + (1 << 10)))
    if query.until:
        bounds.append((f"{seq} < %s", seq_at(query.until) + (1 << 10)))
    if query.after is not None:
        bounds.append((f"{seq} {'>' if query.ascending else '<'} %s", query.after))
    if query.before is not None:
        bounds.append((f"{seq} < %s", query.before))
    return bounds


def not_voided(own: str) -> str:
    return (
        f"({own}.verb = {key_of(VERB, VOIDED)} "  # noqa: S608
        f"OR NOT EXISTS (SELECT 1 FROM lrs_voided v WHERE v.target = {own}.id))"
    )


def adapted(value: Any) -> Any:
    if isinstance(value, UUID) and connection.vendor == "sqlite":
        return value.hex
    return value
