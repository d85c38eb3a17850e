"""What changes a question apart from editing it. Publishing is `Question.publish()`."""

from datetime import datetime
from typing import Any

from wagtail.log_actions import log

from assessments.bank.models import Question, QuestionVersion
from lms import outbox
from lms.audit import actions as audit

WITHDRAWN = "bank.withdraw"  # in the history that authors read; stored, so never renamed


def withdraw(*, version: QuestionVersion, by: Any, at: datetime) -> bool:
    """Take a version with a wrong key out of every result, for good. True the first time.

    Nobody new is asked it, it has weight 0 in every estimate, and attempts that used it are rescored
    upwards only: `assessments.attempts` and `assessments.skills` hear of it through the topic
    "version.withdrawn" (key: the version's uuid). Publishing the corrected question makes a new version.
    """
    # The condition is in the UPDATE, so of two withdrawals at once one finds nothing to change.
    changed = QuestionVersion.objects.filter(pk=version.pk, withdrawn_at=None).update(withdrawn_at=at)
    if not changed:
        return False
    version.withdrawn_at = at
    Question.objects.filter(live_version=version.pk).update(live_version=None)
    audit.record(
        by=by.uuid if by else None,
        action="question_version.withdrawn",
        subject=str(version.uuid),
        details={"question": str(version.question.uuid), "number": version.number},
        at=at,
    )
    log(instance=version.question, action=WITHDRAWN, user=by, data={"version": version.number})
    outbox.publish("version.withdrawn", key=str(version.uuid), at=at)
    return True
