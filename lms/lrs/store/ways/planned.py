"""Ways that are led by whatever the database thinks best."""

from django.db import connection

from lms.lrs.store.foundation import key_of
from lms.lrs.store.ways.query import Query, Way, bounds, not_voided, owned
from lms.lrs.validation.facts import ACTIVITY, AGENT, DIRECT, VERB


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
        where = " AND ".join([*self.where, not_voided(own)])
        distinct = "DISTINCT " if self.table == "lrs_targeted" else ""
        return (
            f"SELECT {distinct}{self.at} AS seq FROM {source} WHERE {where} "  # noqa: S608
            f"ORDER BY {self.at} {direction} LIMIT {limit}"
        )


def arms(query: Query) -> list[Arm]:
    """The ways of a query, led by whatever the database thinks best."""
    own = [limited(arm, query) for arm in _arms_of(query, "lrs_statement", "lrs_related")]
    return [*own, *targeted(query)] if query.has_filters else own


def targeted(query: Query) -> list[Arm]:
    return [limited(arm, query) for arm in _arms_of(query, "lrs_targeted", "lrs_targeted_related")]


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
    for authority in query.authorities:
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


def limited(arm: Arm, query: Query) -> Arm:
    """What the statement itself must meet, also where it is found by its target."""
    owned(arm, query, "o" if arm.table == "lrs_targeted" else "s")
    if arm.table == "lrs_targeted":
        # What a client may not read must not be learnt by asking which of its own statements targets it.
        owned(arm, query, "s")
    for sql, value in bounds(query, arm.at):
        arm.add(sql, value, counts=False)
    return arm
