"""lrs_reference: each statement whose object is a StatementRef, with its target."""

import json
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from lms.lrs.models import Reference, Statement
from lms.lrs.store.rebuilding.pages import hold, ranges
from lms.lrs.store.receiving import target_of

Edge = tuple[UUID, UUID]

# No activity, so an index leads to them: StatementRefs, and the few whose object is an agent or SubStatement.
_SOME = Statement.objects.filter(activity__isnull=True)


def check() -> list[str]:
    found: list[str] = []
    for after, to in ranges(_SOME):
        span = Q(seq__gt=after, seq__lte=to)
        if seqs := _differing(span):
            found += _differing(Q(seq__in=seqs)).values()
    return found


def rebuild() -> int:
    for after, to in ranges(_SOME):
        if seqs := _differing(Q(seq__gt=after, seq__lte=to)):
            _mend(seqs)
    return Reference.objects.count()


def _differing(span: Q) -> dict[int, str]:
    before = _stored(span)
    due = _due(span)
    after = _stored(span)
    said: dict[int, str] = {}
    for seq in sorted(before.keys() | due.keys()):
        uuid, target = due.get(seq, (None, None))
        if seq not in after and seq in due:
            said[seq] = f"lrs_reference has no row for the statement {uuid}, which targets {target}."
        elif seq not in due and seq in after:
            said[seq] = f"lrs_reference has a row too many: {before[seq][0]} is no statement with a target."
        elif seq in due and after[seq] != due[seq]:
            said[seq] = (
                f"lrs_reference says of the statement {uuid} that {after[seq][0]} targets {after[seq][1]}; "
                f"it targets {target}."
            )
    return said


def _stored(span: Q) -> dict[int, Edge]:
    return {row.seq: (row.uuid, row.target) for row in Reference.objects.filter(span)}


def _due(span: Q) -> dict[int, Edge]:
    rows = _SOME.filter(span).values_list("seq", "uuid", "body")
    found = ((seq, uuid, target_of(json.loads(body))) for seq, uuid, body in rows.iterator(chunk_size=100))
    return {seq: (uuid, target) for seq, uuid, target in found if target is not None}


def _mend(seqs: Collection[int]) -> None:
    with transaction.atomic():
        hold(list(Statement.objects.filter(seq__in=seqs).values_list("uuid", flat=True)))
        due = _due(Q(seq__in=seqs))
        rows = Reference.objects.filter(seq__in=seqs)
        gone = ~Exists(Statement.objects.filter(seq=OuterRef("seq")))
        rows.filter(gone | ~Q(seq__in=due)).delete()
        # Another row may hold the id of one that is right.
        Reference.objects.filter(uuid__in=[uuid for uuid, _ in due.values()]).exclude(seq__in=due).delete()
        known = _stored(Q(seq__in=due))
        wrong = {seq for seq, edge in known.items() if edge != due[seq]}
        Reference.objects.filter(seq__in=wrong).delete()
        Reference.objects.bulk_create(
            sorted(
                (
                    Reference(seq=seq, uuid=uuid, target=target)
                    for seq, (uuid, target) in due.items()
                    if seq in wrong or seq not in known
                ),
                key=lambda row: row.uuid,
            ),
            ignore_conflicts=True,
        )
