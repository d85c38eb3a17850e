"""lrs_targeted: the columns of each target, under the seq of each statement that targets it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lms.lrs.models import Reference, Statement, Targeted, TargetedRelated
from lms.lrs.store.rebuilding.pages import hold, ranges, waiting
from lms.lrs.store.references import REFERRED, copied, found_under

COLUMNS = ("verb", "actor", "activity", "registration", "related", "authority")
Pair = tuple[int, UUID]


@dataclass
class Differing:
    missing: set[Pair] = field(default_factory=set)
    extra: set[Pair] = field(default_factory=set)
    wrong: set[Pair] = field(default_factory=set)

    def seqs(self) -> set[int]:
        return {seq for seq, _ in self.missing | self.extra | self.wrong}


def check() -> list[str]:
    found: list[str] = []
    for after, to in ranges(Reference.objects.all()):
        if seqs := _differing(Q(seq__gt=after, seq__lte=to)).seqs():
            found += _said(_differing(Q(seq__in=seqs)))
    return found


def rebuild() -> int:
    for after, to in ranges(Reference.objects.all()):
        if seqs := _differing(Q(seq__gt=after, seq__lte=to)).seqs():
            _mend(seqs)
    return Targeted.objects.count()


def _stored(span: Q) -> dict[Pair, tuple[Any, ...]]:
    rows = Targeted.objects.filter(span)
    return {(row.seq, row.target): _columns(row) for row in rows.iterator(chunk_size=500)}


def _columns(row: Targeted | Statement) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


def _differing(span: Q) -> Differing:
    before = _stored(span)
    pairs, targets = found_under(list(Reference.objects.filter(span)))
    after = _stored(span)
    return Differing(
        missing=pairs - after.keys(),
        extra={pair for pair in before if pair not in pairs and pair in after},
        wrong={pair for pair in pairs & after.keys() if after[pair] != _columns(targets[pair[1]])},
    )


def _said(differing: Differing) -> list[str]:
    edges = Reference.objects.filter(seq__in=differing.seqs())
    names = dict(edges.values_list("seq", "uuid"))
    late = waiting(REFERRED) if differing.missing else set()
    found = [
        f"lrs_targeted does not find the statement {names.get(seq, seq)} under {target}, which it targets."
        for seq, target in sorted(differing.missing)
        if not late & {str(uuid) for uuid in _way(seq)}
    ]
    found += [
        f"lrs_targeted has a row too many: the statement {names.get(seq, f'with seq {seq}')} does not target "
        f"{target}, or that is not stored."
        for seq, target in sorted(differing.extra)
    ]
    found += [
        f"lrs_targeted has other columns than {target} for the statement {names.get(seq, seq)}, which "
        "targets it."
        for seq, target in sorted(differing.wrong)
    ]
    return found


def _way(seq: int) -> list[UUID]:
    """The statement and those that it targets, one after the other."""
    way: list[UUID] = []
    row = Reference.objects.filter(seq=seq).first()
    while row is not None and row.uuid not in way:
        way.append(row.uuid)
        row = Reference.objects.filter(uuid=row.target).first()
    return [*way, *([row.target] if row else [])]


def _mend(seqs: Collection[int]) -> None:
    with transaction.atomic():
        ids: set[UUID] = set()
        for seq in seqs:
            ids.update(_way(seq))
        _, targets = found_under(list(Reference.objects.filter(seq__in=seqs)))
        hold(ids | targets.keys())
        differing = _differing(Q(seq__in=seqs))
        for seq, target in sorted(differing.extra):
            TargetedRelated.objects.filter(
                seq=seq, target=target, key__in=Targeted.objects.get(seq=seq, target=target).related
            ).delete()
            Targeted.objects.filter(seq=seq, target=target).delete()
        stored = Statement.objects.in_bulk({t for _, t in differing.wrong}, field_name="uuid")
        for seq, target in sorted(differing.wrong):
            right = {name: getattr(stored[target], name) for name in COLUMNS}
            Targeted.objects.filter(seq=seq, target=target).update(**right)
        missing = {target for _, target in differing.missing}
        copied(
            sorted(differing.missing | differing.wrong),
            stored | Statement.objects.in_bulk(missing, field_name="uuid"),
        )
