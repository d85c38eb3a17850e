"""Statements that target others, and under what they are found because of it.

A target may be stored before or after the statement that targets it, or at the same moment in another
transaction, where neither sees the other. For the last case a row in the outbox looks again: once at once,
and once when any transaction of that moment has ended.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from lms import outbox
from lms.lrs.models import Reference, Statement, Targeted, TargetedRelated
from lms.lrs.store.receiving import Arrived

REFERRED = "statement.referred"
LONGEST_CHAIN = (
    16  # statements that target statements that target …: what stands further off is not looked at
)
SECOND_LOOK = timedelta(minutes=2)  # longer than a transaction may stay open


def link(referring: list[tuple[int, Arrived]], awaited: Iterable[UUID], *, at: datetime) -> None:
    """Note new statements (with their seq) that target others, and those that others were waiting for."""
    made = [Reference(seq=seq, uuid=one.id, target=one.target) for seq, one in referring if one.target]
    Reference.objects.bulk_create(sorted(made, key=lambda row: row.uuid), ignore_conflicts=True)
    found = extend([*(row.uuid for row in made), *awaited])
    missing = [row for row in made if row.target not in found]
    rows = [(str(row.uuid), {"statement": str(row.uuid)}) for row in missing]
    outbox.publish_many(REFERRED, rows, at=at)
    outbox.publish_many(REFERRED, rows, at=at + SECOND_LOOK)


def look_again(referring: UUID) -> UUID | None:
    """Link a statement whose target was not there. Returns the target's id if it is stored by now."""
    row = Reference.objects.filter(uuid=referring).first()
    if row is None or row.target not in extend([row.uuid]):
        return None
    return row.target


def extend(ids: list[UUID]) -> set[UUID]:
    """Write what these, and all that target them, are found under. Returns the targets that are stored."""
    edges = {row.uuid: row for row in Reference.objects.filter(uuid__in=ids)}
    level = set(ids)
    for _ in range(LONGEST_CHAIN):  # upwards: who targets them
        above = Reference.objects.filter(target__in=level).exclude(uuid__in=edges)
        fresh = {row.uuid: row for row in above} if level else {}
        edges.update(fresh)
        level = set(fresh)
        if not level:
            break
    level = {row.target for row in edges.values()} - edges.keys()
    reached = list(edges.values())
    for _ in range(LONGEST_CHAIN):  # downwards: what they target in turn
        if not level:
            break
        fresh = {row.uuid: row for row in Reference.objects.filter(uuid__in=level)}
        edges.update(fresh)
        level = {row.target for row in fresh.values()} - edges.keys()
    pairs = {(row.seq, target) for row in reached for target in _chain(row, edges)}
    stored = {row.uuid: row for row in Statement.objects.filter(uuid__in={target for _, target in pairs})}
    _write(sorted(pair for pair in pairs if pair[1] in stored), stored)
    return set(stored)


def _chain(row: Reference, edges: dict[UUID, Reference]) -> list[UUID]:
    """The targets of a statement, nearest first. Two statements may target each other: each stands once."""
    chain: list[UUID] = []
    at: Reference | None = row
    while at is not None and at.target not in chain and len(chain) < LONGEST_CHAIN:
        chain.append(at.target)
        at = edges.get(at.target)
    return chain


def _write(pairs: list[tuple[int, UUID]], stored: dict[UUID, Statement]) -> None:
    """In one order for every writer: two transactions may reach the same pair."""
    rows = [(seq, stored[target]) for seq, target in pairs]
    Targeted.objects.bulk_create(
        [
            Targeted(
                seq=seq,
                target=row.uuid,
                verb=row.verb,
                actor=row.actor,
                activity=row.activity,
                registration=row.registration,
                related=row.related,
                authority=row.authority,
            )
            for seq, row in rows
        ],
        ignore_conflicts=True,
    )
    TargetedRelated.objects.bulk_create(
        sorted(
            (TargetedRelated(key=key, seq=seq, target=row.uuid) for seq, row in rows for key in row.related),
            key=lambda made: (made.key, made.seq, made.target),
        ),
        ignore_conflicts=True,
    )
