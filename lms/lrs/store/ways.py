"""Ways into the tables: SQL that finds the seqs of what meets a query, along one index each.

An agent is an actor (a column), or a member or an object (the side table); and a statement that targets
another is found in the tables of references by what its target is found by. So a query has several ways, and
its page is the first of their union.

An Arm leaves it to the database which of its conditions leads. A Walk does not: it goes along the entries of
one key, and looks at each. Its plan is right for any values, so PostgreSQL may keep it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lms.lrs.models import Authority
from lms.lrs.store.authorities import ourselves
from lms.lrs.store.foundation import key_of
from lms.lrs.validation import agent_identifier
from lms.lrs.validation.facts import ACTIVITY, AGENT, DIRECT, VERB
from lms.lrs.vocabulary import VOIDED

STEPS = (
    5_000  # entries that a walk looks at: what is found further off, the database is asked for as it likes
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def seq_at(moment: datetime) -> int:
    """The least seq of a microsecond. The column ends in the year 2255; moments past it are past all rows."""
    since = moment - _EPOCH
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return max(-(2**62), min(microseconds << 10, 2**63 - 2048))


Condition = tuple[str, list[Any]]


class Way:
    """Conditions that must all be met, with their parameters in the order in which they stand."""

    def __init__(self) -> None:
        self.where: list[str] = []
        self.parameters: list[Any] = []
        self.conditions = 0

    def add(self, sql: str, *values: Any, counts: bool = True) -> None:
        self.where.append(sql)
        self.parameters += [_adapted(value) for value in values]
        self.conditions += counts

    def sql(self, direction: str, limit: int) -> str:
        """A query for the first seqs, whose parameters are `parameters`."""
        raise NotImplementedError


class Arm(Way):
    """One way to find statements. `table` has the columns; `side` is walked instead where a key drives."""

    def __init__(self, table: str, side: str, driving: int | None) -> None:
        super().__init__()
        self.table, self.side, self.driving = table, side, driving
        self.at = "s.seq"
        if driving is not None:
            self.at = "k.seq"
            self.add("k.key = %s", driving)

    def names(self, key: int) -> None:
        """The row names this key somewhere."""
        if connection.vendor == "postgresql":
            self.add("s.related @> ARRAY[%s]::bigint[]", key)
        else:
            same = " AND x.target = s.target" if self.table == "lrs_targeted" else ""
            self.add(f"EXISTS (SELECT 1 FROM {self.side} x WHERE x.key = %s AND x.seq = s.seq{same})", key)  # noqa: S608

    def sql(self, direction: str, limit: int) -> str:
        source = f"{self.table} s"
        if self.driving is not None:
            same = " AND k.target = s.target" if self.table == "lrs_targeted" else ""
            source = f"{self.side} k JOIN {self.table} s ON s.seq = k.seq{same}"
        if self.table == "lrs_targeted":
            source += " JOIN lrs_statement o ON o.seq = s.seq"
        own = "o" if self.table == "lrs_targeted" else "s"
        where = " AND ".join([*self.where, _not_voided(own)])
        distinct = "DISTINCT " if self.table == "lrs_targeted" else ""
        return (
            f"SELECT {distinct}{self.at} AS seq FROM {source} WHERE {where} "  # noqa: S608
            f"ORDER BY {self.at} {direction} LIMIT {limit}"
        )


class Walk(Way):
    """Along the entries of one key (`column` of `table`), STEPS at most (PostgreSQL).

    What comes after is asked of each entry: first, in the side table, whether the statement names `probed`
    too, which reads no statement; then the conditions, of the statement. OFFSET 0 keeps this order.
    """

    def __init__(
        self, query: Query, table: str, column: str, driving: Any, probed: int | None = None
    ) -> None:
        super().__init__()
        bounds = _bounds(query, "seq")
        entries = " AND ".join([f"{column} = %s", *(sql for sql, _ in bounds)])
        self.entries = f"SELECT seq FROM {table} WHERE {entries} ORDER BY seq {query.direction}"  # noqa: S608
        self.leading = [_adapted(driving), *(value for _, value in bounds)]
        self.probed = probed
        self.parameters = [*self.leading, *([] if probed is None else [probed])]

    def sql(self, direction: str, limit: int) -> str:
        steps = f"SELECT seq FROM ({self.entries} LIMIT {STEPS}) AS entry"  # noqa: S608
        if self.probed is not None:
            steps += f" WHERE {_PROBE} ORDER BY seq {direction} OFFSET 0"
        where = " AND ".join(["s.seq = k.seq", *self.where, _not_voided("s")])
        return (
            f"SELECT k.seq FROM ({steps}) AS k "  # noqa: S608
            f"CROSS JOIN LATERAL (SELECT 1 FROM lrs_statement s WHERE {where} OFFSET 0) AS held "
            f"ORDER BY k.seq {direction} LIMIT {limit}"
        )

    def beyond(self) -> Condition:
        """A query that has a row where there are more entries than a walk looks at."""
        return f"{self.entries} OFFSET {STEPS} LIMIT 1", self.leading


def arms(query: Query) -> list[Arm]:
    """The ways of a query, led by whatever the database thinks best."""
    tables = [("lrs_statement", "lrs_related")]
    if query.has_filters:
        tables.append(("lrs_targeted", "lrs_targeted_related"))
    return [_limited(arm, query) for table, side in tables for arm in _arms_of(query, table, side)]


def walks(query: Query) -> list[Way] | None:
    """The ways of a query that names an agent or a registration, led by these; None where it has neither."""
    found: list[Way] = []
    agent, probed = query.agent, key_of(ACTIVITY, query.activity) if query.activity else None
    if query.registration:
        found.append(_by_registration(query, query.registration))
    elif agent is None:
        return None
    elif query.related_agents:
        found.append(Walk(query, "lrs_related", "key", key_of(AGENT, agent), probed))
    else:
        if probed is None:
            actor: Way = _limited(Arm("lrs_statement", "lrs_related", None), query)
        else:
            actor = Walk(query, "lrs_related", "key", key_of(AGENT, agent), probed)
        actor.add("s.actor = %s", key_of(AGENT, agent))
        found += [actor, Walk(query, "lrs_related", "key", key_of(DIRECT, agent), probed)]
    if agent is not None and query.related_agents and _authorities(agent):
        return None  # an authority is no key, and may have sent most of the store
    for way in found:
        if query.verb:
            way.add("s.verb = %s", key_of(VERB, query.verb))
        if query.activity and query.broad is None:
            way.add("s.activity = %s", key_of(ACTIVITY, query.activity))
        if isinstance(way, Walk):
            _owned(way, query, "s")
    targeted = _arms_of(query, "lrs_targeted", "lrs_targeted_related")
    return [*found, *(_limited(arm, query) for arm in targeted)]


def _by_registration(query: Query, registration: UUID) -> Walk:
    """A registration has few statements: whatever else is asked for can be seen in each."""
    walk = Walk(query, "lrs_statement", "registration", registration)
    if query.agent is not None and query.related_agents:
        walk.add(_NAMES, key_of(AGENT, query.agent))
    elif query.agent is not None:
        walk.add(f"(s.actor = %s OR {_NAMES})", key_of(AGENT, query.agent), key_of(DIRECT, query.agent))
    if query.broad is not None:
        walk.add(_NAMES, query.broad)
    return walk


_PROBE = "EXISTS (SELECT 1 FROM lrs_related x WHERE x.key = %s AND x.seq = entry.seq OFFSET 0)"
_NAMES = "s.related @> ARRAY[%s]::bigint[]"


def _arms_of(query: Query, table: str, side: str) -> list[Arm]:
    """The arms of one table, with the filters that a target may meet in the place of its referrer."""
    agent, broad = query.agent, query.broad
    if agent is None:
        arm = Arm(table, side, broad if not query.registration else None)
        return [_filtered(arm, query, broad)]
    if not query.related_agents:
        actor = Arm(table, side, None)
        actor.add("s.actor = %s", key_of(AGENT, agent))
        named = Arm(table, side, key_of(DIRECT, agent))
        return [_filtered(actor, query, broad), _filtered(named, query, broad)]
    ways = [_filtered(Arm(table, side, key_of(AGENT, agent)), query, broad)]
    for authority in _authorities(agent):
        arm = Arm(table, side, None)
        if authority is None:
            arm.add("s.authority IS NULL")
        else:
            arm.add("s.authority = %s", authority)
        ways.append(_filtered(arm, query, broad))
    return ways


def _filtered(arm: Arm, query: Query, broad: int | None) -> Arm:
    if query.verb:
        arm.add("s.verb = %s", key_of(VERB, query.verb))
    if query.activity and broad is None:
        arm.add("s.activity = %s", key_of(ACTIVITY, query.activity))
    if query.registration:
        arm.add("s.registration = %s", query.registration)
    if broad is not None and arm.driving != broad:
        arm.names(broad)
    return arm


def _limited(arm: Arm, query: Query) -> Arm:
    """What the statement itself must meet, also where it is found by its target."""
    _owned(arm, query, "o" if arm.table == "lrs_targeted" else "s")
    for sql, value in _bounds(query, arm.at):
        arm.add(sql, value, counts=False)
    return arm


def _owned(way: Way, query: Query, own: str) -> None:
    if query.authority is not None:
        way.add(f"{own}.authority = %s", query.authority)
    if query.actor is not None:
        way.add(f"{own}.actor = %s", key_of(AGENT, query.actor))


def _bounds(query: Query, seq: str) -> list[tuple[str, int]]:
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


def _not_voided(own: str) -> str:
    return (
        f"({own}.verb = {key_of(VERB, VOIDED)} "  # noqa: S608
        f"OR NOT EXISTS (SELECT 1 FROM lrs_voided v WHERE v.target = {own}.id))"
    )


def _authorities(agent: str) -> list[int | None]:
    """The authorities that this agent is. This installation is one too; its statements carry none."""
    found: list[int | None] = list(
        Authority.objects.filter(key=key_of(AGENT, agent)).values_list("id", flat=True)
    )
    return [*found, None] if agent == agent_identifier(ourselves()) else found


def _adapted(value: Any) -> Any:
    if isinstance(value, UUID) and connection.vendor == "sqlite":
        return value.hex
    return value
