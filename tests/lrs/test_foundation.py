import io

import pytest
from django.core.management import call_command
from django.db import connection

from lms.lrs import store
from lms.lrs.apps import APPEND_ONLY, check_foundation
from lms.lrs.models import Store
from lms.lrs.store import foundation

pytestmark = pytest.mark.django_db


def test_the_base_iri_is_the_one_written_at_the_first_migrate(settings):
    settings.BASE_IRI = "https://moved.example"
    assert store.base_iri() == Store.objects.get().base_iri == "https://waymark.example"


def test_a_setting_that_differs_from_the_database_is_warned_of(settings):
    settings.BASE_IRI = "https://moved.example"
    [warning] = check_foundation(databases=["default"])
    assert warning.id == "lrs.W001"
    assert "https://moved.example" in warning.msg


def test_a_slash_at_the_end_makes_no_other_base_iri(settings):
    settings.BASE_IRI = "https://waymark.example/"
    assert check_foundation(databases=["default"]) == []


def test_nothing_is_asked_of_the_database_by_a_plain_check(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert check_foundation(databases=None) == []


def test_a_lost_trigger_is_an_error():
    on = " ON lrs_statement" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER append_only_delete_lrs_statement{on}")
    [error] = check_foundation(databases=["default"])
    assert error.id == "lrs.E001"
    assert "lrs_statement" in error.msg


def test_the_check_command_runs_it():
    call_command("check", databases=["default"], stdout=io.StringIO(), stderr=io.StringIO())


def test_a_key_is_64_bits_of_kind_and_identifier():
    keys = {foundation.key_of(kind, text) for kind in ("verb", "agent") for text in ("a", "b", "é")}
    assert len(keys) == 6
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert foundation.key_of("verb", "a") in keys


def test_an_unmigrated_database_is_named_as_the_cause(monkeypatch):
    monkeypatch.setattr(Store.objects, "values_list", lambda *fields: Store.objects.none())
    foundation.forget()
    with pytest.raises(store.NotMigrated, match=r"run manage\.py migrate"):
        store.base_iri()
    monkeypatch.undo()
    assert store.base_iri()


def test_a_table_of_a_later_migration_does_not_keep_migrate_from_making_it(monkeypatch):
    monkeypatch.setattr("lms.lrs.apps.APPEND_ONLY", APPEND_ONLY | {"lrs_table_of_a_later_migration"})
    assert check_foundation(databases=["default"]) == []
