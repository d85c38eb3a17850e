"""Statements as they are given out: as received with what the store sets, by ids only, or canonical. Pure.

As received means the text: what the store sets is written into it, and nothing else is touched. The one
exception is asked for by the specification: a context activity that came alone is given out in an array
(data 2.4.6.2).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

_space = re.compile(r"[ \t\n\r]*").match
_decode = json.JSONDecoder().raw_decode
_string = scanstring
_IDENTIFIERS = ("account", "mbox", "mbox_sha1sum", "openid")
_COMPONENTS = ("choices", "scale", "source", "target", "steps")

Texts = dict[str, str]  # names to JSON texts


@dataclass(frozen=True)
class Member:
    """One member of an object in a text: where its value begins and ends, and the value."""

    start: int
    end: int
    value: Any


def members(text: str, at: int = 0) -> dict[str, Member]:
    """The members of the object that begins at `at` in a text that is known to be JSON."""
    found: dict[str, Member] = {}
    at = _past(text, text.index("{", at) + 1)
    while text[at] != "}":
        name, at = _string(text, at + 1)
        start = _past(text, _past(text, at) + 1)
        value, end = _decode(text, start)
        found[name] = Member(start, end, value)
        at = _past(text, end)
        if text[at] == ",":
            at = _past(text, at + 1)
    return found


def _past(text: str, at: int) -> int:
    match = _space(text, at)
    return match.end() if match else at


def exact(body: str, *, always: Texts, if_missing: Texts) -> str:
    """The text as received. `always` is what the store sets whatever the client sent; `if_missing` what it
    sets where the client sent nothing.
    """
    found = members(body)
    edits = [(found[name].start, found[name].end, text) for name, text in always.items() if name in found]
    added = {name: text for name, text in {**if_missing, **always}.items() if name not in found}
    edits += _arrays(body, found)
    target = found["object"]
    if target.value.get("objectType") == "SubStatement":
        edits += _arrays(body, members(body, target.start))
    end = body.rindex("}")
    edits.append((end, end, "".join(f',"{name}":{text}' for name, text in added.items())))
    for start, stop, text in sorted(edits, reverse=True):
        body = body[:start] + text + body[stop:]
    return body.strip()


def _arrays(text: str, statement: dict[str, Member]) -> list[tuple[int, int, str]]:
    """Brackets around each context activity that stands alone."""
    context = statement.get("context")
    activities = context.value.get("contextActivities") if context else None
    if not activities or all(type(value) is list for value in activities.values()):
        return []
    inner = members(text, members(text, context.start)["contextActivities"].start) if context else {}
    return [
        (one.start, one.end, f"[{text[one.start : one.end]}]")
        for one in inner.values()
        if type(one.value) is dict
    ]


def by_ids(statement: dict[str, Any]) -> dict[str, Any]:
    """Only what identifies agents, activities, verbs and groups (communication 2.1.3, format ids)."""
    return _mapped(statement, agent=_agent_id, activity=_activity_id, verb=lambda verb: {"id": verb["id"]})


def canonical(
    statement: dict[str, Any],
    *,
    definition_of: Callable[[dict[str, Any]], dict[str, Any] | None],
    one_language: Callable[[Mapping[str, str]], dict[str, str]],
) -> dict[str, Any]:
    """Activities with the definitions that are known of them, language maps with one language each."""

    def filtered(definition: dict[str, Any]) -> dict[str, Any]:
        made = dict(definition)
        for name in ("name", "description"):
            if name in made:
                made[name] = one_language(made[name])
        for name in _COMPONENTS:
            if name in made:
                made[name] = [
                    {**one, "description": one_language(one["description"])} if "description" in one else one
                    for one in made[name]
                ]
        return made

    def activity(value: dict[str, Any]) -> dict[str, Any]:
        definition = definition_of(value)
        return {**value, "definition": filtered(definition)} if definition is not None else value

    def verb(value: dict[str, Any]) -> dict[str, Any]:
        return {**value, "display": one_language(value["display"])} if "display" in value else value

    return _mapped(statement, agent=lambda agent: agent, activity=activity, verb=verb)


def activities_of(statement: dict[str, Any]) -> set[str]:
    """The IRI of every activity that a statement names."""
    found: set[str] = set()

    def note(value: dict[str, Any]) -> dict[str, Any]:
        found.add(value["id"])
        return value

    _mapped(statement, agent=lambda agent: agent, activity=note, verb=lambda verb: verb)
    return found


Change = Callable[[dict[str, Any]], dict[str, Any]]


def _mapped(statement: dict[str, Any], *, agent: Change, activity: Change, verb: Change) -> dict[str, Any]:
    made = dict(statement)
    made["actor"] = agent(statement["actor"])
    made["verb"] = verb(statement["verb"])
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        made["object"] = activity(target)
    elif kind in ("Agent", "Group"):
        made["object"] = agent(target)
    elif kind == "SubStatement":
        made["object"] = _mapped(target, agent=agent, activity=activity, verb=verb)
    if "authority" in statement:
        made["authority"] = agent(statement["authority"])
    if "context" in statement:
        made["context"] = _context(statement["context"], agent=agent, activity=activity)
    return made


def _context(context: dict[str, Any], *, agent: Change, activity: Change) -> dict[str, Any]:
    made = dict(context)
    for name in ("instructor", "team"):
        if name in made:
            made[name] = agent(made[name])
    if "contextActivities" in made:
        made["contextActivities"] = {
            name: [activity(one) for one in (value if type(value) is list else [value])]
            for name, value in made["contextActivities"].items()
        }
    for name, who in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in made:
            made[name] = [{**one, who: agent(one[who])} for one in made[name]]
    return made


def _agent_id(agent: dict[str, Any]) -> dict[str, Any]:
    made = {name: agent[name] for name in ("objectType", *_IDENTIFIERS) if name in agent}
    if not any(name in agent for name in _IDENTIFIERS) and "member" in agent:
        made["member"] = [_agent_id(member) for member in agent["member"]]
    return made


def _activity_id(activity: dict[str, Any]) -> dict[str, Any]:
    return {"id": activity["id"]}
