"""One person's levels made again from their statements.

Recomputed, never incremented: twice is once, in any order.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction

from assessments.bank.queries import withdrawn_versions
from assessments.measurement.answers import Packed, unpack
from assessments.skills.actions.dates import shared_date, store_attainments
from assessments.skills.actions.levels import attainments_of, evidence_of, read_scales
from assessments.skills.models import Attainment, Evidence
from assessments.skills.statements import first_answers
from lms import outbox
from lms.accounts.models import User
from lms.lrs import store
from lms.lrs.vocabulary import ANSWERED

RECOUNTED = "answers.recounted"  # topic; its key is an account name


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


def recount_version(*, version: UUID, at: dt.datetime) -> int:
    """Have everyone whose first answer was to this version counted again; returns how many people.

    One outbox row a person, so that a version that thousands answered blocks nobody. Evidence names
    versions, so the people are found in it whatever way their answers came in.
    """
    rows = Evidence.objects.filter(user__identity__isnull=False).values_list(
        "user__identity__account_name", "packed"
    )
    found = {name for name, packed in rows.iterator(2000) if holds(unpack(packed), version)}
    outbox.publish_many(RECOUNTED, [(name, {}) for name in sorted(found)], at=at)
    return len(found)


def holds(packed: Packed, version: UUID) -> bool:
    return any(answer.tobytes() == version.bytes for answer in packed["version"])


def store_evidence(rows: list[Evidence]) -> None:
    Evidence.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "skill"], update_fields=["packed"]
    )
