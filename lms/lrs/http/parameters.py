"""Parameters of a request, each read once by its type. What nobody reads is unknown, and refused."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.lrs.http.asked import Asked
from lms.lrs.http.refusals import Refused
from lms.lrs.validation import (
    Invalid,
    agent_identifier,
    check_agent_or_group,
    check_iri,
    check_uuid,
    instant,
    parse,
)

_WHOLE = re.compile(r"[0-9]{1,9}")


def only(asked: Asked, allowed: Collection[str]) -> None:
    """Refuse any parameter that has no meaning here, also one that differs in case (communication 3.2)."""
    for name in asked.params:
        if name not in allowed:
            raise Refused(400, "is not a parameter of this resource", ascii(name)[1:-1][:60])


def needed(asked: Asked, name: str) -> str:
    if name not in asked.params:
        raise Refused(400, "is missing", name)
    return asked.params[name]


def text(asked: Asked, name: str) -> str:
    """A string that names something of the client's, as stateId does."""
    value = needed(asked, name)
    if not value or len(value) > 2000:
        raise Refused(400, "must have from 1 to 2,000 characters", name)
    return value


def iri(asked: Asked, name: str) -> str:
    value = needed(asked, name)
    _checked(check_iri, value, name)
    return value


def uuid(asked: Asked, name: str) -> UUID | None:
    return needed_uuid(asked, name) if name in asked.params else None


def needed_uuid(asked: Asked, name: str) -> UUID:
    value = needed(asked, name)
    _checked(check_uuid, value, name)
    return UUID(value)


def moment(asked: Asked, name: str) -> datetime | None:
    if name not in asked.params:
        return None
    try:
        return instant(asked.params[name])
    except Invalid as invalid:
        raise invalid.inside(name) from None


def boolean(asked: Asked, name: str) -> bool:
    value = asked.params.get(name, "false")
    if value not in {"true", "false"}:
        raise Refused(400, "must be true or false", name)
    return value == "true"


def whole(asked: Asked, name: str) -> int:
    value = asked.params.get(name, "0")
    if not _WHOLE.fullmatch(value):
        raise Refused(400, "must be a whole number, 0 or more", name)
    return int(value)


def one_of(asked: Asked, name: str, values: Collection[str], default: str) -> str:
    value = asked.params.get(name, default)
    if value not in values:
        raise Refused(400, f"must be one of {', '.join(values)}", name)
    return value


def agent(asked: Asked, name: str = "agent", *, or_group: bool = False) -> dict[str, Any]:
    """An Agent, or where a group is allowed an Identified Group, as JSON."""
    try:
        value = parse(needed(asked, name))
        check_agent_or_group(value)
    except Invalid as invalid:
        raise invalid.inside(name) from None
    if value.get("objectType") == "Group" and not or_group:
        raise Refused(400, "must be an Agent", name)
    if not agent_identifier(value):
        raise Refused(400, "must have an identifier", name)
    return value


def _checked(check: Any, value: str, name: str) -> None:
    try:
        check(value)
    except Invalid as invalid:
        raise invalid.inside(name) from None
