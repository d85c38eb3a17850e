"""What the store does later, from the outbox: references and voidings that crossed, and definitions."""

import json
from datetime import timedelta
from uuid import UUID

from lms import outbox
from lms.lrs.models import Statement
from lms.lrs.store import definitions, references
from lms.lrs.store.voiding import stored_facts
from lms.lrs.store.writing import publish_voided
from lms.lrs.validation import facts


def subscribe() -> None:
    outbox.subscribe(references.REFERRED, name="lrs", handler=refer)
    # Nobody waits for these: what is asked for an activity looks at the newest statements as well.
    outbox.subscribe(definitions.DEFINED, name="lrs", handler=define, after=timedelta(seconds=10))


def refer(delivery: outbox.Delivery, /) -> None:
    """The target may have been stored in a transaction that ended beside the referring one's."""
    referring = UUID(delivery.payload["statement"])
    target = references.look_again(referring)
    if target is None:
        return
    body = Statement.objects.values_list("body", flat=True).get(uuid=referring)
    if facts(json.loads(body)).voids:
        for said, uuid in stored_facts([target]):
            publish_voided(said, uuid, at=delivery.at)


def define(delivery: outbox.Delivery, /) -> None:
    definitions.take_over({UUID(payload["statement"]) for payload in delivery.payloads})
