"""The evaluation date: read under a lock that refreshes share, moved under one that shuts them out."""

import datetime as dt
from itertools import batched

from django.db import connection, transaction

from assessments.measurement.answers import london_date
from assessments.skills.actions.levels import COMPARED, attainments_of, read_scales
from assessments.skills.models import Attainment, EvaluationDate, Evidence

BATCH = 2000  # people and skills that are estimated together


def shared_date(*, at: dt.datetime) -> dt.date:
    """The evaluation date, held until the transaction ends; the London date of `at` when there was none yet.

    Any number of refreshes hold it together. PostgreSQL only: on SQLite a transaction that writes is alone
    anyway.
    """
    sql = "SELECT id, as_of FROM skills_evaluationdate"
    if connection.vendor == "postgresql":
        sql += " FOR SHARE"
    held = list(EvaluationDate.objects.raw(sql))
    if not held:
        EvaluationDate.objects.get_or_create(pk=1, defaults={"as_of": london_date(at)})
        held = list(EvaluationDate.objects.raw(sql))
    return held[0].as_of


@transaction.atomic
def move_evaluation_date(*, to: dt.date) -> int:
    """Count every answer's age as of `to`, and estimate everyone again; returns how many estimates were made.

    A date that is not later than the stored one changes nothing, so a repeated or late call is harmless.
    """
    EvaluationDate.objects.get_or_create(pk=1, defaults={"as_of": to})
    date = EvaluationDate.objects.select_for_update().get()
    if to <= date.as_of:
        return 0
    date.as_of = to
    date.save()
    scales = read_scales()
    made = 0
    measured = Evidence.objects.filter(skill__in=list(scales.by_id)).order_by("pk")
    for rows in batched(measured.iterator(BATCH), BATCH, strict=False):
        made += len(store_attainments(attainments_of(rows, scales, to)))
    return made


def store_attainments(rows: list[Attainment]) -> list[Attainment]:
    """Insert or update, in one query a batch."""
    return Attainment.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "skill"], update_fields=COMPARED
    )
