"""Finding statements by the filters of the specification (communication 2.1.3), newest or oldest first.

Each way into the tables is a query of its own ("arm") that walks one index along `seq` and stops after a
page; the page is the union of the arms. An agent is an actor (a column), or a member or an object (the side
table); and a statement that targets another is found in the tables of references by what its target is
found by. A key that stands alone drives its arm through the side table; beside an agent or a registration
the array of the row is asked instead, as walking a common key would cost more with every statement.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lms import prepared
from lms.lrs.models import Authority, Statement, Targeted, Voided
from lms.lrs.store.authorities import authority_text, ourselves
from lms.lrs.store.foundation import key_of
from lms.lrs.validation import agent_identifier
from lms.lrs.validation.facts import ACTIVITY, AGENT, DIRECT, VERB
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


@dataclass(frozen=True)
class Found:
    """A stored statement with what the store adds to it."""

    seq: int
    id: UUID
    stored: datetime
    happened: datetime
    body: str
    authority: int | None
    version: int | None


_COLUMNS = ("seq", "uuid", "stored", "happened", "body", "authority", "version")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def find(query: Query, *, limit: int) -> list[Found]:
    """The first `limit` statements that meet the query and are not voided."""
    seqs = _seqs(query, limit)
    rows = {row[0]: Found(*row) for row in Statement.objects.filter(seq__in=seqs).values_list(*_COLUMNS)}
    asked = _identifiers(query)
    return [rows[seq] for seq in seqs if _names(rows[seq], asked)]


def _identifiers(query: Query) -> list[str]:
    """The texts that a statement must hold to meet the query. A key is 64 bits: whoever finds by it looks at
    the identifier as well.
    """
    agents = [
        text.partition(":")[2] if "\n" in text else text for text in (query.agent or "", query.actor or "")
    ]
    texts = [part for agent in agents for part in agent.removeprefix("sha1:").split("\n")]
    return [text for text in (*texts, query.verb, query.activity) if text]


def _names(found: Found, asked: list[str]) -> bool:
    """Most statements hold what was asked for as it was asked. In others it is escaped, or stands in another
    letter case, or in the statement that this one targets.
    """
    if all(text in found.body for text in asked):
        return True
    held = json.dumps(json.loads(found.body), ensure_ascii=False, separators=(",", ":")).lower()
    if all(json.dumps(text, ensure_ascii=False)[1:-1].lower() in held for text in asked):
        return True
    authority = authority_text(found.authority)
    return all(text in found.body or text in authority for text in asked) or (
        Targeted.objects.filter(seq=found.seq).exists()
    )


def get(uuid: UUID, *, voided: bool = False) -> Found | None:
    """One statement by its id: one that is not voided, or one that is."""
    row = Statement.objects.filter(uuid=uuid).values_list(*_COLUMNS, "verb").first()
    if row is None:
        return None
    is_voided = row[-1] != key_of(VERB, VOIDED) and Voided.objects.filter(target=uuid).exists()
    return Found(*row[:-1]) if is_voided == voided else None


def seq_at(moment: datetime) -> int:
    """The least seq of a microsecond. The column ends in the year 2255; moments past it are past all rows."""
    since = moment - _EPOCH
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return max(-(2**62), min(microseconds << 10, 2**63 - 2048))


def _seqs(query: Query, limit: int) -> list[int]:
    direction = "ASC" if query.ascending else "DESC"
    arms = _arms(query)
    parts = [f"SELECT seq FROM ({arm.sql(direction)}) AS arm{n}" for n, arm in enumerate(arms)]  # noqa: S608
    parameters = [value for arm in arms for value in (*arm.parameters, limit)]
    sql = f"SELECT seq FROM ({' UNION '.join(parts)}) AS found ORDER BY seq {direction} LIMIT %s"  # noqa: S608
    # A plan that is kept is made for any values; what several conditions ask together must be planned each
    # time.
    if all(arm.conditions <= 1 for arm in arms):
        return [row[0] for row in prepared.fetch(sql, [*parameters, limit])]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, limit])
        return [row[0] for row in cursor.fetchall()]


class Arm:
    """One way to find statements. `table` has the columns; `side` is walked instead where a key drives."""

    def __init__(self, table: str, side: str, driving: int | None) -> None:
        self.table, self.side, self.driving = table, side, driving
        self.where: list[str] = []
        self.parameters: list[Any] = []
        self.conditions = 0
        self.at = "s.seq"
        if driving is not None:
            self.at = "k.seq"
            self.add("k.key = %s", driving)

    def add(self, sql: str, *values: Any, counts: bool = True) -> None:
        self.where.append(sql)
        self.parameters += [_adapted(value) for value in values]
        self.conditions += counts

    def names(self, key: int) -> None:
        """The row names this key somewhere."""
        if connection.vendor == "postgresql":
            self.add("s.related @> ARRAY[%s]::bigint[]", key)
        else:
            same = " AND x.target = s.target" if self.table == "lrs_targeted" else ""
            self.add(f"EXISTS (SELECT 1 FROM {self.side} x WHERE x.key = %s AND x.seq = s.seq{same})", key)  # noqa: S608

    def sql(self, direction: str) -> str:
        source = f"{self.table} s"
        if self.driving is not None:
            same = " AND k.target = s.target" if self.table == "lrs_targeted" else ""
            source = f"{self.side} k JOIN {self.table} s ON s.seq = k.seq{same}"
        if self.table == "lrs_targeted":
            source += " JOIN lrs_statement o ON o.seq = s.seq"
        own = "o" if self.table == "lrs_targeted" else "s"
        voided = (
            f"({own}.verb = {key_of(VERB, VOIDED)} "  # noqa: S608
            f"OR NOT EXISTS (SELECT 1 FROM lrs_voided v WHERE v.target = {own}.id))"
        )
        where = " AND ".join([*self.where, voided])
        distinct = "DISTINCT " if self.table == "lrs_targeted" else ""
        return (
            f"SELECT {distinct}{self.at} AS seq FROM {source} WHERE {where} "  # noqa: S608
            f"ORDER BY {self.at} {direction} LIMIT %s"
        )


def _arms(query: Query) -> list[Arm]:
    filters = any((query.agent is not None, query.verb, query.activity, query.registration))
    tables = [("lrs_statement", "lrs_related")]
    if filters:
        tables.append(("lrs_targeted", "lrs_targeted_related"))
    return [_limited(arm, query) for table, side in tables for arm in _ways(query, table, side)]


def _ways(query: Query, table: str, side: str) -> Sequence[Arm]:
    """The arms of one table, with the filters that a target may meet in the place of its referrer."""
    agent, activity = query.agent, query.activity
    broad = key_of(ACTIVITY, activity) if activity and query.related_activities else None
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
    own = "o" if arm.table == "lrs_targeted" else "s"
    if query.authority is not None:
        arm.add(f"{own}.authority = %s", query.authority)
    if query.actor is not None:
        arm.add(f"{own}.actor = %s", key_of(AGENT, query.actor))
    if query.since:
        arm.add(f"{arm.at} >= %s", seq_at(query.since) + (1 << 10), counts=False)
    if query.until:
        arm.add(f"{arm.at} < %s", seq_at(query.until) + (1 << 10), counts=False)
    if query.after is not None:
        arm.add(f"{arm.at} {'>' if query.ascending else '<'} %s", query.after, counts=False)
    if query.before is not None:
        arm.add(f"{arm.at} < %s", query.before, counts=False)
    return arm


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
