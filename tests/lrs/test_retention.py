"""What is older than it may be goes, exactly that, and nothing is left that follows from it."""

import io
import json
import random
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from lms import outbox
from lms.audit.models import AuditEvent
from lms.lrs import store, vocabulary
from lms.lrs.models import (
    Attached,
    Attachment,
    Reference,
    Related,
    Statement,
    Targeted,
    TargetedRelated,
    Voided,
)
from lms.lrs.store import removing, retention
from lms.lrs.store.finding import Query, find, seq_at
from lms.lrs.store.receiving import receive
from lms.lrs.store.restoring import Restored, restore
from lms.outbox.models import OutboxRow
from tests.factories.accounts import ada, gwen
from tests.factories.lrs import AMARA, TOM, statement, voiding

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OLD = datetime(2018, 3, 5, 9, 0, tzinfo=UTC)  # more than seven years before
NEW = datetime(2024, 6, 1, 9, 0, tzinfo=UTC)


def put(*made, stored, attachments=()):
    """Statements as they were stored on a day."""
    rows = []
    for place, one in enumerate(made):
        [arrived] = receive([one])
        moment = stored + timedelta(microseconds=place)
        rows.append(Restored(arrived, seq_at(moment) + place, moment, moment, None, None, attachments))
    restore(rows, at=NOW)
    return [row.arrived.id for row in rows]


def referring(target, **more):
    return statement(object={"objectType": "StatementRef", "id": str(target)}, **more)


def picture(content):
    sha2 = sha256(content).hexdigest()
    Attachment.objects.get_or_create(sha2=sha2, defaults={"content": content})
    return sha2


def tables():
    return {
        model.__name__: sorted(model.objects.values_list(*columns))
        for model, columns in [
            (Statement, ["seq", "uuid", "body"]),
            (Related, ["key", "seq"]),
            (Reference, ["seq", "uuid", "target"]),
            (Targeted, ["seq", "target"]),
            (TargetedRelated, ["key", "seq", "target"]),
            (Voided, ["target", "voiding"]),
            (Attached, ["statement", "sha2"]),
            (Attachment, ["sha2"]),
        ]
    }


def run(*options, **more):
    out = io.StringIO()
    call_command("lrs_retention", *options, stdout=out, **{"older_than": "7y", **more})
    return out.getvalue()


def two_people():
    return {"by": str(ada().uuid), "second": str(gwen().uuid)}


@pytest.fixture(autouse=True)
def _today(time_machine_at):
    pass


@pytest.fixture
def time_machine_at():
    import time_machine

    with time_machine.travel(NOW, tick=True):
        yield


def test_exactly_what_is_due_goes_and_a_dry_run_says_so_first():
    old = put(*[statement() for _ in range(5)], stored=OLD)
    kept = put(*[statement() for _ in range(7)], stored=NEW)
    before = tables()
    assert "5 statements were stored before 24 November 2019, 41.67% of 12" in run("--dry-run")
    assert tables() == before
    assert AuditEvent.objects.filter(action="append_only.lifted").count() == 0
    assert "Removed: 5 statements" in run(**two_people())
    assert set(Statement.objects.values_list("uuid", flat=True)) == set(kept)
    assert not Related.objects.exclude(seq__in=Statement.objects.values("seq")).exists()
    [event] = AuditEvent.objects.filter(action="append_only.lifted")
    assert (event.by, event.details["agreed"]) == (ada().uuid, str(gwen().uuid))
    assert (event.details["statements"], event.details["reason"]) == (5, "retention")
    assert not {str(one) for one in old} & set(json.dumps(event.details).split('"'))
    assert "0 statements were stored before" in run(**two_people())


def test_a_statement_counts_by_when_it_was_stored_not_by_what_it_says_of_itself():
    put(statement(happened=OLD), stored=NEW)
    put(statement(happened=NEW), stored=OLD)
    run(**two_people())
    assert [row.happened for row in Statement.objects.all()] == [OLD]


def test_the_day_itself_is_kept():
    edge = datetime(2019, 11, 24, 0, 0, tzinfo=UTC)
    put(statement(), stored=edge - timedelta(microseconds=1))
    [kept] = put(statement(), stored=edge)
    run(**two_people())
    assert Statement.objects.get().uuid == kept


def test_it_says_by_month_and_verb_what_goes():
    put(statement(), statement(), statement(verb=vocabulary.COMPLETED), stored=OLD)
    put(statement(), stored=OLD + timedelta(days=40))
    said = run("--dry-run").splitlines()
    assert [line.split() for line in said[:3]] == [
        ["2018-03", "2", vocabulary.ANSWERED],
        ["2018-03", "1", vocabulary.COMPLETED],
        ["2018-04", "1", vocabulary.ANSWERED],
    ]


def test_above_one_per_cent_two_people_must_agree():
    put(statement(), statement(), stored=OLD)
    put(*[statement() for _ in range(150)], stored=NEW)
    for people in ({}, {"by": str(ada().uuid)}, {"by": str(ada().uuid), "second": str(ada().uuid)}):
        with pytest.raises(CommandError, match="name two people"):
            run(**people)
    with pytest.raises(CommandError, match="Nobody with an open account"):
        run(by=str(ada().uuid), second=str(uuid4()))
    assert Statement.objects.count() == 152
    put(*[statement() for _ in range(60)], stored=NEW + timedelta(days=1))
    assert "Removed: 2 statements" in run()  # 2 of 212


