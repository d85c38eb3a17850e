"""Who wants to hear of what, what is due when, and who reads on by itself: three registries, filled in
`AppConfig.ready()`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol


@dataclass(frozen=True)
class Delivery:
    """What a handler is given: every waiting row of one subscriber and key, in one call."""

    topic: str
    key: str
    payload: dict[str, Any]  # of the newest row
    created_at: datetime  # of the newest row, as the publisher said it
    payloads: tuple[dict[str, Any], ...]  # of all rows, oldest first
    at: datetime  # the time of this drain, for handlers that need one


class Handler(Protocol):
    """Called inside the transaction that deletes the rows. It may be called again for the same fact, and
    by two workers at once for one key, so it locks its subject first, then reads, then writes what it
    recomputed.
    """

    def __call__(self, delivery: Delivery, /) -> object: ...


class ScheduledHandler(Protocol):
    """Called inside the transaction that moves the schedule on: `on` is the day it was due (London), `at`
    is now.
    """

    def __call__(self, *, on: date, at: datetime) -> object: ...


class Follower(Protocol):
    """Called outside any transaction, so it may wait for a network. It keeps its own place, claims what it
    works on so that two processes do not do it twice, and comes back within a minute. Returns in how many
    seconds it wants to be called again; None for at the next sweep.
    """

    def __call__(self) -> float | None: ...


@dataclass(frozen=True)
class Subscription:
    topic: str
    name: str
    handler: Handler
    verbs: frozenset[str] | None
    keys: Callable[[str], bool] | None = None
    after: timedelta = timedelta()

    def wants(self, key: str, payload: dict[str, Any]) -> bool:
        is_wanted = self.verbs is None or payload.get("verb") in self.verbs
        return is_wanted and (self.keys is None or self.keys(key))


@dataclass(frozen=True)
class Scheduled:
    name: str
    handler: ScheduledHandler
    every: Literal["day", "month"]


_subscriptions: dict[tuple[str, str], Subscription] = {}
_schedules: dict[str, Scheduled] = {}
_followers: dict[str, Follower] = {}


class AlreadyRegistered(Exception):
    """A second subscriber or schedule with the same name: rows could not tell the two apart."""


def subscribe(
    topic: str,
    *,
    name: str,
    handler: Handler,
    verbs: Collection[str] | None = None,
    keys: Callable[[str], bool] | None = None,
    after: timedelta = timedelta(),
) -> None:
    """Have `handler` called for rows of `topic`. `name` is written into rows: permanent, unique in the topic.

    `verbs` keeps only rows whose payload has one of these under "verb", `keys` only rows whose key it is
    true of: what a subscriber does nothing with need not be written. With `after`, rows wait so long before
    they are due, so that many are handled in one call. Touches no database, so it belongs in
    `AppConfig.ready()`. Raises AlreadyRegistered.
    """
    if (topic, name) in _subscriptions:
        raise AlreadyRegistered(f"{name} already subscribes to {topic}.")
    wanted = None if verbs is None else frozenset(verbs)
    _subscriptions[topic, name] = Subscription(topic, name, handler, wanted, keys, after)


def schedule(name: str, *, handler: ScheduledHandler, every: Literal["day", "month"]) -> None:
    """Have `handler(on=…, at=…)` called once a day, or once a month due on its first day.

    Missed months give one call each, with `on` the first of that month. Missed days give one call, for today.
    Counting starts when a sweep first sees the name. Raises AlreadyRegistered.
    """
    if name in _schedules:
        raise AlreadyRegistered(f"{name} is already scheduled.")
    _schedules[name] = Scheduled(name, handler, every)


def follow(name: str, *, handler: Follower) -> None:
    """Have `handler()` called after rows were published, and with every sweep. For work that reads on from a
    place of its own instead of having a row for each thing. Raises AlreadyRegistered.
    """
    if name in _followers:
        raise AlreadyRegistered(f"{name} already follows.")
    _followers[name] = handler


def followers() -> dict[str, Follower]:
    return dict(_followers)


def subscriptions() -> list[Subscription]:
    return list(_subscriptions.values())


def subscription(topic: str, name: str) -> Subscription:
    return _subscriptions[topic, name]


def schedules() -> list[Scheduled]:
    return list(_schedules.values())
