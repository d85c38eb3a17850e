"""What the outbox calls: after an answer, and once a day."""

import datetime as dt
from typing import Any
from uuid import UUID

from assessments.skills import actions
from lms import outbox

RECORDED = "statement.recorded"
WITHDRAWN = "version.withdrawn"


def statement_recorded(delivery: outbox.Delivery, /) -> None:
    """Answers of one account were recorded, however many: its levels are made again once."""
    actions.refresh(account_name=delivery.key, at=delivery.at)


def version_withdrawn(delivery: outbox.Delivery, /) -> None:
    """Its key was wrong: it weighs nothing in anyone's level."""
    actions.recount_version(version=UUID(delivery.key), at=delivery.at)


def evaluation_date_is_due(*, on: dt.date, at: dt.datetime) -> Any:
    """Answers are a day older."""
    return actions.move_evaluation_date(to=on)
