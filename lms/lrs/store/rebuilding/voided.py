"""lrs_voided: what voiding statements name. Triggers protect it, so a rebuild adds what is missing and says
leaves the rest; a check says both.

Of several that void one statement the row names the first that came, which nothing else says: any of them is
right.
"""

import json
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.lrs.models import Statement, Voided
from lms.lrs.store.foundation import key_of
from lms.lrs.store.rebuilding.pages import PAGE, hold, ranges
from lms.lrs.store.voiding import stored_facts
from lms.lrs.store.writing import publish_voided
from lms.lrs.validation import facts
from lms.lrs.validation.facts import VERB
from lms.lrs.vocabulary import VOIDED


def check() -> list[str]:
    found = [
        f"lrs_voided has no row for the statement {target}, which {voiding} voids."
        for after, to in ranges(_voiding())
        for voiding, target in _missing(Q(seq__gt=after, seq__lte=to))
    ]
    last: UUID | None = None
    while True:
        rows = Voided.objects.order_by("target")
        page = list((rows.filter(target__gt=last) if last else rows)[:PAGE])
        if not page:
            return found
        said = {uuid: said.voids for said, uuid in stored_facts([row.voiding for row in page])}
        doubtful = [row.pk for row in page if said.get(row.voiding) != row.target]
        found += [  # once more: it may have been taken out meanwhile
            f"lrs_voided has a row too many: {row.voiding} does not void the statement {row.target}. "
            "Rows are only added there: a rebuild leaves it."
            for row in Voided.objects.filter(pk__in=doubtful).order_by("target")
        ]
        last = page[-1].target


def rebuild() -> int:
    for after, to in ranges(_voiding()):
        span = Q(seq__gt=after, seq__lte=to)
        if missing := _missing(span):
            with transaction.atomic():
                hold([voiding for voiding, _ in missing])
                _add(_missing(span))
    return Voided.objects.count()


def _voiding() -> QuerySet[Statement]:
    return Statement.objects.filter(verb=key_of(VERB, VOIDED))


def _missing(span: Q) -> list[tuple[UUID, UUID]]:
    """(voiding, target) of the statements that void something of which no row says so."""
    rows = _voiding().filter(span).order_by("seq").values_list("uuid", "body")
    said = [(uuid, facts(json.loads(body)).voids) for uuid, body in rows]
    targets = {target for _, target in said if target is not None}
    known = set(Voided.objects.filter(target__in=targets).values_list("target", flat=True))
    return [(uuid, target) for uuid, target in said if target is not None and target not in known]


def _add(missing: list[tuple[UUID, UUID]]) -> None:
    first: dict[UUID, UUID] = {}
    for voiding, target in missing:
        first.setdefault(target, voiding)
    Voided.objects.bulk_create(
        [Voided(target=target, voiding=first[target]) for target in sorted(first)], ignore_conflicts=True
    )
    for said, uuid in stored_facts(list(first)):  # whoever counted one must count again
        if said.verb != VOIDED:
            publish_voided(said, uuid, at=timezone.now())
