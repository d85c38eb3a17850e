"""The structure of a statement by xAPI 1.0.3 (data, section 2). Clauses stand beside the rules that they
ask for.
"""

from typing import Any

from lms.lrs.validation.activities import check_activity
from lms.lrs.validation.agents import check_agent_or_group, check_authority, check_group
from lms.lrs.validation.values import (
    Invalid,
    check_boolean,
    check_duration,
    check_extensions,
    check_iri,
    check_language,
    check_language_map,
    check_number,
    check_object,
    check_sha2,
    check_string,
    check_uuid,
    instant,
    join,
)
from lms.lrs.vocabulary import VOIDED

_SAID = {"actor", "verb", "object", "result", "context", "timestamp", "attachments"}
_STATEMENT = frozenset(_SAID | {"id", "stored", "authority", "version"})
_SUBSTATEMENT = frozenset(_SAID | {"objectType"})
_VERB = frozenset({"id", "display"})
_REFERENCE = frozenset({"objectType", "id"})
_RESULT = frozenset({"score", "success", "completion", "response", "duration", "extensions"})
_SCORE = frozenset({"scaled", "raw", "min", "max"})
_CONTEXT = frozenset(
    {
        "registration", "instructor", "team", "contextActivities", "revision", "platform",
        "language", "statement", "extensions",
    }
)  # fmt: skip
_CONTEXT_ACTIVITIES = frozenset({"parent", "grouping", "category", "other"})
_ATTACHMENT = frozenset(
    {"usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"},
)
_ACTIVITY_ONLY = ("revision", "platform")


def check_statement(statement: Any) -> None:
    """Raise Invalid unless this is a statement of xAPI 1.0.3. Null is refused everywhere but in
    extensions.
    """
    check_object(statement, "", _STATEMENT)
    if "id" in statement:
        check_uuid(statement["id"], "id")
    _check_said(statement, "")
    if "stored" in statement:
        instant(statement["stored"], "stored")
    if "authority" in statement:
        check_authority(statement["authority"], "authority")
    if "version" in statement:  # data 2.4.10: 1.0, or 1.0.x
        version = check_string(statement["version"], "version")
        if version != "1.0" and not version.startswith("1.0."):
            raise Invalid("version", "must be 1.0 or begin with 1.0.")


def _check_said(statement: dict[str, Any], path: str) -> None:
    """What a statement and a SubStatement have in common."""
    for needed in ("actor", "verb", "object"):
        if needed not in statement:
            raise Invalid(join(path, needed), "is missing")
    check_agent_or_group(statement["actor"], join(path, "actor"))
    verb = check_object(statement["verb"], join(path, "verb"), _VERB)
    if "id" not in verb:
        raise Invalid(join(path, "verb.id"), "is missing")
    check_iri(verb["id"], join(path, "verb.id"))
    if "display" in verb:
        check_language_map(verb["display"], join(path, "verb.display"))
    kind = _check_target(statement["object"], join(path, "object"), inner=bool(path))
    if verb["id"] == VOIDED and kind != "StatementRef":  # data 2.3.2
        raise Invalid(join(path, "object.objectType"), "must be StatementRef where the verb is voided")
    if "result" in statement:
        _check_result(statement["result"], join(path, "result"))
    if "context" in statement:
        _check_context(statement["context"], join(path, "context"), kind)
    if "timestamp" in statement:
        instant(statement["timestamp"], join(path, "timestamp"))
    if "attachments" in statement:
        _check_attachments(statement["attachments"], join(path, "attachments"))


def _check_target(value: Any, path: str, *, inner: bool) -> str:
    """The object: an activity unless it says otherwise (data 2.4.4). Returns its objectType."""
    if type(value) is not dict:
        raise Invalid(path, "must be an object")
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        check_activity(value, path)
    elif kind in ("Agent", "Group"):
        check_agent_or_group(value, path)
    elif kind == "StatementRef":
        _check_reference(value, path)
    elif kind == "SubStatement" and not inner:
        check_object(value, path, _SUBSTATEMENT)
        _check_said(value, path)
    else:  # data 2.4.4.3: a SubStatement holds no other
        wanted = "Activity, Agent, Group or StatementRef" + ("" if inner else " or SubStatement")
        raise Invalid(join(path, "objectType"), f"must be {wanted}")
    return kind


