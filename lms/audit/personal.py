"""Who holds what about a person: each package says so in `AppConfig.ready()`, for whoever erases one.

What a package does about it is its own affair: it subscribes to the topic `person.erased`. Here it only
counts, before and after, so that a person can be told what will go and what stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Person:
    """Everything by which a person may be known in some table."""

    uuid: UUID
    account_name: str  # in statements
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    with_statements: bool = False  # whether their statements are to be removed too


@dataclass(frozen=True)
class Holding:
    """How many rows of what, and whether they go. What stays speaks of nobody."""

    what: str
    rows: int
    goes: bool = True


_held: dict[str, Callable[[Person], list[Holding]]] = {}


class AlreadyRegistered(Exception):
    """Two packages with one name."""


def register(name: str, *, held: Callable[[Person], list[Holding]]) -> None:
    """`held` counts and writes nothing. Raises AlreadyRegistered."""
    if name in _held:
        raise AlreadyRegistered(f"{name} is already registered.")
    _held[name] = held


def holdings(person: Person) -> list[Holding]:
    """Of all packages, those of no rows left out."""
    return [one for held in _held.values() for one in held(person) if one.rows]
