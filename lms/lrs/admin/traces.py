"""What became of a statement behind the scenes: what still waits to be told of it, and who was sent it."""

from dataclasses import dataclass
from typing import Any

from lms.lrs.forwarding.batches import filter_of, subject_of
from lms.lrs.models import DeadLetter, Forwarder, Statement
from lms.lrs.store.writing import RECORDED, outbox_key
from lms.lrs.validation import facts
from lms.outbox.models import OutboxRow
from lms.outbox.topics import subscriptions


@dataclass(frozen=True)
class Sent:
    forwarder: Forwarder
    state: str
    letter: DeadLetter | None


def waiting_for(row: Statement, said: dict[str, Any]) -> list[OutboxRow]:
    """Rows of the outbox that speak of this statement. One query, along the index of subscriber and key."""
    names = [one.name for one in subscriptions() if one.topic == RECORDED]
    found = OutboxRow.objects.filter(subscriber__in=names, key=outbox_key(facts(said)), topic=RECORDED)
    return [one for one in found.order_by("id")[:500] if one.payload.get("statement") == str(row.uuid)]


def forwarding_of(row: Statement, said: dict[str, Any]) -> list[Sent]:
    """The state of this statement at each other record store. Two queries, and one more where it voids."""
    letters = {one.forwarder_id: one for one in DeadLetter.objects.filter(statement=row.uuid)}
    subject = subject_of(said)
    found = []
    for forwarder in Forwarder.objects.all():
        letter = letters.get(forwarder.pk)
        if letter:
            state = "To be sent again" if letter.replay_at else "Refused and set aside"
        elif subject is not None and not filter_of(forwarder).wants(subject):
            state = "Not wanted by its filter"
        elif forwarder.starts_from and row.stored < forwarder.starts_from:
            state = "Stored before it starts"
        else:
            state = "Sent" if row.seq <= forwarder.position else "Waiting"
        found.append(Sent(forwarder, state, letter))
    return found
