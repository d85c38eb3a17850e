"""facts.json of a course: what its lessons state, with source and day. A block carries its fact along, so
that a page needs no look-up; the file is kept as it came, so that it goes out as it came."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.blocks import FACT_STATUSES

STATUSES = [value for value, _ in FACT_STATUSES]


@dataclass(frozen=True)
class FactFile:
    """`data`: {"facts": [{"id", "fact", "sources": [{"title", "url"}], "read_on", "status"}]}; a source
    without address has the url ""."""

    data: dict[str, Any]

    def text(self) -> str:
        """The file, in the one way in which it is written."""
        return json.dumps(self.data, indent=2, ensure_ascii=False) + "\n"

    def fact(self, identity: str) -> dict[str, Any] | None:
        return next((fact for fact in self.data.get("facts", []) if fact.get("id") == identity), None)

    def block_value(self, identity: str) -> dict[str, Any] | None:
        """The raw value of a fact block for a fact, by its id; None for an unknown one."""
        fact = self.fact(identity)
        if fact is None:
            return None
        return {
            "fact": identity,
            "sources": [dict(source) for source in fact["sources"]],
            "read_on": fact.get("read_on") or None,
            "status": fact["status"],
        }

    def says_the_same(self, value: Any) -> bool:
        """Whether a block still says what the file says about its fact."""
        known = self.block_value(value["fact"])
        if known is None:
            return False
        return (
            known["sources"]
            == [{"title": each["title"], "url": each["url"] or ""} for each in value["sources"]]
            and known["status"] == value["status"]
            and known["read_on"] == (value["read_on"].isoformat() if value["read_on"] else None)
        )


def read_facts(text: str, complain: Callable[[int, str, str], None]) -> FactFile:
    """facts.json, with its mistakes told to `complain` (line, field, what was expected). Empty text: no
    facts."""
    if not text.strip():
        return FactFile({})
    try:
        data = json.loads(text)
    except json.JSONDecodeError as problem:
        complain(problem.lineno, "", f"expected JSON: {problem.msg}")
        return FactFile({})
    if not isinstance(data, dict) or not isinstance(data.get("facts"), list):
        complain(1, "facts", 'expected {"facts": […]}')
        return FactFile({})
    seen: set[str] = set()
    good = []
    for fact in data["facts"]:
        wrong = problem_of(fact, seen)
        if wrong:
            mark = json.dumps(fact.get("id")) if isinstance(fact, dict) and fact.get("id") else '"facts"'
            complain(line_of(text, mark), *wrong)
        else:
            good.append(fact)
            seen.add(fact["id"])
    return FactFile({**data, "facts": good})


def problem_of(fact: Any, seen: set[str]) -> tuple[str, str] | None:
    """(field, what was expected there) of a fact that is not in order."""
    if not isinstance(fact, dict) or not isinstance(fact.get("id"), str) or not fact["id"]:
        return "id", "expected an id for each fact"
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
