"""What a valid statement names: the identifiers under which it will be found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.lrs.validation.values import instant
from lms.lrs.vocabulary import VOIDED

# Kinds of identifier. DIRECT marks an agent that the filter `agent` must find though it is not the actor
# itself: a member of the actor, or the object (communication 2.1.3).
VERB, ACTIVITY, AGENT, DIRECT, STATEMENT = "verb", "activity", "agent", "direct", "statement"

ANONYMOUS = ""  # identifies no one: a group without an identifier is found by its members


@dataclass(frozen=True)
class Facts:
    """`related` holds (kind, identifier) of everything named, actor, object, authority and SubStatement
    included.
    """

    id: UUID | None
    happened: datetime | None
    verb: str
    actor: str
    account: tuple[str, str] | None  # home page and name, where the actor is an account
    activity: str | None
    registration: UUID | None
    related: frozenset[tuple[str, str]]
    voids: UUID | None


def facts(statement: dict[str, Any]) -> Facts:
    """The facts of a statement that check_statement has accepted."""
    actor, target = statement["actor"], statement["object"]
    account = actor.get("account")
    kind = target.get("objectType", "Activity")
    registration = statement.get("context", {}).get("registration")
    verb = statement["verb"]["id"]
    return Facts(
        id=UUID(statement["id"]) if "id" in statement else None,
        happened=instant(statement["timestamp"], "timestamp") if "timestamp" in statement else None,
        verb=verb,
        actor=agent_identifier(actor),
        account=(account["homePage"], account["name"]) if account else None,
        activity=target["id"] if kind == "Activity" else None,
        registration=UUID(registration) if registration else None,
        related=frozenset(_related(statement)),
        voids=UUID(target["id"]) if kind == "StatementRef" and verb == VOIDED else None,
    )


def agent_identifier(agent: dict[str, Any]) -> str:
    """What identifies an agent or a group, in one canonical text; ANONYMOUS where nothing does."""
    if "account" in agent:
        # A line break can stand in no IRI, so no two accounts share a text.
        return f"account:{agent['account']['homePage']}\n{agent['account']['name']}"
    if "mbox" in agent:
        return agent["mbox"]
    if "mbox_sha1sum" in agent:
        return f"sha1:{agent['mbox_sha1sum'].lower()}"
    return f"openid:{agent['openid']}" if "openid" in agent else ANONYMOUS


def _related(statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Once for the statement, once more for its SubStatement."""
    yield from _agents(statement["actor"])
    if "member" in statement["actor"]:
        yield from (
            (DIRECT, identifier) for _, identifier in _agents({"member": statement["actor"]["member"]})
        )
    if "authority" in statement:
        yield from _agents(statement["authority"])
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        yield ACTIVITY, target["id"]
    elif kind == "StatementRef":
        yield STATEMENT, target["id"].lower()
    elif kind == "SubStatement":
        yield from (pair for pair in _related(target) if pair[0] != DIRECT)
    else:
        for _, identifier in _agents(target):
            yield AGENT, identifier
            yield DIRECT, identifier
    context = statement.get("context")
    if context:
        for name in ("instructor", "team"):
            if name in context:
                yield from _agents(context[name])
        for activities in context.get("contextActivities", {}).values():
            for activity in activities if type(activities) is list else [activities]:
                yield ACTIVITY, activity["id"]


def _agents(agent: dict[str, Any]) -> Iterator[tuple[str, str]]:
    identifier = agent_identifier(agent)
    if identifier != ANONYMOUS:
        yield AGENT, identifier
    for member in agent.get("member", []):
        yield AGENT, agent_identifier(member)