def _check_reference(value: Any, path: str) -> None:
    check_object(value, path, _REFERENCE)
    if value.get("objectType") != "StatementRef":
        raise Invalid(join(path, "objectType"), "must be StatementRef")
    if "id" not in value:
        raise Invalid(join(path, "id"), "is missing")
    check_uuid(value["id"], join(path, "id"))


def _check_result(value: Any, path: str) -> None:
    result = check_object(value, path, _RESULT)
    if "score" in result:
        _check_score(result["score"], join(path, "score"))
    for name in ("success", "completion"):
        if name in result:
            check_boolean(result[name], join(path, name))
    if "response" in result:
        check_string(result["response"], join(path, "response"))
    if "duration" in result:
        check_duration(result["duration"], join(path, "duration"))
    if "extensions" in result:
        check_extensions(result["extensions"], join(path, "extensions"))


def _check_score(value: Any, path: str) -> None:
    score = check_object(value, path, _SCORE)
    for name, number in score.items():
        check_number(number, join(path, name))
    if "scaled" in score and not -1 <= score["scaled"] <= 1:  # data 2.4.5.1
        raise Invalid(join(path, "scaled"), "must be from -1 to 1")
    if "min" in score and "max" in score and score["min"] >= score["max"]:
        raise Invalid(join(path, "min"), "must be less than max")
    if "raw" in score:
        if "min" in score and score["raw"] < score["min"]:
            raise Invalid(join(path, "raw"), "must not be less than min")
        if "max" in score and score["raw"] > score["max"]:
            raise Invalid(join(path, "raw"), "must not be more than max")


def _check_context(value: Any, path: str, kind: str) -> None:
    context = check_object(value, path, _CONTEXT)
    if "registration" in context:
        check_uuid(context["registration"], join(path, "registration"))
    if "instructor" in context:
        check_agent_or_group(context["instructor"], join(path, "instructor"))
    if "team" in context:
        check_group(context["team"], join(path, "team"))
    if "contextActivities" in context:
        _check_context_activities(context["contextActivities"], join(path, "contextActivities"))
    for name in _ACTIVITY_ONLY:  # data 2.4.6
        if name in context:
            check_string(context[name], join(path, name))
            if kind != "Activity":
                raise Invalid(join(path, name), "may only stand where the object is an Activity")
    if "language" in context:
        check_language(context["language"], join(path, "language"))
    if "statement" in context:
        _check_reference(context["statement"], join(path, "statement"))
    if "extensions" in context:
        check_extensions(context["extensions"], join(path, "extensions"))


def _check_context_activities(value: Any, path: str) -> None:
    """One activity or an array of them, under each of four names (data 2.4.6.2)."""
    for name, activities in check_object(value, path, _CONTEXT_ACTIVITIES).items():
        if type(activities) is list:
            for place, activity in enumerate(activities):
                check_activity(activity, f"{path}.{name}[{place}]")
        else:
            check_activity(activities, join(path, name))


def _check_attachments(value: Any, path: str) -> None:
    if type(value) is not list:
        raise Invalid(path, "must be an array")
    for place, content in enumerate(value):
        here = f"{path}[{place}]"
        attachment = check_object(content, here, _ATTACHMENT)
        for needed in ("usageType", "display", "contentType", "length", "sha2"):
            if needed not in attachment:
                raise Invalid(join(here, needed), "is missing")
        check_iri(attachment["usageType"], join(here, "usageType"))
        check_language_map(attachment["display"], join(here, "display"))
        check_string(attachment["contentType"], join(here, "contentType"))
        if type(attachment["length"]) is not int or attachment["length"] < 0:
            raise Invalid(join(here, "length"), "must be a whole number of bytes")
        check_sha2(attachment["sha2"], join(here, "sha2"))
        if "description" in attachment:
            check_language_map(attachment["description"], join(here, "description"))
        if "fileUrl" in attachment:
            check_iri(attachment["fileUrl"], join(here, "fileUrl"))
