"""Finding statements by the filters of the specification (communication 2.1.3), newest or oldest first.

The ways into the tables (store/ways) each give the first seqs along one index, and the first of their union
are read, in one query. Where a plan fits any values PostgreSQL keeps it; the rest is planned each time.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lms import prepared
from lms.lrs.models import Statement, Targeted, Voided
from lms.lrs.store import ways
from lms.lrs.store.authorities import authority_text
from lms.lrs.store.foundation import key_of
from lms.lrs.store.ways import Query, seq_at
from lms.lrs.validation.facts import VERB
from lms.lrs.vocabulary import VOIDED

__all__ = ["Found", "Query", "find", "get", "seq_at"]

# Lengths that are asked of the database: a number in the text is one that it plans for, and few texts are
# few plans to keep.
PAGES = (11, 26, 51, 101, 201, 501)


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


def find(query: Query, *, limit: int) -> list[Found]:
    """The first `limit` (at most 501) statements that meet the query and are not voided."""
    asked = _identifiers(query)
    return [found for found in _page(query, limit)[:limit] if _names(found, asked)]


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


def _page(query: Query, limit: int) -> list[Found]:
    length = next(size for size in PAGES if size >= limit)
    arms = ways.arms(query)
    if all(arm.conditions <= 1 for arm in arms):
        return _read(arms, query, length, is_kept=True)
    walks = ways.walks(query) if connection.vendor == "postgresql" else None
    if walks is None:
        return _read(arms, query, length, is_kept=False)
    leads, others = walks
    if not leads:
        return _read(others, query, length, is_kept=True)
    for walk in leads:
        page = _read([walk, *others], query, length, is_kept=True)
        if not walk.is_cut(page[-1].seq if len(page) == length else None):
            break
    return page


def _read(found: Sequence[ways.Way], query: Query, length: int, *, is_kept: bool) -> list[Found]:
    """The first of what these ways find. A plan that is kept is made for any values."""
    direction = query.direction
    parts = [
        f"SELECT seq FROM ({way.sql(direction, length)}) AS way{n}"  # noqa: S608
        for n, way in enumerate(found)
    ]
    sql = (
        "SELECT s.seq, s.id, s.stored, s.happened, s.body, s.authority, s.version "  # noqa: S608
        f"FROM (SELECT seq FROM ({' UNION '.join(parts)}) AS found ORDER BY seq {direction} LIMIT {length}) "
        f"AS page JOIN lrs_statement s ON s.seq = page.seq ORDER BY page.seq {direction}"
    )
    parameters = [value for way in found for value in way.parameters]
    if is_kept:
        return [_found(row) for row in prepared.fetch(sql, parameters)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [_found(row) for row in cursor.fetchall()]


def _found(row: Sequence[Any]) -> Found:
    """SQLite has no type for a UUID, and its instants are UTC without saying so."""
    if connection.vendor == "postgresql":
        return Found(*row)
    seq, uuid, stored, happened, *rest = row
    return Found(seq, UUID(uuid), stored.replace(tzinfo=UTC), happened.replace(tzinfo=UTC), *rest)
