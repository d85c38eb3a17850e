"""Queries and inserts of the hottest pages: built by the ORM once, run many times.

Building a QuerySet and compiling it to SQL costs more than the database takes to answer, and PostgreSQL plans
a query of ten joins for longer than it runs it. A prepared query is still written as a QuerySet, `visible_to`
and all; only its making happens once a process, and PostgreSQL keeps its plan on the connection.
"""

from collections.abc import Callable, Sequence
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import AutoField, Model, QuerySet

# What stands in for a parameter while the SQL is made: values that nothing else in a query has.
_INT, _STR, _UUID = 0x5A5A_0000_0000, "\x01parameter {}\x01", 0x5A5A << 112


class PreparedQuery:
    """`build(**parameters)` returns a `values_list` QuerySet; it sees stand-ins, so it must not look at them.

    `parameters` names their types: int, str or UUID, or a list of one of these in square brackets for `__in`.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **parameters: Any) -> None:
        self.build, self.parameters = build, parameters
        self._made: dict[tuple[Any, ...], tuple[str, list[Any], Any]] = {}

    def run(self, **values: Any) -> list[Sequence[Any]]:
        """The rows for these values, as `list(queryset)` would give them."""
        lengths = tuple(len(values[name]) for name, kind in self.parameters.items() if isinstance(kind, list))
        key = (connection.vendor, lengths)
        if key not in self._made:
            self._made[key] = self._make(values)
        sql, slots, converters = self._made[key]
        given = {name: [_adapted(each) for each in _listed(values[name])] for name in self.parameters}
        with _cursor() as cursor:
            cursor.execute(
                sql, [given[slot[0]][slot[1]] if isinstance(slot, tuple) else slot for slot in slots]
            )
            rows = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    def _make(self, values: dict[str, Any]) -> tuple[str, list[Any], Any]:
        """SQL, its parameters (a constant, or (name, place) of a value) and what converts its columns."""
        places: dict[Any, tuple[str, int]] = {}
        stand_ins: dict[str, Any] = {}
        for name, kind in self.parameters.items():
            one = kind[0] if isinstance(kind, list) else kind
            made = [_stand_in(one, len(places) + n) for n in range(len(_listed(values[name])))]
            places.update({_adapted(each): (name, n) for n, each in enumerate(made)})
            stand_ins[name] = made if isinstance(kind, list) else made[0]
        compiler = self.build(**stand_ins).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        slots = [
            places.get(each, each) if isinstance(each, int | str | UUID) else each for each in parameters
        ]
        found = compiler.get_converters([expression for expression, _, _ in compiler.select])
        return sql, slots, list(found.items())


_inserts: dict[tuple[str, type[Model], int], tuple[str, list[Any]]] = {}
ROWS_AN_INSERT = 200  # keeps SQLite under its limit of parameters


def insert(rows: Sequence[Model]) -> None:
    """`bulk_create` of rows of one model for a hot path: the database gives no ids back."""
    for some in batched(rows, ROWS_AN_INSERT, strict=False):
        model = type(some[0])
        key = (connection.vendor, model, len(some))
        if key not in _inserts:
            _inserts[key] = _made_insert(model, len(some))
        sql, fields = _inserts[key]
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
            for row in some
            for field in fields
        ]
        with _cursor() as cursor:
            cursor.execute(sql, values)


def _made_insert(model: type[Model], count: int) -> tuple[str, list[Any]]:
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, AutoField)]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column or field.attname) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES {', '.join([one] * count)}"  # noqa: S608
    return sql, fields


def execute(sql: str, parameters: Sequence[Any]) -> int:
    """A statement written by hand, prepared like the rest. Returns how many rows it touched."""
    with _cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def fetch(sql: str, parameters: Sequence[Any]) -> list[Sequence[Any]]:
    """The rows that a statement written by hand returns, prepared like the rest."""
    with _cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _stand_in(kind: type, number: int) -> Any:
    if kind is int:
        return _INT + number
    return _STR.format(number) if kind is str else UUID(int=_UUID + number)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _adapted(value: Any) -> Any:
    """A value as the database wants it; SQLite has no type for a UUID."""
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _converted(row: Sequence[Any], converters: Any) -> list[Any]:
    values = list(row)
    for place, (functions, expression) in converters:
        for function in functions:
            values[place] = function(values[place], expression, connection)
    return values


def _cursor() -> CursorWrapper:
    """On PostgreSQL a cursor that binds on the server, so that a plan can be kept; counted like any other."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    import psycopg

    connection.ensure_connection()
    return connection._prepare_cursor(psycopg.Cursor(connection.connection))  # type: ignore[attr-defined]
