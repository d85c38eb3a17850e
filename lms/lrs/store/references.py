"""Statements that target others, and under what they are found because of it.

A target may be stored before or after the statement that targets it, or at the same moment in another
transaction, where neither sees the other. For the last case a row in the outbox looks again: once at once,
and once when any transaction of that moment has ended.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from lms import outbox
from lms.lrs.models import Reference, Statement, Targeted, TargetedRelated
from lms.lrs.store.receiving import Arrived
from lms.lrs.validation import Invalid

REFERRED = "statement.referred"
LONGEST_CHAIN = (
    16  # statements that target statements that target …: what stands further off is not looked at
)
# Keys that are copied for one batch. Without a bound, a few hundred short statements that target one that
# names thousands of people would have the store write millions of rows.
MOST_COPIED = 50_000
FEW = 100  # keys of a statement that is never refused, however many wait for it
SECOND_LOOK = timedelta(minutes=2)  # longer than a transaction may stay open


def link(
    referring: list[tuple[int, Arrived]], awaited: Iterable[UUID], *, at: datetime, bounded: bool = True
) -> None:
    """Note new statements (with their seq) that target others, and those that others were waiting for.

    Raises Invalid where this would copy more than MOST_COPIED keys, unless it is not `bounded`.
    """
    made = [Reference(seq=seq, uuid=one.id, target=one.target) for seq, one in referring if one.target]
    Reference.objects.bulk_create(sorted(made, key=lambda row: row.uuid), ignore_conflicts=True)
    new = {row.seq for row in made} if bounded else None
    found = extend([*(row.uuid for row in made), *awaited], new=new)
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


def extend(ids: list[UUID], *, new: Collection[int] | None = None) -> set[UUID]:
    """Write what these, and all that target them, are found under. Returns the targets that are stored.

    With `new`, the seqs of what is being stored, raises Invalid where that is too much.
    """
    edges = {row.uuid: row for row in Reference.objects.filter(uuid__in=ids)}
    level = set(ids)
    for _ in range(LONGEST_CHAIN):  # upwards: who targets them
        above = Reference.objects.filter(target__in=level).exclude(uuid__in=edges)
        fresh = {row.uuid: row for row in above} if level else {}
        edges.update(fresh)
        level = set(fresh)
        if not level:
            break
    pairs, stored = found_under(list(edges.values()))
    if new is not None:
        _refuse_too_much([stored[target].related for seq, target in pairs if seq in new])
        _refuse_too_much([stored[target].related for seq, target in pairs if seq not in new], few=FEW)
    copied(sorted(pairs), stored)
    return set(stored)


def _refuse_too_much(copied: list[list[int]], *, few: int = 0) -> None:
    if sum(len(keys) for keys in copied if len(keys) > few) > MOST_COPIED:
        raise Invalid(
            "object", "too many statements target one another that name too many agents and activities"
        )


def found_under(rows: Collection[Reference]) -> tuple[set[tuple[int, UUID]], dict[UUID, Statement]]:
    """Under which stored targets these are found, as (seq, target), and those targets."""
    edges = {row.uuid: row for row in rows}
    level = {row.target for row in rows} - edges.keys()
    for _ in range(LONGEST_CHAIN):  # downwards: what they target in turn
        if not level:
            break
        fresh = {row.uuid: row for row in Reference.objects.filter(uuid__in=level)}
        edges.update(fresh)
        level = {row.target for row in fresh.values()} - edges.keys()
    pairs = {(row.seq, target) for row in rows for target in chain(row, edges)}
    stored = {row.uuid: row for row in Statement.objects.filter(uuid__in={target for _, target in pairs})}
    return {pair for pair in pairs if pair[1] in stored}, stored


def chain(row: Reference, edges: Mapping[UUID, Reference]) -> list[UUID]:
    """The targets of a statement, nearest first. Two statements may target each other: each stands once."""
    found: list[UUID] = []
    at: Reference | None = row
    while at is not None and at.target not in found and len(found) < LONGEST_CHAIN:
        found.append(at.target)
        at = edges.get(at.target)
    return found


def copied(pairs: list[tuple[int, UUID]], stored: Mapping[UUID, Statement]) -> None:
    """Write these pairs. In one order for every writer: two transactions may reach the same pair."""
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
