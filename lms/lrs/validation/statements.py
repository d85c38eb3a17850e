"""The structure of a statement (xAPI data, section 2; IEEE 9274.1.1, 4.2). The version of the request
selects the rules; clauses of 1.0.3 stand beside the rules that they ask for.
"""

from collections.abc import Mapping
from typing import Any

from lms.lrs.validation.activities import check_activity
from lms.lrs.validation.agents import check_agent, check_agent_or_group, check_authority, check_group
from lms.lrs.validation.refusal import Invalid
from lms.lrs.validation.shapes import array, shape
from lms.lrs.validation.values import (
    Check,
    check_boolean,
    check_duration,
    check_extensions,
    check_iri,
    check_language,
    check_language_map,
    check_length,
    check_media_type,
    check_number,
    check_rfc_3339,
    check_sha2,
    check_string,
    check_timestamp,
    check_uuid,
    exactly,
)
from lms.lrs.vocabulary import VOIDED

_check_verb = shape({"id": check_iri, "display": check_language_map}, needs=("id",))
_check_reference = shape(
    {"objectType": exactly("StatementRef"), "id": check_uuid}, needs=("objectType", "id")
)
_check_score_properties = shape(dict.fromkeys(("scaled", "raw", "min", "max"), check_number))


def _check_score(value: Any) -> None:
    _check_score_properties(value)
    if "scaled" in value and not -1 <= value["scaled"] <= 1:  # data 2.4.5.1
        raise Invalid("scaled", "must be from -1 to 1")
    if "min" in value and "max" in value and value["min"] >= value["max"]:
        raise Invalid("min", "must be less than max")
    if "raw" in value:
        if "min" in value and value["raw"] < value["min"]:
            raise Invalid("raw", "must not be less than min")
        if "max" in value and value["raw"] > value["max"]:
            raise Invalid("raw", "must not be more than max")


_check_result = shape(
    {
        "score": _check_score,
        "success": check_boolean,
        "completion": check_boolean,
        "response": check_string,
        "duration": check_duration,
        "extensions": check_extensions,
    }
)
_check_attachments = array(
    shape(
        {
            "usageType": check_iri,
            "display": check_language_map,
            "description": check_language_map,
            "contentType": check_media_type,
            "length": check_length,
            "sha2": check_sha2,
            "fileUrl": check_iri,
        },
        needs=("usageType", "display", "contentType", "length", "sha2"),
    )
)
_CONTEXT: dict[str, Check] = {
    "registration": check_uuid,
    "instructor": check_agent_or_group,
    "team": check_group,
    "contextActivities": shape(  # one activity without an array, as in 0.95 (data 2.4.6.2)
        dict.fromkeys(("parent", "grouping", "category", "other"), array(check_activity, or_one=True))
    ),
    "revision": check_string,
    "platform": check_string,
    "language": check_language,
    "statement": _check_reference,
    "extensions": check_extensions,
}


def _in_context(kind: str, who: str, check_who: Check) -> Check:
    """Agents or groups of a context, each with what makes it relevant (IEEE 9274.1.1, 4.2.2.5)."""
    check_types = array(check_iri)

    def check_some_types(value: Any) -> None:
        check_types(value)
        if not value:
            raise Invalid("", "must not be empty")

    properties = {"objectType": exactly(kind), who: check_who, "relevantTypes": check_some_types}
    return array(shape(properties, needs=("objectType", who)))


_CONTEXT_2 = {
    **_CONTEXT,
    "contextAgents": _in_context("contextAgent", "agent", check_agent),
    "contextGroups": _in_context("contextGroup", "group", check_group),
}


def _check_version(value: Any) -> None:
    """1.0, or 1.0.x (data 2.4.10)."""
    if type(value) is not str or (value != "1.0" and not value.startswith("1.0.")):
        raise Invalid("", "must be 1.0 or begin with 1.0.")


def _check_version_2(value: Any) -> None:
    """2.0 as well; an LRS of 2.0 takes statements of 1.0."""
    if type(value) is not str or (value not in ("1.0", "2.0") and not value.startswith(("1.0.", "2.0."))):
        raise Invalid("", "must be 1.0 or 2.0, or begin with 1.0. or 2.0.")


def _rules(*, context: Mapping[str, Check], timestamp: Check, version: Check) -> Check:
    """The check of a statement under one version."""
    needs = ("actor", "verb", "object")
    said: dict[str, Check] = {
        "actor": check_agent_or_group,
        "verb": _check_verb,
        "result": _check_result,
        "context": shape(context),
        "timestamp": timestamp,
        "attachments": _check_attachments,
    }
    targets: dict[str, Check] = {
        "Activity": check_activity,
        "Agent": check_agent,
        "Group": check_group,
        "StatementRef": _check_reference,
    }
    inner = shape({**said, "object": _target(targets), "objectType": exactly("SubStatement")}, needs=needs)

    def check_substatement(value: Any) -> None:
        inner(value)
        _check_together(value)

    outer = shape(
        {
            **said,
            "object": _target({**targets, "SubStatement": check_substatement}),
            "id": check_uuid,
            "stored": timestamp,
            "authority": check_authority,
            "version": version,
        },
        needs=needs,
    )

    def check(value: Any) -> None:
        outer(value)
        _check_together(value)

    return check


def _target(targets: dict[str, Check]) -> Check:
    """The object: an activity unless it says otherwise (data 2.4.4). A SubStatement holds no other."""
    *most, last = targets

    def check(value: Any) -> None:
        if type(value) is not dict:
            raise Invalid("", "must be an object")
        kind = value.get("objectType", "Activity")
        if type(kind) is not str or kind not in targets:
            raise Invalid("objectType", f"must be {', '.join(most)} or {last}")
        targets[kind](value)

    return check


def _check_together(value: dict[str, Any]) -> None:
    """What properties of a statement or a SubStatement ask of each other."""
    kind = value["object"].get("objectType", "Activity")
    if value["verb"]["id"] == VOIDED and kind != "StatementRef":  # data 2.3.2
        raise Invalid("object.objectType", "must be StatementRef where the verb is voided")
    if kind != "Activity" and "context" in value:  # data 2.4.6
        for name in ("revision", "platform"):
            if name in value["context"]:
                raise Invalid(f"context.{name}", "may only stand where the object is an Activity")


_RULES = {
    "1.0.3": _rules(context=_CONTEXT, timestamp=check_timestamp, version=_check_version),
    "2.0.0": _rules(context=_CONTEXT_2, timestamp=check_rfc_3339, version=_check_version_2),
}


def check_statement(statement: Any, version: str = "1.0.3") -> None:
    """Raise Invalid unless this, as `parse` gave it, is a statement of xAPI "1.0.3" or "2.0.0". Null is
    refused everywhere but in extensions.
    """
    _RULES[version](statement)
