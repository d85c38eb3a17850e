"""What was laid down at the first migrate and never changes: the base IRI, and the key of every hashed
column.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import blake2b

from lms.lrs.models import Store


class NotMigrated(RuntimeError):
    """The store's one row is missing: the database has not been migrated."""


@cache  # it cannot change while the database lives, and an exception is not kept
def _laid_down() -> tuple[str, bytes]:
    row = Store.objects.values_list("base_iri", "hash_key").first()
    if row is None:
        raise NotMigrated("The record store has no base IRI yet: run manage.py migrate.")
    return row[0], bytes.fromhex(row[1])


def base_iri() -> str:
    """The permanent beginning of every IRI of our own statements, as written at the first migrate from
    settings.BASE_IRI, without a slash at its end. Raises NotMigrated."""
    return _laid_down()[0]


def secret_key() -> bytes:
    """The key of every keyed hash of this store."""
    return _laid_down()[1]


def key_of(kind: str, identifier: str) -> int:
    """The signed 64-bit key of an identifier of one kind (see validation.facts), equal for the database's
    life.
    """
    return _kept(kind, identifier) if len(identifier) <= LONGEST_KEPT else _hashed(kind, identifier)


def _hashed(kind: str, identifier: str) -> int:
    digest = blake2b(f"{kind} {identifier}".encode(), digest_size=8, key=_laid_down()[1]).digest()
    return int.from_bytes(digest, "big", signed=True)


# Verbs, activities and the people of an hour come again and again; nobody can fill the memory with long ones.
LONGEST_KEPT = 200
_kept = lru_cache(maxsize=20_000)(_hashed)


def keys_of(pairs: Iterable[tuple[str, str]]) -> list[int]:
    """Their keys, sorted: side rows go into the index in its order, for every writer alike."""
    return sorted({(_kept if len(text) <= LONGEST_KEPT else _hashed)(kind, text) for kind, text in pairs})


def forget() -> None:
    """Read the row again: for tests, which go from one database to the next in one process."""
    _laid_down.cache_clear()
    _kept.cache_clear()
