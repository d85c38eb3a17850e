"""Tables that can be thrown away: each knows how to make itself again, and how to tell that it would come
out equal.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Derived:
    """One derived table, or a record that must equal a fold of the statements (completions)."""

    name: str
    rebuild: Callable[[], int]  # makes every row again in transactions of its own; returns how many
    check: Callable[[], list[str]]  # writes nothing; returns one plain sentence per difference, [] when equal


class AlreadyRegistered(Exception):
    """Two derived tables with one name."""


_derived: dict[str, Derived] = {}


def register(name: str, *, rebuild: Callable[[], int], check: Callable[[], list[str]]) -> None:
    """Have `manage.py rebuild` walk this table. Order of rebuild is order of registration. Raises
    AlreadyRegistered.

    A rebuild must leave readers with the old rows or the new, never with none, and depends on stored dates
    only, so that the same statements give the same rows on any day.
    """
    if name in _derived:
        raise AlreadyRegistered(f"{name} is already registered.")
    _derived[name] = Derived(name, rebuild, check)


def registered() -> list[Derived]:
    return list(_derived.values())
