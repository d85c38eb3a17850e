"""What was done: activities and their definitions, interactions included (xAPI data 2.4.4.1)."""

from typing import Any

from lms.lrs.validation.refusal import Invalid
from lms.lrs.validation.shapes import array, shape
from lms.lrs.validation.values import (
    Check,
    check_extensions,
    check_iri,
    check_language_map,
    check_string,
    exactly,
)

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
_COMPONENT_LISTS = ("choices", "scale", "source", "target", "steps")

_check_components = array(shape({"id": check_string, "description": check_language_map}, needs=("id",)))


def _check_distinct_components(value: Any) -> None:
    _check_components(value)
    seen = set()
    for place, component in enumerate(value):
        if component["id"] in seen:
            raise Invalid(f"[{place}].id", "must be unique in its list")
        seen.add(component["id"])


def _never(rule: str) -> Check:
    def check(value: Any) -> None:
        raise Invalid("", rule)

    return check


_DEFINITION: dict[str, Check] = {
    "name": check_language_map,
    "description": check_language_map,
    "type": check_iri,
    "moreInfo": check_iri,
    "extensions": check_extensions,
}
_check_plain = shape(
    {
        **_DEFINITION,
        **dict.fromkeys(
            ("correctResponsesPattern", *_COMPONENT_LISTS), _never("may only stand beside an interactionType")
        ),
    }
)
_check_interaction = {
    kind: shape(
        {
            **_DEFINITION,
            "interactionType": check_string,
            "correctResponsesPattern": array(check_string, "must be an array of strings"),
            **dict.fromkeys(_COMPONENT_LISTS, _never(f"may not stand in an interaction of type {kind}")),
            **dict.fromkeys(lists, _check_distinct_components),
        }
    )
    for kind, lists in _INTERACTIONS.items()
}


def _check_definition(value: Any) -> None:
    if type(value) is dict and "interactionType" in value:
        kind = value["interactionType"]
        if type(kind) is not str or kind not in _check_interaction:
            raise Invalid("interactionType", f"must be one of {', '.join(_INTERACTIONS)}")
        _check_interaction[kind](value)
    else:
        _check_plain(value)


check_activity = shape(
    {"objectType": exactly("Activity"), "id": check_iri, "definition": _check_definition}, needs=("id",)
)