def test_a_run_removes_no_more_than_its_limit_and_the_oldest_first(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    ids = [put(statement(), stored=OLD + timedelta(days=day))[0] for day in range(7)]
    assert "Left for another run: 2" in run(limit=5, **two_people())
    assert set(Statement.objects.values_list("uuid", flat=True)) == set(ids[5:])
    assert "Left for another run: 0" in run(limit=5, **two_people())


def test_a_voiding_statement_stays_as_long_as_what_it_voids():
    target = statement()
    [early] = put(voiding(target["id"]), stored=OLD)
    put(target, stored=NEW)
    put(voiding(uuid4()), stored=OLD + timedelta(days=1))  # what this one voids was never stored
    assert "1 statements were stored before" in run("--dry-run")
    run(**two_people())
    assert set(Statement.objects.values_list("uuid", flat=True)) == {early, UUID(target["id"])}
    assert store.statements_of(AMARA) == []  # still taken back


def test_nothing_taken_back_comes_back_between_two_batches(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    target = statement()
    put(voiding(target["id"]), stored=OLD)
    put(target, stored=OLD + timedelta(days=1))
    seen = []
    monkeypatch.setattr(
        retention,
        "remove",
        lambda *a, **kw: [removing.remove(*a, **kw), seen.append(find(Query(), limit=9))][0],
    )
    run(**two_people())
    assert [[str(one.id) for one in found if str(one.id) == target["id"]] for found in seen] == [[], []]
    assert not Statement.objects.exists()


def test_raw_data_stays_while_any_statement_holds_it():
    shared, own = picture(b"shared"), picture(b"own")
    put(statement(), stored=OLD, attachments=[shared, own])
    put(statement(), stored=NEW, attachments=[shared])
    run(**two_people())
    assert [row.sha2 for row in Attachment.objects.all()] == [shared]


@pytest.mark.parametrize("seed", range(12))
def test_the_tables_stand_as_if_what_went_had_never_come(seed):
    """Statements that target, void and attach at random; a random half of them is old."""
    rng = random.Random(seed)
    made, ids, hashes = [], [uuid4() for _ in range(24)], [picture(bytes([n])) for n in range(3)]
    for uuid in ids:
        kind = rng.choice(["plain", "plain", "refer", "refer", "void"])
        who = rng.choice([AMARA, TOM])
        target = rng.choice([*ids, uuid4()])
        one = {
            "plain": lambda uuid=uuid, who=who: statement(id=uuid, account_name=who),
            "refer": lambda uuid=uuid, who=who, target=target: referring(target, id=uuid, account_name=who),
            "void": lambda uuid=uuid, target=target: {**voiding(target), "id": str(uuid)},
        }[kind]()
        day = rng.choice([OLD, NEW]) + timedelta(days=rng.randrange(300))
        made.append((one, day, rng.sample(hashes, rng.randrange(3))))
    made.sort(key=lambda row: row[1])
    for one, day, held in made:
        put(one, stored=day, attachments=held)
    run(**two_people(), limit=rng.choice([100, 5]))
    run(**two_people())
    left = set(Statement.objects.values_list("uuid", flat=True))
    voided = {row.target for row in Voided.objects.all()}
    after = tables()
    assert not retention.due(datetime(2019, 11, 24, tzinfo=UTC)).exists()
    assert {UUID(one["id"]) for one, day, _ in made if day >= NEW} <= left
    with transaction.atomic():
        removing.remove(
            list(Statement.objects.values_list("seq", flat=True)), reason="all", details={}, by=None, at=NOW
        )
        assert not any(rows for rows in tables().values())
        for sha2_content in range(3):
            picture(bytes([sha2_content]))
        for one, day, held in made:
            if UUID(one["id"]) in left:
                put(one, stored=day, attachments=held)
        held_now = Attached.objects.values("sha2")
        again = tables() | {"Attachment": sorted({(row["sha2"],) for row in held_now})}
        transaction.set_rollback(True)
    assert after == again
    assert voided == {row for (row, _) in again["Voided"]}


def test_whoever_counted_it_is_told_to_count_again():
    put(statement(), statement(), stored=OLD)
    OutboxRow.objects.all().delete()
    run(**two_people())
    [row] = OutboxRow.objects.filter(topic="statement.recorded")
    assert (row.key, row.payload["verb"], row.payload["removed"]) == (AMARA, vocabulary.ANSWERED, True)
    outbox.drain(at=NOW)


def test_the_store_knows_since_when_it_is_whole():
    assert store.kept_since() is None
    put(statement(), stored=OLD)
    run(**two_people())
    assert store.kept_since() == datetime(2019, 11, 24, tzinfo=UTC)


def test_a_table_that_is_not_open_still_refuses():
    put(statement(), stored=OLD)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Statement.objects.all().delete()


@pytest.mark.parametrize("age", ["7", "0y", "7 years", "y", "3000y"])
def test_an_age_that_is_none_is_refused(age):
    with pytest.raises(CommandError, match=r"is no age|longer than there are dates"):
        run(older_than=age)


@pytest.mark.parametrize(
    ("age", "day"), [("1m", "2026-10-24"), ("18m", "2025-05-24"), ("7y", "2019-11-24"), ("24d", "2026-10-31")]
)
def test_ages_go_by_the_calendar(age, day):
    from lms.lrs.management.commands.lrs_retention import moment_before

    assert moment_before(NOW, age).date().isoformat() == day
    assert moment_before(datetime(2024, 3, 31, 8, tzinfo=UTC), "1m").date().isoformat() == "2024-02-29"
