"""The side rows of statements (lrs_related) and of targets (lrs_targeted_related): one for each key in
`related`.

By `seq` alone no index leads into a side table, so what is missing is looked for from the row, and what is
too many from the side table, along its key.
"""

# ruff: noqa: S608 - what is put into a query is names of tables and columns

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from lms.lrs.store.rebuilding.pages import BEFORE_ALL, PAGE, hold

Row = tuple[Any, ...]
LEFT = " Rows are only added there: a rebuild leaves it."


@dataclass(frozen=True)
class Side:
    """`columns` follow the key, in both tables. `may_delete`: no trigger protects it."""

    name: str
    table: str
    columns: tuple[str, ...]
    may_delete: bool

    def check(self) -> list[str]:
        found = [
            f"{self.name} does not find the statement with seq {row[1]} under the key {row[0]}, which it "
            f"names{self._for(row)}."
            for row in self._missing(is_mended=False)
        ]
        return found + [
            f"{self.name} has a row too many: no statement with seq {row[1]} names the key {row[0]}"
            f"{self._for(row)}.{'' if self.may_delete else LEFT}"
            for row in self._too_many(is_mended=False)
        ]

    def rebuild(self) -> int:
        self._missing(is_mended=True)
        if self.may_delete:
            self._too_many(is_mended=True)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.name}")
            [count] = cursor.fetchone()
        return int(count)

    def _for(self, row: Row) -> str:
        target = row[2] if len(row) > 2 else None
        return "" if target is None else f" by its target {target if type(target) is UUID else UUID(target)}"

    @property
    def _names(self) -> str:
        return ", ".join(self.columns)

    def _missing(self, *, is_mended: bool) -> list[Row]:
        """One query a page, so what is stored meanwhile is seen with its side rows or not at all."""
        each = (
            "unnest(r.related) AS named (value)"
            if connection.vendor == "postgresql"
            else "json_each(r.related) AS named"
        )
        same = " AND ".join(f"side.{name} = r.{name}" for name in self.columns)
        own = ", ".join(f"r.{name}" for name in self.columns)
        nothing = f"NOT EXISTS (SELECT 1 FROM {self.name} side WHERE side.key = named.value AND {same})"
        sql = (
            f"SELECT named.value, {own} FROM {self.table} r, {each} "
            f"WHERE r.seq > %s AND r.seq <= %s AND {nothing} ORDER BY 1, 2"
        )
        found: list[Row] = []
        after = BEFORE_ALL
        while (to := self._end(after)) is not None:
            rows = _fetch(sql, [after, to])
            if rows and is_mended:
                with transaction.atomic():
                    self._hold(rows)
                    self._add(_fetch(sql, [after, to]))
            elif rows:
                found += rows
            after = to
        return found

    def _end(self, after: int) -> int | None:
        page = f"SELECT seq FROM {self.table} WHERE seq > %s ORDER BY seq LIMIT {PAGE}"
        [[end]] = _fetch(f"SELECT max(seq) FROM ({page}) AS page", [after])
        return end

    def _hold(self, rows: list[Row]) -> None:
        seqs = {row[1] for row in rows}
        places = ", ".join(["%s"] * len(seqs))
        ids = _fetch(f"SELECT id FROM lrs_statement WHERE seq IN ({places})", list(seqs))
        targets = [row[2] for row in rows if len(row) > 2]
        hold({one if type(one) is UUID else UUID(one) for one in (*(row[0] for row in ids), *targets)})

    def _add(self, rows: list[Row]) -> None:
        places = ", ".join(["%s"] * (1 + len(self.columns)))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self.name} (key, {self._names}) VALUES ({places}) ON CONFLICT DO NOTHING", rows
            )

    def _too_many(self, *, is_mended: bool) -> list[Row]:
        """From one row to the next along the primary key. Whose row is there, and names the key?"""
        names = f"key, {self._names}"
        same = " AND ".join(f"r.{name} = page.{name}" for name in self.columns)
        is_named = (
            "page.key = ANY (r.related)"
            if connection.vendor == "postgresql"
            else "page.key IN (SELECT value FROM json_each(r.related))"
        )
        places = ", ".join(["%s"] * (1 + len(self.columns)))
        gone = f"NOT EXISTS (SELECT 1 FROM {self.table} r WHERE {same} AND {is_named})"
        found: list[Row] = []
        after: Row | None = None
        while True:
            where = f"WHERE ({names}) > ({places})" if after else ""
            rows = f"SELECT {names} FROM {self.name} {where} ORDER BY {names} LIMIT {PAGE}"
            parameters = list(after or ())
            page = _fetch(rows, parameters)
            if not page:
                return found
            extra = _fetch(f"SELECT {names} FROM ({rows}) AS page WHERE {gone}", parameters)
            if is_mended and extra:
                with connection.cursor() as cursor:
                    same_row = " AND ".join(f"{name} = %s" for name in ("key", *self.columns))
                    cursor.executemany(f"DELETE FROM {self.name} AS page WHERE {same_row} AND {gone}", extra)
            found += extra if not is_mended else []
            after = page[-1]


def _fetch(sql: str, parameters: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


OF_STATEMENTS = Side("lrs_related", "lrs_statement", ("seq",), may_delete=False)
OF_TARGETED = Side("lrs_targeted_related", "lrs_targeted", ("seq", "target"), may_delete=True)
