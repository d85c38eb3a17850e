"""What courses share and each folder carries along: facts and words. One row for all, so that a folder may
not quietly change what another course rests on."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from courses.importing.problems import Problem


def rows_of(text: str, name: str, complain: Callable[[int, str, str], None]) -> list[Any]:
    """The list of a file {name: […]}; its mistakes go to `complain` (line, field, what was expected). Empty
    text: no rows."""
    if not text.strip():
        return []
    try:
        data = json.loads(text)
    except json.JSONDecodeError as problem:
        complain(problem.lineno, "", f"expected JSON: {problem.msg}")
        return []
    if not isinstance(data, dict) or set(data) != {name} or not isinstance(data[name], list):
        complain(1, name, f'expected {{"{name}": […]}}')
        return []
    return data[name]


def line_of(text: str, mark: str) -> int:
    """The line on which something first stands, from 1."""
    position = text.find(mark)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1


@dataclass
class Shared(ABC):
    """The rows of a file, made or changed by an import. `given`: {key: what the file says}; `lines`: where.
    `problems` grows by what is refused, `told` by what an author should know. `course`: the slug of the
    course whose folder it is."""

    given: dict[str, dict[str, Any]]
    lines: dict[str, int]
    course: str
    problems: list[Problem]
    told: list[str] = field(default_factory=list)
    rows: dict[str, Any] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)

    file = ""
    kind = ""
    nobody = ""  # what does not use a row that is left out

    @abstractmethod
    def known(self) -> dict[str, Any]:
        """The rows that are there, by key."""

    @abstractmethod
    def courses_using(self) -> dict[str, set[str]]:
        """{key: slugs of the courses that use it}"""

    @abstractmethod
    def save(self, key: str, *, by: Any, at: datetime) -> Any: ...

    @abstractmethod
    def forget(self, row: Any, *, at: datetime) -> None: ...

    @abstractmethod
    def in_short(self, row: Any) -> str: ...

    def take(self, *, by: Any, at: datetime, overwrite: bool) -> None:
        known = self.known()
        using = self.courses_using() if known else {}
        for key, said in self.given.items():
            row = known.get(key)
            differs = row is not None and row.said() != said
            if row is not None and differs and not overwrite:
                # What an author wrote here since the file was taken stays, also where the file has moved on.
                if row.taken is not None and row.said() != row.taken:
                    self.told.append(f"kept: {self.file}, {key}: changed here since it was taken in")
                    self.rows[key] = row
                    continue
                others = sorted(using.get(key, set()) - {self.course})
                if others or row.taken is None:
                    where = f"the course {', '.join(others)} rests on it" if others else "it was written here"
                    same = f"expected the same {self.kind} {key} as is known here"
                    expected = f"{same} ({where}): “{self.in_short(row)}”"
                    self.problems.append(Problem(self.file, self.lines[key], self.kind, expected))
                    continue
            self.rows[key] = self.save(key, by=by, at=at)
            if row is None:
                self.new.add(key)
            elif differs:
                self.told.append(f"changed: {self.file}, {key}")

    def leave_out(self, used: Collection[str], *, at: datetime) -> None:
        """What nothing of the course uses is not taken in for it."""
        for key in sorted(set(self.rows) - set(used)):
            self.told.append(f"left out: {self.file}, {key}: {self.nobody}")
            if key in self.new:
                self.forget(self.rows[key], at=at)
