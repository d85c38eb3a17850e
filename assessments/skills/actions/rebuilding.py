"""All levels made again from the statements alone, and the proof that they would come out the same."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.utils import timezone

from assessments.bank.queries import withdrawn_versions
from assessments.skills.actions.dates import shared_date, store_attainments
from assessments.skills.actions.levels import COMPARED, Scales, attainments_of, evidence_of, read_scales
from assessments.skills.actions.refreshing import store_evidence
from assessments.skills.models import Attainment, EvaluationDate, Evidence
from assessments.skills.statements import first_answers
from lms.accounts.models import Identity, User
from lms.lrs import store
from lms.lrs.vocabulary import ANSWERED

BATCH = 200  # people whose statements are read, estimated and written together


@dataclass(frozen=True, slots=True)
class Computed:
    """What the statements of some people say, beside what is stored for them."""

    users: list[int]
    evidence: list[Evidence]
    attainments: list[Attainment]


def rebuild() -> int:
    """Make every row again, a batch of people at a time, each under its locks; returns how many levels
    there are.

    Readers see a person's old rows or new ones, never none. Ages are counted to the stored date; the clock
    is asked only where no answer was ever counted and there is no date yet.
    """
    scales = read_scales()
    known: set[int] = set()
    for accounts in batched(store.accounts(), BATCH, strict=False):
        with transaction.atomic():
            computed = compute(accounts, scales, shared_date(at=timezone.now()))
            store_evidence(computed.evidence)
            store_attainments(computed.attainments)
            delete_all_but(computed)
        known.update(computed.users)
    with transaction.atomic():
        for model in (Attainment, Evidence):
            model.objects.filter(user__in=owners(model) - known).delete()
    return Attainment.objects.count()


def check() -> list[str]:
    """One sentence for each level or packed answer that a rebuild would change; writes nothing."""
    scales = read_scales()
    as_of = EvaluationDate.objects.values_list("as_of", flat=True).first() or timezone.localdate()
    wrong: list[str] = []
    known: set[int] = set()
    for accounts in batched(store.accounts(), BATCH, strict=False):
        with transaction.atomic():
            computed = compute(accounts, scales, as_of)
            known.update(computed.users)
            wrong += differences(computed)
    for model in (Attainment, Evidence):
        stray = sorted(owners(model) - known)
        wrong += [f"{model.__name__} of user {user}: stored, but there are no statements." for user in stray]
    return wrong


def compute(accounts: Sequence[str], scales: Scales, as_of: dt.date) -> Computed:
    """What the statements of these accounts say on that date. Locks the people, as a refresh does."""
    found = dict(Identity.objects.filter(account_name__in=accounts).values_list("account_name", "user_id"))
    people = {name: user for name, user in found.items() if user is not None}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people.values()).order_by("pk").only("pk"))
    withdrawn = withdrawn_versions()
    evidence: list[Evidence] = []
    for name, user in people.items():
        answers = first_answers(store.statements_of(name, verbs={ANSWERED}), withdrawn=withdrawn)
        evidence += evidence_of(user, answers, scales)
    return Computed(list(people.values()), evidence, attainments_of(evidence, scales, as_of))


def differences(computed: Computed) -> Iterator[str]:
    stored = {(row.user_id, row.skill_id): row for row in Attainment.objects.filter(user__in=computed.users)}
    packed = {(row.user_id, row.skill_id): row for row in Evidence.objects.filter(user__in=computed.users)}
    for evidence, attainment in zip(computed.evidence, computed.attainments, strict=True):
        key = (evidence.user_id, evidence.skill_id)
        name = f"user {key[0]}, skill {key[1]}"
        kept = packed.pop(key, None)
        if kept is None or bytes(kept.packed) != evidence.packed:
            yield f"Evidence of {name}: {'missing' if kept is None else 'other answers are stored'}."
        level = stored.pop(key, None)
        if level is None:
            yield f"Attainment of {name}: missing."
            continue
        for field in COMPARED:
            old, new = getattr(level, field), getattr(attainment, field)
            if old != new:
                yield f"Attainment of {name}: {field} is {old}, the statements say {new}."
    for user, skill in stored:
        yield f"Attainment of user {user}, skill {skill}: stored, without answers."
    for user, skill in packed:
        yield f"Evidence of user {user}, skill {skill}: stored, without answers."


def delete_all_but(computed: Computed) -> None:
    """Drop what these people have stored beyond what was computed."""
    kept = {(row.user_id, row.skill_id) for row in computed.evidence}
    for model in (Attainment, Evidence):
        rows = model.objects.filter(user__in=computed.users).values_list("pk", "user_id", "skill_id")
        stale = [pk for pk, user, skill in rows if (user, skill) not in kept]
        if stale:
            model.objects.filter(pk__in=stale).delete()


def owners(model: type[Attainment] | type[Evidence]) -> set[int]:
    return set(model.objects.order_by("user").values_list("user_id", flat=True).distinct())
