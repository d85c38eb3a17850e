"""Checks of objects and arrays, made from tables of what may stand in them."""

from collections.abc import Mapping
from typing import Any

from lms.lrs.validation.refusal import Invalid, shown
from lms.lrs.validation.values import Check


def shape(properties: Mapping[str, Check], *, needs: tuple[str, ...] = ()) -> Check:
    """An object with these properties and no others (data 2.2), of which it needs some. Null is no value."""
    check_of = dict(properties)

    def check(value: Any) -> None:
        if type(value) is not dict:
            raise Invalid("", "must be an object")
        for name in needs:
            if name not in value:
                raise Invalid(name, "is missing")
        name = ""
        try:
            for name, content in value.items():
                check_of[name](content)
        except Invalid as refused:
            raise refused.inside(shown(name)) from None
        except KeyError:
            if name in check_of:
                raise
            rule = "is not a property that the specification allows here"
            raise Invalid(shown(name), rule) from None

    return check


def array(check_item: Check, rule: str = "must be an array", *, or_one: bool = False) -> Check:
    """An array whose items pass; with `or_one`, also an item in place of an array of one."""

    def check(value: Any) -> None:
        if type(value) is not list:
            if or_one:
                return check_item(value)
            raise Invalid("", rule)
        place = 0
        try:
            for item in value:
                check_item(item)
                place += 1
        except Invalid as refused:
            raise refused.inside(f"[{place}]") from None

    return check
