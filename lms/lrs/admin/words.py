"""A statement in a few words, and its JSON laid out for reading. Pure."""

import re
from typing import Any

from lms.lrs.validation import agent_identifier

# A string, or one of the signs between; numbers and words in between are left as they are.
_SIGNS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_STEP = "  "


def laid_out(text: str) -> str:
    """JSON text with a line for each member. Only the space between signs changes: numbers, escapes and the
    order of members stand as they were stored.
    """
    pieces: list[str] = []
    depth, empty = 0, False
    for match in _SIGNS.finditer(text):
        sign = match.group()
        if sign in "}]":
            depth -= 1
            pieces.append(sign if empty else f"\n{_STEP * depth}{sign}")
        elif empty:
            pieces.append(f"\n{_STEP * depth}{_written(sign)}")
        else:
            pieces.append(_written(sign))
        empty = sign in "{["
        if empty:
            depth += 1
        elif sign == ",":
            pieces.append(f"\n{_STEP * depth}")
    return "".join(pieces)


def _written(sign: str) -> str:
    return ": " if sign == ":" else sign


def who(agent: dict[str, Any]) -> str:
    """A name, or what identifies an agent, in one line."""
    if agent.get("name"):
        return str(agent["name"])
    if "account" in agent:
        return str(agent["account"]["name"])
    identifier = agent_identifier(agent)
    if not identifier and "member" in agent:
        return f"a group of {len(agent['member'])}"
    return identifier.removeprefix("mailto:")


def did(verb: dict[str, Any]) -> str:
    return in_english(verb.get("display", {})) or last_part(verb["id"])


def what(target: dict[str, Any]) -> str:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return in_english(target.get("definition", {}).get("name", {})) or target["id"]
    if kind == "StatementRef":
        return f"statement {target['id']}"
    if kind == "SubStatement":
        return f"{who(target['actor'])} {did(target['verb'])} {what(target['object'])}"
    return who(target)


def in_english(texts: dict[str, str]) -> str:
    """The English of a language map, or what there is."""
    for language, text in texts.items():
        if language.lower().startswith("en"):
            return text
    return next(iter(texts.values()), "")


def last_part(iri: str) -> str:
    return re.split(r"[/#:]", iri.rstrip("/#"))[-1] or iri
