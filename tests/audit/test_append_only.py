# ruff: noqa: S608 — every name in these texts stands in this file
"""Rows that may only be added, on either database: refused by triggers, lifted by maintenance alone."""

import io
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from lms import audit
from lms.audit import append_only
from lms.audit.models import AuditEvent
from lms.lrs import store
from lms.lrs.models import Related, Statement, Store, Voided
from tests.factories.lrs import NOON, statement, voiding

TABLES = ["audit_auditevent", "lrs_related", "lrs_statement", "lrs_store", "lrs_voided"]
COLUMNS = {
    "audit_auditevent": "action = 'nothing'",
    "lrs_related": "key = 1",
    "lrs_statement": "body = '{}'",
    "lrs_store": "base_iri = 'https://other.example'",
    "lrs_voided": f"target = '{UUID(int=7).hex}'",
}
REST = "stored, happened, verb, actor, activity, registration, related"
ROW = f"seq, id, {REST}, body"
NEW_ID = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Statement, Store, Voided, AuditEvent)]


def fill():
    made = statement()
    store.record([made], at=NOON)
    store.record([voiding(made["id"])], at=NOON)
    audit.record(by=uuid4(), action="grant.given", subject="user:amara", details={}, at=NOON)


def execute(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_update_is_refused(table):
    fill()
    with pytest.raises(IntegrityError, match=f"{table} is append-only: update refused"):
        execute(f"UPDATE {table} SET {COLUMNS[table]}")


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_delete_is_refused(table):
    fill()
    with pytest.raises(IntegrityError, match=f"{table} is append-only: delete refused"):
        execute(f"DELETE FROM {table}")


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_emptying_the_table_is_refused(table):
    """SQLite's short cut for a DELETE of everything must not go around the triggers either."""
    fill()
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        execute(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}")


@pytest.mark.django_db
def test_the_models_own_ways_are_refused_too():
    fill()
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.update(body="{}")
    event = AuditEvent.objects.first()
    event.action = "nothing"
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()


REPLACING = {
    "store": (
        "id",
        "lrs_store (id, base_iri, hash_key)",
        "id, 'https://other.example', hash_key FROM lrs_store",
    ),
    "event": (
        "id",
        "audit_auditevent (id, at, action, subject, details)",
        "id, at, 'nothing', subject, details FROM audit_auditevent",
    ),
    "voided": ("target", "lrs_voided (target, voiding)", "target, target FROM lrs_voided"),
    "statement": ("seq", f"lrs_statement ({ROW})", f"seq, id, {REST}, '{{}}' FROM lrs_statement"),
    "statement by id": ("id", f"lrs_statement ({ROW})", f"seq + 1, id, {REST}, '{{}}' FROM lrs_statement"),
    "statement by seq": (
        "seq",
        f"lrs_statement ({ROW})",
        f"seq, {NEW_ID}, {REST}, '{{}}' FROM lrs_statement",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REPLACING)
def test_an_insert_never_replaces_the_old_row(case):
    """SQLite's REPLACE deletes what stands in the way without asking the triggers on DELETE."""
    fill()
    before = everything()
    key, into, values = REPLACING[case]
    if connection.vendor == "sqlite":
        execute(f"REPLACE INTO {into} SELECT {values}")
    else:
        table = into.split()[0]
        with pytest.raises(IntegrityError, match=f"{table} is append-only: update refused"):
            execute(f"INSERT INTO {into} SELECT {values} ON CONFLICT ({key}) DO UPDATE SET {COLUMNS[table]}")
    assert everything() == before


@pytest.mark.django_db
def test_every_table_has_all_its_triggers():
    more = ["lrs_attached", "lrs_attachment", "lrs_authority"]
    assert append_only.protected_tables() == sorted([*TABLES, *more])


@pytest.mark.django_db
def test_maintenance_lifts_what_it_names_and_leaves_an_event():
    fill()
    ada = uuid4()
    tables = ["lrs_statement", "lrs_related"]
    with append_only.maintenance(tables=tables, by=ada, reason="retention", details={"rows": 2}, at=NOON):
        Related.objects.all().delete()
        Statement.objects.all().delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            Voided.objects.all().delete()
    event = AuditEvent.objects.get(action="append_only.lifted")
    assert (event.by, event.at, event.subject) == (ada, NOON, "lrs_related,lrs_statement")
    assert event.details == {"reason": "retention", "tables": ["lrs_related", "lrs_statement"], "rows": 2}
    assert Statement.objects.count() == 0


@pytest.mark.django_db
def test_after_maintenance_the_triggers_stand_again():
    with append_only.maintenance(tables=["lrs_statement"], by=None, reason="retention", at=NOON):
        pass
    fill()
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.all().delete()


@pytest.mark.django_db
def test_maintenance_that_fails_undoes_all_of_it():
    fill()

    def fails():
        with append_only.maintenance(tables=["lrs_statement"], by=None, reason="retention", at=NOON):
            Statement.objects.all().delete()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert Statement.objects.count() == 2
    assert not AuditEvent.objects.filter(action="append_only.lifted").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.all().delete()


@pytest.mark.django_db
def test_maintenance_of_an_ordinary_table_is_a_mistake():
    with (
        pytest.raises(LookupError, match=r"^Not append-only: auth_group\.$"),
        append_only.maintenance(tables=["auth_group"], by=None, reason="typo", at=NOON),
    ):
        pass


def test_a_lift_that_was_left_behind_cannot_be_committed(own_database):
    sql = "INSERT INTO audit_lift (table_name, lift, nowhere) VALUES ('lrs_statement', '', 1)"
    with pytest.raises(IntegrityError):
        execute(sql)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_lift")
        assert cursor.fetchone() == (0,)


def test_the_flush_of_the_test_suite_keeps_what_the_first_migrate_wrote(own_database):
    fill()
    before = Store.objects.values().get()
    call_command("flush", interactive=False, verbosity=0)
    assert Store.objects.values().get() == before
    assert [m.objects.count() for m in (Statement, Related, Voided, AuditEvent)] == [0, 0, 0, 0]
    fill()
    with pytest.raises(IntegrityError):
        execute("DELETE FROM lrs_statement")


def test_flush_outside_the_tests_is_refused(settings):
    settings.LMS_MODE = "demo"
    with pytest.raises(CommandError, match="only runs with LMS_MODE=test"):
        call_command("flush", interactive=False, stdout=io.StringIO())
