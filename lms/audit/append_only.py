"""Tables whose rows may only be added: triggers of the database refuse the rest, on SQLite and PostgreSQL
alike.

`protect` makes the triggers, in a migration. `maintenance` is the one way around them.

A table stands open while a row in audit_lift names it. That row points at a row that cannot exist, by a
foreign key that is checked at commit: so a lift lives only inside its own transaction, no other one ever
sees it, and one that was forgotten refuses its own commit.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, migrations, transaction

from lms.audit.actions import record
from lms.audit.models import AuditEvent

LIFTED = "append_only.lifted"


@contextmanager
def maintenance(
    *,
    tables: Collection[str],
    by: UUID | None,
    reason: str,
    details: dict[str, Any] | None = None,
    at: datetime,
) -> Iterator[None]:
    """Lift the triggers of these tables for one transaction, and leave an audit event that says so.

    For retention, erasure, and the flush of the test suite. `by` is the uuid of who answers for it. Raises
    LookupError for a table that is not append-only. An exception inside undoes everything, the event too.
    """
    unknown = sorted(set(tables) - set(protected_tables()))
    if unknown:
        raise LookupError(f"Not append-only: {', '.join(unknown)}.")
    lift = uuid4().hex
    with transaction.atomic():
        record(
            by=by,
            action=LIFTED,
            subject=_subject(tables),
            details={"reason": reason, "tables": sorted(tables), **(details or {})},
            at=at,
        )
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(
                    "INSERT INTO audit_lift (table_name, lift, nowhere) VALUES (%s, %s, 1)", [table, lift]
                )
            yield
            cursor.execute("DELETE FROM audit_lift WHERE lift = %s", [lift])


def lifts(*, tables: Collection[str], reason: str) -> list[dict[str, Any]]:
    """The details of every maintenance of these tables for this reason, oldest first."""
    events = AuditEvent.objects.filter(subject=_subject(tables), action=LIFTED).order_by("id")
    return [details for details in events.values_list("details", flat=True) if details["reason"] == reason]


def _subject(tables: Collection[str]) -> str:
    return ",".join(sorted(tables))[:200]


def protected_tables() -> list[str]:
    """The tables that have all their triggers, as the database itself knows them."""
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE starts_with(tgname, 'append_only_') AND tgenabled <> 'D'"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'append_only_*'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = {row[0].removeprefix("append_only_") for row in cursor.fetchall()}
    tables = {name.partition("_")[2] for name in names}
    return sorted(t for t in tables if {f"{act}_{t}" for act in _acts(connection.vendor)} <= names)


def protect(*tables: str, keys: dict[str, Collection[str]] | None = None) -> migrations.RunPython:
    """A migration operation that makes these tables append-only.

    `keys` names, for a table, the columns that are unique each by itself: SQLite's INSERT OR REPLACE
    deletes the old row without asking the triggers on DELETE, so there a trigger on INSERT leaves the old
    row as it is. Django makes an altered table of SQLite anew, without its triggers: repeat the operation
    after such a migration.
    """
    unique = keys or {}

    def forwards(apps: Any, schema_editor: Any) -> None:
        make = _MAKERS[schema_editor.connection.vendor]
        for table in tables:
            for sql in make(table, unique.get(table, ())):
                schema_editor.execute(sql)

    def backwards(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for table in tables:
            for act in (*_acts(vendor), "replace"):
                on = f" ON {table}" if vendor == "postgresql" else ""
                schema_editor.execute(f"DROP TRIGGER IF EXISTS append_only_{act}_{table}{on}")

    return migrations.RunPython(forwards, backwards, elidable=False)


def _acts(vendor: str) -> tuple[str, ...]:
    return ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete")


def _make_sqlite(table: str, unique: Collection[str]) -> Iterator[str]:
    """Names come from migrations, never from outside."""
    for act in ("update", "delete"):
        yield f"DROP TRIGGER IF EXISTS append_only_{act}_{table}"
        yield (
            f"CREATE TRIGGER append_only_{act}_{table} BEFORE {act.upper()} ON {table} "  # noqa: S608
            f"WHEN NOT EXISTS (SELECT 1 FROM audit_lift WHERE table_name = '{table}') "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {act} refused'); END"
        )
    if unique:
        taken = " OR ".join(f"{column} = NEW.{column}" for column in unique)
        yield f"DROP TRIGGER IF EXISTS append_only_replace_{table}"
        yield (
            f"CREATE TRIGGER append_only_replace_{table} BEFORE INSERT ON {table} "  # noqa: S608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) BEGIN SELECT RAISE(IGNORE); END"
        )


def _make_postgresql(table: str, unique: Collection[str]) -> Iterator[str]:
    for act, level in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield (
            f"CREATE OR REPLACE TRIGGER append_only_{act}_{table} BEFORE {act.upper()} ON {table} "
            f"FOR EACH {level} EXECUTE FUNCTION append_only_refuse('{table}')"
        )


_MAKERS: dict[str, Callable[[str, Collection[str]], Iterator[str]]] = {
    "sqlite": _make_sqlite,
    "postgresql": _make_postgresql,
}
