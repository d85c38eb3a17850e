"""What the outbox calls: after an answer, and once a day."""

import datetime as dt
from typing import Any

from assessments.skills import actions
from assessments.skills.queries.profile import SUBSCRIBER
from lms import outbox

RECORDED = "statement.recorded"
__all__ = ["RECORDED", "SUBSCRIBER", "evaluation_date_is_due", "statement_recorded"]


def statement_recorded(delivery: outbox.Delivery, /) -> None:
    """Answers of one account were recorded, however many: its levels are made again once."""
    actions.refresh(account_name=delivery.key, at=delivery.at)


def evaluation_date_is_due(*, on: dt.date, at: dt.datetime) -> Any:
    """Answers are a day older."""
    return actions.move_evaluation_date(to=on)
