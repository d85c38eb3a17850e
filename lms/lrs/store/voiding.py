"""Voiding: a row of its own for each statement that is taken back (data 2.3.2)."""

import json
from uuid import UUID

from lms.lrs.models import Statement, Voided
from lms.lrs.store.receiving import Arrived
from lms.lrs.validation import Facts, Invalid, facts
from lms.lrs.vocabulary import VOIDED


def void(voiding: list[Arrived]) -> list[tuple[Facts, UUID]]:
    """Note what is voided. Returns facts and id of the targets that are stored, whose people must hear of
    it.

    Raises Invalid where the target is itself a voiding statement, which nothing voids.
    """
    targets = {one.facts.voids: one for one in voiding if one.facts.voids is not None}
    if not targets:
        return []
    found = stored_facts(list(targets))
    for said, uuid in found:
        if said.verb == VOIDED:
            raise Invalid("object.id", f"{uuid} is itself a voiding statement")
    Voided.objects.bulk_create(
        # In one order for every writer, as two batches may void the same.
        [Voided(target=target, voiding=targets[target].id) for target in sorted(targets)],
        ignore_conflicts=True,
    )
    return found


def stored_facts(ids: list[UUID]) -> list[tuple[Facts, UUID]]:
    stored = Statement.objects.filter(uuid__in=ids).values_list("uuid", "body")
    return [(facts(json.loads(body)), uuid) for uuid, body in stored]
