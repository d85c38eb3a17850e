"""facts.json of a course: what its lessons and questions state, with source and day. Here it is read and
written; rows are made of it by `Facts`, one for all courses (courses.models.Fact)."""

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from courses import actions
from courses.blocks import FACT_STATUSES
from courses.importing.problems import Problem
from courses.models import Fact
from courses.models.facts import FACT_KEY
from courses.queries.facts import uses_of_facts

FILE = "facts.json"
STATUSES = [value for value, _ in FACT_STATUSES]
FIELDS = {"id", "fact", "sources", "read_on", "status"}


@dataclass(frozen=True)
class FactFile:
    """`facts`: [{"id", "fact", "sources": [{"title", "url"}], "read_on", "status"}]; a source without
    address has the url ""; `lines`: the line on which each stands."""

    facts: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def knows(self, identity: str) -> bool:
        return any(fact["id"] == identity for fact in self.facts)


def facts_text(facts: Iterable[Fact]) -> str:
    """The file, in the one way in which it is written."""
    rows = []
    for fact in facts:
        row = {"id": fact.key, **fact.said()}
        if row["read_on"] is None:
            del row["read_on"]
        rows.append(row)
    return json.dumps({"facts": rows}, indent=2, ensure_ascii=False) + "\n"


def read_facts(text: str, complain: Callable[[int, str, str], None]) -> FactFile:
    """facts.json, with its mistakes told to `complain` (line, field, what was expected). Empty text: no
    facts."""
    if not text.strip():
        return FactFile()
    try:
        data = json.loads(text)
    except json.JSONDecodeError as problem:
        complain(problem.lineno, "", f"expected JSON: {problem.msg}")
        return FactFile()
    if not isinstance(data, dict) or set(data) != {"facts"} or not isinstance(data["facts"], list):
        complain(1, "facts", 'expected {"facts": […]}')
        return FactFile()
    lines: dict[str, int] = {}
    good = []
    for fact in data["facts"]:
        mark = json.dumps(fact.get("id")) if isinstance(fact, dict) and fact.get("id") else '"facts"'
        line = line_of(text, mark)
        wrong = problem_of(fact, lines)
        if wrong:
            complain(line, *wrong)
        else:
            good.append({**fact, "read_on": fact.get("read_on") or None})
            lines[fact["id"]] = line
    return FactFile(good, lines)


def problem_of(fact: Any, seen: Collection[str]) -> tuple[str, str] | None:
    """(field, what was expected there) of a fact that is not in order."""
    if not isinstance(fact, dict) or not re.fullmatch(FACT_KEY, str(fact.get("id"))):
        return "id", "expected an id such as dq-03 for each fact"
    if unknown := set(fact) - FIELDS:
        return min(unknown), f"expected one of {', '.join(sorted(FIELDS))}"
    if fact["id"] in seen:
        return "id", f"expected {fact['id']} once"
    if not isinstance(fact.get("fact"), str) or not fact["fact"].strip():
        return "fact", "expected what the fact says"
    if fact.get("status") not in STATUSES:
        return "status", f"expected one of {', '.join(STATUSES)}"
    if not isinstance(fact.get("sources"), list) or not fact["sources"]:
        return "sources", "expected one or more sources"
    for source in fact["sources"]:
        if not isinstance(source, dict) or set(source) != {"title", "url"} or not source["title"]:
            return "sources", "expected title and url for each source"
        if source["url"] and not str(source["url"]).startswith(("https://", "http://")):
            return "url", f'expected an address with https:, or "" for none, not {source["url"]!r}'
    try:
        date.fromisoformat(fact.get("read_on") or "2000-01-01")
    except (TypeError, ValueError):
        return "read_on", "expected a day such as 2026-11-23"
    return None


def line_of(text: str, mark: str) -> int:
    """The line on which something first stands, from 1."""
    position = text.find(mark)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1


@dataclass
class Facts:
    """The rows of a file's facts, made or changed by an import; `problems` grows by what is refused, `told`
    by what an author should know. `course`: the slug of the course whose folder it is."""

    file: FactFile
    course: str
    problems: list[Problem]
    told: list[str] = field(default_factory=list)
    rows: dict[str, Fact] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)

    def take(self, *, by: Any, at: datetime, overwrite: bool) -> None:
        keys = list(self.file.lines)
        known = {fact.key: fact for fact in Fact.objects.filter(key__in=keys)}
        uses = uses_of_facts(keys) if known else {}
        for given in self.file.facts:
            key = given["id"]
            said = {name: given[name] for name in actions.SAID}
            row = known.get(key)
            differs = row is not None and row.said() != said
            if row is not None and differs and not overwrite:
                # What an author wrote here since the file was taken stays, also where the file has not moved.
                if row.taken is not None and row.said() != row.taken:
                    self.told.append(f"kept: {FILE}, {key}: changed here since it was taken in")
                    self.rows[key] = row
                    continue
                others = sorted({use.course for use in uses.get(key, []) if use.course != self.course})
                if others or row.taken is None:
                    where = f"the course {', '.join(others)} rests on it" if others else "it was written here"
                    expected = f"expected the same fact {key} as is known here ({where}): “{row.text}”"
                    self.problems.append(Problem(FILE, self.file.lines[key], "fact", expected))
                    continue
            self.rows[key] = actions.save_fact(key=key, said=said, by=by, at=at, taken=True)
            if row is None:
                self.new.add(key)
            elif differs:
                self.told.append(f"changed: {FILE}, {key}")

    def leave_out(self, used: Collection[str]) -> None:
        """Facts that nothing of the course rests on are not taken in for it."""
        for key in sorted(set(self.rows) - set(used)):
            self.told.append(f"left out: {FILE}, {key}: no lesson and no question rests on it")
            if key in self.new:
                self.rows[key].delete()
