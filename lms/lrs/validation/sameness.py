"""Do two statements with one id say the same? (xAPI data 2.3.1, "Statement immutability and exceptions")"""

from typing import Any

from lms.lrs.validation.values import instant

_SET_BY_THE_STORE = {"id", "stored", "authority", "version"}


def is_same_statement(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """True where the difference is one that the specification leaves out of account: the order of names,
    what a store sets, a timestamp that only one brings, the display of a verb, the definition of an
    activity, one activity for an array of one, the case of a UUID. Both statements have passed
    check_statement.
    """
    if ("timestamp" in one) != ("timestamp" in other):
        one, other = ({k: v for k, v in s.items() if k != "timestamp"} for s in (one, other))
    return _equal(_said(one), _said(other))


def _said(statement: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in statement.items() if name not in _SET_BY_THE_STORE}
    said["verb"] = statement["verb"]["id"]
    said["object"] = _target(statement["object"])
    said["actor"] = {"objectType": "Agent", **statement["actor"]}
    if "timestamp" in statement:
        said["timestamp"] = instant(statement["timestamp"], "timestamp")
    if "context" in statement:
        said["context"] = _context(statement["context"])
    return said


def _target(target: dict[str, Any]) -> dict[str, Any]:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return {"objectType": kind, "id": target["id"]}
    if kind == "StatementRef":
        return {"objectType": kind, "id": target["id"].lower()}
    return _said(target) if kind == "SubStatement" else target


def _context(context: dict[str, Any]) -> dict[str, Any]:
    said = dict(context)
    if "registration" in said:
        said["registration"] = said["registration"].lower()
    if "statement" in said:
        said["statement"] = said["statement"]["id"].lower()
    if "contextActivities" in said:
        said["contextActivities"] = {
            name: sorted(a["id"] for a in (value if type(value) is list else [value]))
            for name, value in said["contextActivities"].items()
        }
    return said


def _equal(one: Any, other: Any) -> bool:
    """As JSON tells values apart: Python's == takes true for 1."""
    if type(one) is bool or type(other) is bool:
        return one is other
    if type(one) is dict and type(other) is dict:
        return one.keys() == other.keys() and all(_equal(value, other[name]) for name, value in one.items())
    if type(one) is list and type(other) is list:
        return len(one) == len(other) and all(map(_equal, one, other))
    return one == other
