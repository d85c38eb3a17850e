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
from courses.importing.shared import Shared, line_of, rows_of
from courses.models import Fact
from courses.models.facts import FACT_KEY
from courses.queries.facts import uses_of_facts

FILE = "facts.json"
STATUSES = [value for value, _ in FACT_STATUSES]
FIELDS = {"id", "fact", "sources", "read_on", "status"}


@dataclass(frozen=True)
class FactFile:
    """`given`: {id: {"fact", "sources": [{"title", "url"}], "read_on", "status"}}; a source without address
    has the url "". `lines`: the line on which each stands."""

    given: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


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
    lines: dict[str, int] = {}
    given: dict[str, dict[str, Any]] = {}
    for fact in rows_of(text, "facts", complain):
        mark = json.dumps(fact.get("id")) if isinstance(fact, dict) and fact.get("id") else '"facts"'
        line = line_of(text, mark)
        wrong = problem_of(fact, lines)
        if wrong:
            complain(line, *wrong)
        else:
            said = {**fact, "read_on": fact.get("read_on") or None}
            given[fact["id"]] = {name: said[name] for name in actions.SAID}
            lines[fact["id"]] = line
    return FactFile(given, lines)


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


@dataclass
class Facts(Shared):
    """The facts of a file as rows."""

    file = FILE
    kind = "fact"
    nobody = "no lesson and no question rests on it"

    def known(self) -> dict[str, Any]:
        return {fact.key: fact for fact in Fact.objects.filter(key__in=self.given)}

    def courses_using(self) -> dict[str, set[str]]:
        return {key: {use.course for use in uses} for key, uses in uses_of_facts(list(self.given)).items()}

    def save(self, key: str, *, by: Any, at: datetime) -> Fact:
        return actions.save_fact(key=key, said=self.given[key], by=by, at=at, taken=True)

    def forget(self, row: Fact, *, at: datetime) -> None:
        row.delete()

    def in_short(self, row: Fact) -> str:
        return row.text
