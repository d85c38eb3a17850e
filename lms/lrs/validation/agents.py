"""Who: agents, groups, and what identifies them (xAPI data 2.4.2)."""

from typing import Any

from lms.lrs.validation.values import (
    Invalid,
    check_iri,
    check_mailbox,
    check_object,
    check_sha1,
    check_string,
    join,
)

IDENTIFIERS = ("account", "mbox", "mbox_sha1sum", "openid")
_AGENT = frozenset({"objectType", "name", *IDENTIFIERS})
_GROUP = _AGENT | {"member"}
_ACCOUNT = frozenset({"homePage", "name"})


def check_agent_or_group(value: Any, path: str) -> None:
    if type(value) is dict and value.get("objectType") == "Group":
        check_group(value, path)
    else:
        check_agent(value, path)


def check_agent(value: Any, path: str) -> None:
    """One person or system, identified in exactly one way (data 2.4.2.1)."""
    agent = check_object(value, path, _AGENT)
    if agent.get("objectType", "Agent") != "Agent":
        raise Invalid(join(path, "objectType"), "must be Agent or Group")
    if _check_identifiers(agent, path) != 1:
        raise Invalid(path, f"must have exactly one of {', '.join(IDENTIFIERS)}")


def check_group(value: Any, path: str) -> None:
    """Anonymous with members, or identified in exactly one way (data 2.4.2.2). Members are agents only."""
    group = check_object(value, path, _GROUP)
    if group.get("objectType") != "Group":
        raise Invalid(join(path, "objectType"), "must be Group")
    identifiers = _check_identifiers(group, path)
    if identifiers > 1:
        raise Invalid(path, f"must not have more than one of {', '.join(IDENTIFIERS)}")
    members = group.get("member", [])
    if type(members) is not list:
        raise Invalid(join(path, "member"), "must be an array")
    if not identifiers and not members:
        raise Invalid(join(path, "member"), "must name the members of a group without an identifier")
    for place, member in enumerate(members):
        check_agent(member, f"{path}.member[{place}]")


def check_authority(value: Any, path: str) -> None:
    """An agent, or an anonymous group of a consumer and a person (data 2.4.9)."""
    check_agent_or_group(value, path)
    is_group = value.get("objectType") == "Group"
    if is_group and (any(name in value for name in IDENTIFIERS) or len(value.get("member", [])) != 2):
        raise Invalid(path, "must be an agent, or a group of exactly two members without an identifier")


def _check_identifiers(value: dict[str, Any], path: str) -> int:
    if "name" in value:
        check_string(value["name"], join(path, "name"))
    found = 0
    if "account" in value:
        here = join(path, "account")
        account = check_object(value["account"], here, _ACCOUNT)
        for needed in ("homePage", "name"):
            if needed not in account:
                raise Invalid(join(here, needed), "is missing")
        check_iri(account["homePage"], join(here, "homePage"))
        check_string(account["name"], join(here, "name"))
        found += 1
    if "mbox" in value:
        check_mailbox(value["mbox"], join(path, "mbox"))
        found += 1
    if "mbox_sha1sum" in value:
        check_sha1(value["mbox_sha1sum"], join(path, "mbox_sha1sum"))
        found += 1
    if "openid" in value:
        check_iri(value["openid"], join(path, "openid"))
        found += 1
    return found
