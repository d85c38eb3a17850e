"""The front door of the record store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from lms.lrs.models import Store


class StatementConflict(Exception):
    """A statement with this id is stored already and says something else (xAPI communication 2.1.1: 409)."""


def record(statements: Sequence[Mapping[str, Any] | str], *, at: datetime) -> list[UUID]: ...


def statements_of(account_name: str, *, verbs: Collection[str] | None = None) -> list[dict[str, Any]]: ...


def iter_statements(
    *, verbs: Collection[str] | None = None, batch: int = 2000
) -> Iterator[dict[str, Any]]: ...


def accounts() -> Iterator[str]: ...


@cache
def base_iri() -> str:
    return Store.objects.get().base_iri
