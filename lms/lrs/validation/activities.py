"""What was done: activities and their definitions, interactions included (xAPI data 2.4.4.1)."""

from typing import Any

from lms.lrs.validation.values import (
    Invalid,
    check_extensions,
    check_iri,
    check_language_map,
    check_object,
    check_string,
    join,
)

_ACTIVITY = frozenset({"objectType", "id", "definition"})
_COMPONENT_LISTS = ("choices", "scale", "source", "target", "steps")
_DEFINITION = frozenset(
    {
        "name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern",
        *_COMPONENT_LISTS,
    }
)  # fmt: skip
_COMPONENT = frozenset({"id", "description"})

# Which lists each type of interaction may bring.
_INTERACTIONS: dict[str, tuple[str, ...]] = {
    "true-false": (),
    "choice": ("choices",),
    "fill-in": (),
    "long-fill-in": (),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "numeric": (),
    "other": (),
}


def check_activity(value: Any, path: str) -> None:
    activity = check_object(value, path, _ACTIVITY)
    if activity.get("objectType", "Activity") != "Activity":
        raise Invalid(join(path, "objectType"), "must be Activity")
    if "id" not in activity:
        raise Invalid(join(path, "id"), "is missing")
    check_iri(activity["id"], join(path, "id"))
    if "definition" in activity:
        _check_definition(activity["definition"], join(path, "definition"))


def _check_definition(value: Any, path: str) -> None:
    definition = check_object(value, path, _DEFINITION)
    for name in ("name", "description"):
        if name in definition:
            check_language_map(definition[name], join(path, name))
    for name in ("type", "moreInfo"):
        if name in definition:
            check_iri(definition[name], join(path, name))
    if "extensions" in definition:
        check_extensions(definition["extensions"], join(path, "extensions"))
    if "interactionType" in definition:
        _check_interaction(definition, path)
    else:
        for name in ("correctResponsesPattern", *_COMPONENT_LISTS):
            if name in definition:
                raise Invalid(join(path, "interactionType"), f"is missing, but {name} is there")


def _check_interaction(definition: dict[str, Any], path: str) -> None:
    kind = check_string(definition["interactionType"], join(path, "interactionType"))
    if kind not in _INTERACTIONS:
        raise Invalid(join(path, "interactionType"), f"must be one of {', '.join(_INTERACTIONS)}")
    patterns = definition.get("correctResponsesPattern", [])
    if type(patterns) is not list:
        raise Invalid(join(path, "correctResponsesPattern"), "must be an array of strings")
    for place, pattern in enumerate(patterns):
        check_string(pattern, f"{path}.correctResponsesPattern[{place}]")
    for name in _COMPONENT_LISTS:
        if name in definition:
            if name not in _INTERACTIONS[kind]:
                raise Invalid(join(path, name), f"may not stand in an interaction of type {kind}")
            _check_components(definition[name], join(path, name))


def _check_components(value: Any, path: str) -> None:
    if type(value) is not list:
        raise Invalid(path, "must be an array")
    seen = set()
    for place, content in enumerate(value):
        here = f"{path}[{place}]"
        component = check_object(content, here, _COMPONENT)
        if "id" not in component:
            raise Invalid(join(here, "id"), "is missing")
        name = check_string(component["id"], join(here, "id"))
        if name in seen:
            raise Invalid(join(here, "id"), "must be unique in its list")
        seen.add(name)
        if "description" in component:
            check_language_map(component["description"], join(here, "description"))
