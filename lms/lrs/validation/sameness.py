"""Do two statements with one id say the same? (xAPI data 2.3.1, "Statement immutability and exceptions")"""

import re
from typing import Any

from lms.lrs.validation.values import instant

_SET_BY_THE_STORE = {"id", "stored", "authority", "version"}
_HUNDREDTHS = re.compile(r"([0-9]+)(?:[.,]([0-9]{0,2})[0-9]*)?S$")


def is_same_statement(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """True where the difference is one that the specification leaves out of account:

    - the order of names, what a store sets, a timestamp that only one brings, or brings in another zone
    - the display of a verb, the definition of an activity, one activity for an array of one, and their order
    - the order of the members of a group and of attachments
    - the case of a UUID, of a hash, of a language tag, of the domain of an address
    - a duration beyond hundredths of a second (4.6), an objectType that goes without saying.

    Both statements have passed check_statement. A signature signs the statement without its own attachment:
    take that out before comparing.
    """
    if ("timestamp" in one) != ("timestamp" in other):
        one, other = ({k: v for k, v in s.items() if k != "timestamp"} for s in (one, other))
    return _equal(_said(one), _said(other))


def _said(statement: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in statement.items() if name not in _SET_BY_THE_STORE}
    said["verb"] = statement["verb"]["id"]
    said["object"] = _target(statement["object"])
    said["actor"] = _who(statement["actor"])
    if "timestamp" in statement:
        said["timestamp"] = instant(statement["timestamp"])
    if "duration" in statement.get("result", {}):
        said["result"] = {**statement["result"], "duration": _duration(statement["result"]["duration"])}
    if "context" in statement:
        said["context"] = _context(statement["context"])
    if "attachments" in statement:
        attachments = ({**a, "sha2": a["sha2"].lower()} for a in statement["attachments"])
        said["attachments"] = sorted(attachments, key=lambda a: (a["sha2"], a["usageType"], a["contentType"]))
    return said


def _target(target: dict[str, Any]) -> dict[str, Any]:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return {"objectType": kind, "id": target["id"]}
    if kind == "StatementRef":
        return {"objectType": kind, "id": target["id"].lower()}
    return _said(target) if kind == "SubStatement" else _who(target)


def _who(agent: dict[str, Any]) -> dict[str, Any]:
    said = {"objectType": "Agent", **agent}
    if "mbox" in said:
        name, _, domain = said["mbox"].rpartition("@")
        said["mbox"] = f"{name}@{domain.lower()}"
    if "mbox_sha1sum" in said:
        said["mbox_sha1sum"] = said["mbox_sha1sum"].lower()
    if "member" in said:
        said["member"] = sorted(map(_who, said["member"]), key=_order)
    return said


def _order(member: dict[str, Any]) -> list[str]:
    return sorted(map(repr, member.items()))


def _context(context: dict[str, Any]) -> dict[str, Any]:
    said = dict(context)
    for name in ("instructor", "team"):
        if name in said:
            said[name] = _who(said[name])
    for name, who in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in said:
            said[name] = [{**one, who: _who(one[who])} for one in said[name]]
    for name in ("registration", "language"):
        if name in said:
            said[name] = said[name].lower()
    if "statement" in said:
        said["statement"] = said["statement"]["id"].lower()
    if "contextActivities" in said:
        said["contextActivities"] = {
            name: sorted(a["id"] for a in (value if type(value) is list else [value]))
            for name, value in said["contextActivities"].items()
        }
    return said


def _duration(text: str) -> str:
    def cut(match: re.Match[str]) -> str:
        hundredths = (match[2] or "").rstrip("0")
        return f"{match[1]}.{hundredths}S" if hundredths else f"{match[1]}S"

    return _HUNDREDTHS.sub(cut, text)


def _equal(one: Any, other: Any) -> bool:
    """As JSON tells values apart: Python's == takes true for 1."""
    if type(one) is bool or type(other) is bool:
        return one is other
    if type(one) is dict and type(other) is dict:
        return one.keys() == other.keys() and all(_equal(value, other[name]) for name, value in one.items())
    if type(one) is list and type(other) is list:
        return len(one) == len(other) and all(map(_equal, one, other))
    return one == other
