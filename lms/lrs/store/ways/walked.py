"""Ways that are led by one key, and look at its entries in turn (PostgreSQL)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms import prepared
from lms.lrs.store.foundation import key_of
from lms.lrs.store.ways.planned import Arm, limited, targeted
from lms.lrs.store.ways.query import Query, Way, bounds, not_voided, owned
from lms.lrs.validation.facts import ACTIVITY, AGENT, DIRECT, VERB

STEPS = 5_000  # entries of one key that are looked at before another key leads


@dataclass(frozen=True)
class Led:
    """The index along which a walk goes: a column of a table, and the value that it must have."""

    table: str
    column: str
    value: Any


class Walk(Way):
    """Along the entries of one key, the first `steps` of them or all (PostgreSQL).

    What comes after is asked of each entry: first, in the side table, whether the statement names what is
    `probed` too, which reads no statement; then the conditions, of the statement. OFFSET 0 keeps this order.
    """

    def __init__(
        self, query: Query, led: Led, *, probed: Sequence[int] = (), steps: int | None = None
    ) -> None:
        super().__init__()
        window = bounds(query, "seq")
        self.entries = " AND ".join(
            [f"SELECT seq FROM {led.table} WHERE {led.column} = %s", *(sql for sql, _ in window)]  # noqa: S608
        )
        self.leading = [led.value, *(value for _, value in window)]
        self.parameters = [*self.leading, *probed]
        self.probes, self.steps, self.is_ascending = len(probed), steps, query.ascending

    def sql(self, direction: str, limit: int) -> str:
        end = "OFFSET 0" if self.steps is None else f"LIMIT {self.steps}"
        steps = f"SELECT seq FROM ({self.entries} ORDER BY seq {direction} {end}) AS entry"  # noqa: S608
        if self.probes:
            steps += f" WHERE {' AND '.join([_PROBE] * self.probes)} ORDER BY seq {direction} OFFSET 0"
        where = " AND ".join(["s.seq = k.seq", *self.where, not_voided("s")])
        return (
            f"SELECT k.seq FROM ({steps}) AS k "  # noqa: S608
            f"CROSS JOIN LATERAL (SELECT 1 FROM lrs_statement s WHERE {where} OFFSET 0) AS held "
            f"ORDER BY k.seq {direction} LIMIT {limit}"
        )

    def is_cut(self, last: int | None) -> bool:
        """Are there entries that it has not looked at, before `last` (the seq where a full page ends)?"""
        if self.steps is None:
            return False
        order, comes_before = ("ASC", "<") if self.is_ascending else ("DESC", ">")
        until = [] if last is None else [last]
        sql = self.entries + (f" AND seq {comes_before} %s" if until else "")
        beyond = f"{sql} ORDER BY seq {order} OFFSET {self.steps} LIMIT 1"
        return bool(prepared.fetch(beyond, [*self.leading, *until]))


def walks(query: Query) -> tuple[list[Walk], list[Way]] | None:
    """The ways of a query of several filters; None where one key leads anyway, or none may.

    First those of which one is enough: they find the same, led by one key after the other, the last one
    without an end. Then the others, which are needed beside it.
    """
    others: list[Way] = list(targeted(query))
    if query.registration:
        return [], [_by_registration(query, query.registration), *others]
    activity = [key_of(ACTIVITY, query.activity)] if query.activity else []
    if query.agent is None:
        return (_led(query, activity), others) if activity and query.verb else None
    agent = key_of(AGENT, query.agent)
    if query.related_agents:
        # An authority is no key, and may have sent most of the store.
        return None if query.authorities else (_led(query, [agent, *activity]), others)
    direct = Walk(query, Led("lrs_related", "key", key_of(DIRECT, query.agent)), probed=activity)
    others.append(_looked_at(direct, query))
    if activity:
        return _led(query, [agent, *activity], actor=agent), others
    arm = limited(Arm("lrs_statement", "lrs_related", None), query)
    arm.add("s.actor = %s", agent)
    if query.verb:
        arm.add("s.verb = %s", key_of(VERB, query.verb))
    return [], [arm, *others]


def _led(query: Query, keys: list[int], *, actor: int | None = None) -> list[Walk]:
    """Whatever is rare among keys of the side table and the verb leads to an end within STEPS. Where all are
    common and yet hardly meet, the last walk goes on; where it can, in indexes alone.
    """
    leads = [(Led("lrs_related", "key", key), [other for other in keys if other != key]) for key in keys]
    if query.verb:
        leads.append((Led("lrs_statement", "verb", key_of(VERB, query.verb)), keys))
    made = [Walk(query, led, probed=probed, steps=STEPS) for led, probed in leads if len(leads) > 1]
    led, probed = leads[0] if len(keys) > 1 else leads[-1]
    made.append(Walk(query, led, probed=probed))
    for walk in made:
        if actor is not None:
            walk.add("s.actor = %s", actor)
        _looked_at(walk, query)
    return made


def _looked_at(walk: Walk, query: Query) -> Walk:
    """What is asked of each statement on the way."""
    if query.verb:
        walk.add("s.verb = %s", key_of(VERB, query.verb))
    if query.activity and query.broad is None:
        walk.add("s.activity = %s", key_of(ACTIVITY, query.activity))
    owned(walk, query, "s")
    return walk


def _by_registration(query: Query, registration: UUID) -> Walk:
    """A registration has few statements: whatever else is asked for can be seen in each."""
    walk = Walk(query, Led("lrs_statement", "registration", registration))
    if query.agent is not None and query.related_agents:
        walk.add(_NAMES, key_of(AGENT, query.agent))
    elif query.agent is not None:
        walk.add(f"(s.actor = %s OR {_NAMES})", key_of(AGENT, query.agent), key_of(DIRECT, query.agent))
    if query.broad is not None:
        walk.add(_NAMES, query.broad)
    return _looked_at(walk, query)


_PROBE = "EXISTS (SELECT 1 FROM lrs_related x WHERE x.key = %s AND x.seq = entry.seq OFFSET 0)"
_NAMES = "s.related @> ARRAY[%s]::bigint[]"
