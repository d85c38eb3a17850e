"""From texts to statements that may be stored, each with what it names."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from lms.lrs.validation import Facts, Invalid, check_statement, facts, parse


@dataclass(frozen=True)
class Arrived:
    """A statement that may be stored, with its place in the batch, which is its place in `seq`."""

    id: UUID
    place: int
    text: str
    facts: Facts
    parsed: dict[str, Any]

    @property
    def target(self) -> UUID | None:
        """The statement that it targets: the id of a StatementRef that is its object."""
        return target_of(self.parsed)

    def attachments(self) -> list[dict[str, Any]]:
        """What it says of its attachments, and of those of its SubStatement."""
        target = self.parsed["object"]
        inner = target.get("attachments", []) if target.get("objectType") == "SubStatement" else []
        return [*self.parsed.get("attachments", []), *inner]


def target_of(statement: dict[str, Any]) -> UUID | None:
    target = statement["object"]
    return UUID(target["id"]) if target.get("objectType") == "StatementRef" else None


def receive(statements: Sequence[Mapping[str, Any] | str], *, version: str = "1.0.3") -> list[Arrived]:
    """Statements, each a dict or the JSON text of one, by the rules of one version; nothing is stored yet.

    Raises Invalid (path and rule; "[2].actor…" in a batch).
    """
    total = len(statements)
    arrived = [_receive(statement, place, total, version) for place, statement in enumerate(statements)]
    _refuse_repeated_ids(arrived)
    return arrived


def _receive(statement: Mapping[str, Any] | str, place: int, total: int, version: str) -> Arrived:
    try:
        if isinstance(statement, str):
            text = statement
        else:
            text = json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
        parsed = parse(text)
        check_statement(parsed, version)
        # Who vouches for it is for the store to say (data 2.4.9): it is not found under what it says itself.
        parsed.pop("authority", None)
        found = facts(parsed)
    except Invalid as refused:
        raise refused.inside(f"[{place}]") if total > 1 else refused from None
    return Arrived(found.id or uuid4(), place, text, found, parsed)


def _refuse_repeated_ids(arrived: list[Arrived]) -> None:
    """Communication 2.1.2: a batch must not hold one id twice."""
    first: dict[UUID, int] = {}
    for one in arrived:
        if first.setdefault(one.id, one.place) != one.place:
            raise Invalid(f"[{one.place}].id", f"is the id of [{first[one.id]}] too")


def definitions(statement: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(IRI, definition) of each activity that a statement defines, its SubStatement included."""
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "SubStatement":
        yield from definitions(target)
    elif kind == "Activity" and "definition" in target:
        yield target["id"], target["definition"]
    for activities in statement.get("context", {}).get("contextActivities", {}).values():
        for activity in activities if type(activities) is list else [activities]:
            if "definition" in activity:
                yield activity["id"], activity["definition"]
