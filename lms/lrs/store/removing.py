"""Taking statements out for good: for retention and erasure, through the audited maintenance and nothing
else.

What follows from a statement goes with it, so that the tables stand as if it had never come; and whoever
counted it is told to count again. Definitions of activities stay: they speak of nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.audit import append_only
from lms.lrs.models import (
    Attached,
    Attachment,
    DeadLetter,
    Reference,
    Statement,
    Targeted,
    Voided,
)
from lms.lrs.store import references
from lms.lrs.store.foundation import key_of
from lms.lrs.store.voiding import stored_facts
from lms.lrs.store.writing import publish_removed
from lms.lrs.validation.facts import VERB
from lms.lrs.vocabulary import VOIDED

TABLES = ("lrs_attached", "lrs_attachment", "lrs_related", "lrs_statement", "lrs_voided")
AT_ONCE = 500  # rows a query; SQLite has a limit of parameters


@dataclass
class Removed:
    """How many rows went."""

    statements: int = 0
    attachments: int = 0

    def __add__(self, other: "Removed") -> "Removed":
        return Removed(self.statements + other.statements, self.attachments + other.attachments)


def without_voiding(rows: QuerySet[Statement], stays: Q) -> QuerySet[Statement]:
    """Leave out the statements that void one which stays (and is stored): what was taken back must not come
    back. `stays` is a condition on the one that is voided; OuterRef of it is the Reference. Nothing voids a
    statement that is voiding itself.
    """
    voiding = key_of(VERB, VOIDED)
    target = Statement.objects.filter(stays, uuid=OuterRef("target")).exclude(verb=voiding)
    voids = Reference.objects.filter(Exists(target), seq=OuterRef("seq"))
    return rows.exclude(Q(Exists(voids), verb=voiding))


def remove(
    seqs: Sequence[int], *, reason: str, details: dict[str, Any], by: UUID | None, at: datetime
) -> Removed:
    """Remove these statements in one transaction, with one audit event. See `without_voiding` first."""
    removed = Removed()
    with transaction.atomic():
        # Under a lock, so that a rebuild of what follows from them is over, or begins when they are gone.
        there = Statement.objects.select_for_update().filter(seq__in=seqs).order_by("seq")
        rows = dict(there.values_list("seq", "uuid"))
        if not rows:
            return removed
        ids = set(rows.values())
        lifted = append_only.maintenance(
            tables=TABLES,
            by=by,
            reason=reason,
            details={"statements": len(rows), "first_seq": min(rows), "last_seq": max(rows), **details},
            at=at,
        )
        with lifted:
            # Told before they go: from their texts, whose they are.
            publish_removed(stored_facts(list(ids)), at=at)
            referring = _above(ids)
            gone = [*rows, *(row.seq for row in referring)]
            for some in _portions(gone):
                _delete_keys("lrs_targeted_related", "lrs_targeted", some)
                Targeted.objects.filter(seq__in=some).delete()
            for some in _portions(list(rows)):
                _delete_keys("lrs_related", "lrs_statement", some)
                Reference.objects.filter(seq__in=some).delete()
                removed.statements += Statement.objects.filter(seq__in=some).delete()[0]
            DeadLetter.objects.filter(statement__in=ids).delete()
            _forget_voidings(ids)
            removed.attachments = _detach(ids)
            references.extend([row.uuid for row in referring])
    return removed


def _portions(values: Sequence[int]) -> list[Sequence[int]]:
    return [values[n : n + AT_ONCE] for n in range(0, len(values), AT_ONCE)]


def _above(ids: Collection[UUID]) -> list[Reference]:
    """Statements that target these, or that target such, and stay."""
    found: dict[UUID, Reference] = {}
    level = set(ids)
    for _ in range(references.LONGEST_CHAIN):
        rows = Reference.objects.filter(target__in=level).exclude(uuid__in=ids)
        fresh = {row.uuid: row for row in rows if row.uuid not in found}
        found |= fresh
        level = set(fresh)
        if not level:
            break
    return list(found.values())


def _delete_keys(side: str, table: str, seqs: Sequence[int]) -> None:
    """The side rows of these rows, found by the key that each begins with: by `seq` alone no index would."""
    targets = " AND gone.target = s.target" if table == "lrs_targeted" else ""
    places = ", ".join(["%s"] * len(seqs))
    same = ", s.target" if table == "lrs_targeted" else ""
    if connection.vendor == "postgresql":
        sql = (
            f"DELETE FROM {side} gone USING "  # noqa: S608 - names of tables
            f"(SELECT unnest(related) AS key, seq{same.replace('s.', '')} FROM {table} "
            f"WHERE seq IN ({places})) s WHERE gone.key = s.key AND gone.seq = s.seq{targets}"
        )
    else:
        columns = "key, seq, target" if table == "lrs_targeted" else "key, seq"
        sql = (
            f"DELETE FROM {side} WHERE ({columns}) IN (SELECT named.value, s.seq{same} "  # noqa: S608
            f"FROM {table} s, json_each(s.related) named WHERE s.seq IN ({places}))"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(seqs))


def _forget_voidings(ids: Collection[UUID]) -> None:
    """What these voided is not voided by them any more; it may be by another one."""
    rows = Voided.objects.filter(voiding__in=ids)
    targets = set(rows.values_list("target", flat=True))
    if not targets:
        return
    rows.delete()
    others = dict(Reference.objects.filter(target__in=targets).order_by("-seq").values_list("uuid", "target"))
    voiding = Statement.objects.filter(uuid__in=others, verb=key_of(VERB, VOIDED)).order_by("seq")
    first: dict[UUID, UUID] = {}
    for uuid in voiding.values_list("uuid", flat=True):
        first.setdefault(others[uuid], uuid)
    Voided.objects.bulk_create([Voided(target=target, voiding=first[target]) for target in sorted(first)])


def _detach(ids: Collection[UUID]) -> int:
    """Raw data that came with these, unless it came with others too."""
    ties = Attached.objects.filter(statement__in=ids)
    if not ties.exists():
        return 0
    if connection.vendor == "postgresql":  # nobody may tie the same data to a new statement meanwhile
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE lrs_attached IN SHARE ROW EXCLUSIVE MODE")
    hashes = set(ties.values_list("sha2", flat=True))
    ties.delete()
    held = Attached.objects.filter(sha2=OuterRef("sha2"))
    return Attachment.objects.filter(~Exists(held), sha2__in=hashes).delete()[0]
