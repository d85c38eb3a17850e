"""Who: agents, groups, and what identifies them (xAPI data 2.4.2)."""

from typing import Any

from lms.lrs.validation.refusal import Invalid
from lms.lrs.validation.shapes import array, shape
from lms.lrs.validation.values import check_iri, check_mailbox, check_sha1, check_string, exactly

IDENTIFIERS = ("account", "mbox", "mbox_sha1sum", "openid")


def _check_type(value: Any) -> None:
    if value != "Agent":
        raise Invalid("", "must be Agent or Group")


_PROPERTIES = {
    "objectType": _check_type,
    "account": shape({"homePage": check_iri, "name": check_string}, needs=("homePage", "name")),
    "mbox": check_mailbox,
    "mbox_sha1sum": check_sha1,
    "openid": check_iri,
    "name": check_string,
}
_check_agent = shape(_PROPERTIES)


def check_agent(value: Any) -> None:
    """One person or system, identified in exactly one way (data 2.4.2.1)."""
    _check_agent(value)
    if len(value) - ("objectType" in value) - ("name" in value) != 1:
        raise Invalid("", f"must have exactly one of {', '.join(IDENTIFIERS)}")


def _check_member(value: Any) -> None:
    if type(value) is dict and value.get("objectType") == "Group":
        raise Invalid("objectType", "must be Agent: a group holds no other group")
    check_agent(value)


_check_group = shape({**_PROPERTIES, "objectType": exactly("Group"), "member": array(_check_member)})


def check_group(value: Any) -> None:
    """Anonymous with members, or identified in exactly one way (data 2.4.2.2). Members are agents only."""
    if type(value) is dict and value.get("objectType") != "Group":
        raise Invalid("objectType", "must be Group")
    _check_group(value)
    identifiers = len(value) - 1 - ("name" in value) - ("member" in value)
    if identifiers > 1:
        raise Invalid("", f"must not have more than one of {', '.join(IDENTIFIERS)}")
    if not identifiers and not value.get("member"):
        raise Invalid("member", "must name the members of a group without an identifier")


def check_agent_or_group(value: Any) -> None:
    if type(value) is dict and value.get("objectType") == "Group":
        check_group(value)
    else:
        check_agent(value)


def check_authority(value: Any) -> None:
    """An agent, or an anonymous group of a consumer and a person (data 2.4.9)."""
    check_agent_or_group(value)
    is_group = value.get("objectType") == "Group"
    if is_group and (any(name in value for name in IDENTIFIERS) or len(value["member"]) != 2):
        raise Invalid("", "must be an agent, or a group of exactly two members without an identifier")
