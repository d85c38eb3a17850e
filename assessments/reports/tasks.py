"""What the outbox calls: a snapshot on the first of each month, and when a person was erased."""

from datetime import date, datetime

from assessments.reports import actions
from lms import outbox
from lms.audit.personal import Holding, Person


def month_has_ended(*, on: date, at: datetime) -> None:
    """`on` is the first of a month, also where the call comes late: the month before it is taken."""
    actions.take_scheduled_snapshot(on=on, at=at)


def person_erased(delivery: outbox.Delivery, /) -> None:
    """The key is the name that statements gave them. Figures that were shown stay."""
    actions.forget(account_name=delivery.key)


def held(person: Person) -> list[Holding]:
    """What `person_erased` will take away."""
    return [
        Holding(
            "contributions to figures in reports", actions.contributions(account_name=person.account_name)
        )
    ]
