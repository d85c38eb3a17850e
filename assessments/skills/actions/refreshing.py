"""One person's levels made again from their statements. Recomputed, never incremented: twice is once, in
any order.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction

from assessments.bank.models import QuestionVersion
from assessments.skills.actions.dates import shared_date, store_attainments
from assessments.skills.actions.levels import attainments_of, evidence_of, read_scales
from assessments.skills.models import Attainment, Evidence
from assessments.skills.statements import first_answers
from lms.accounts.models import User
from lms.lrs import store
from lms.lrs.vocabulary import ANSWERED


@transaction.atomic
def refresh(*, account_name: str, at: dt.datetime) -> None:
    """Make the levels of the person with this account name what their statements say.

    An account that is nobody's (erased, or not ours) has no levels. `at` matters only before the first
    evaluation date is set.
    """
    as_of = shared_date(at=at)
    # Locked before reading: two overlapping refreshes would store what the slower one read first. no_key, so
    # that inserting an attempt, whose foreign key shares the row, does not wait.
    user = (
        User.objects.select_for_update(no_key=True, of=("self",))
        .filter(identity__account_name=account_name)
        .only("pk")
        .first()
    )
    if user is None:
        return
    statements = store.statements_of(account_name, verbs={ANSWERED})
    answers = first_answers(statements, withdrawn=withdrawn_versions())
    scales = read_scales({answer.skill for answer in answers})
    evidence = evidence_of(user.pk, answers, scales)
    store_evidence(evidence)
    store_attainments(attainments_of(evidence, scales, as_of))
    skills = [row.skill_id for row in evidence]
    Attainment.objects.filter(user=user).exclude(skill__in=skills).delete()
    Evidence.objects.filter(user=user).exclude(skill__in=skills).delete()


def withdrawn_versions() -> set[UUID]:
    """Versions whose key was wrong: few, ever."""
    return set(QuestionVersion.objects.filter(withdrawn_at__isnull=False).values_list("uuid", flat=True))


def store_evidence(rows: list[Evidence]) -> None:
    Evidence.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "skill"], update_fields=["packed"]
    )
