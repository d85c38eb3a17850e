"""What a valid statement names: the identifiers under which it will be found."""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from lms.lrs.validation.values import instant
from lms.lrs.vocabulary import VOIDED

# Kinds of identifier. DIRECT marks an agent that the filter `agent` must find though it is not the actor
# itself: a member of the actor, or the object (communication 2.1.3).
VERB, ACTIVITY, AGENT, DIRECT, STATEMENT = "verb", "activity", "agent", "direct", "statement"

_NOTHING: dict[str, Any] = {}
ANONYMOUS = ""  # identifies no one: a group without an identifier is found by its members


class Facts(NamedTuple):
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
    """The facts of a statement that check_statement has accepted, under any version."""
    actor, target = statement["actor"], statement["object"]
    account = actor.get("account")
    kind = target.get("objectType", "Activity")
    registration = statement.get("context", _NOTHING).get("registration")
    verb = statement["verb"]["id"]
    related: set[tuple[str, str]] = set()
    _add_related(related, statement)
    for member in actor.get("member", ()):
        related.add((DIRECT, agent_identifier(member)))
    if kind in ("Agent", "Group"):
        for one in (target, *target.get("member", ())):
            related.add((DIRECT, agent_identifier(one)))
    related.discard((DIRECT, ANONYMOUS))
    related.discard((AGENT, ANONYMOUS))
    return Facts(
        id=_uuid(statement["id"]) if "id" in statement else None,
        happened=_moment(statement["timestamp"]) if "timestamp" in statement else None,
        verb=verb,
        actor=agent_identifier(actor),
        account=(account["homePage"], account["name"]) if account else None,
        activity=target["id"] if kind == "Activity" else None,
        registration=_uuid(registration) if registration else None,
        related=frozenset(related),
        voids=_uuid(target["id"]) if kind == "StatementRef" and verb == VOIDED else None,
    )


def _uuid(text: str) -> UUID:
    """UUID(text) asks for braces, urn: and more, in twice the time."""
    return UUID(int=int(text.replace("-", ""), 16))


def _moment(text: str) -> datetime:
    """instant(text), but for an accepted text there is nothing left to refuse."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return instant(text)  # a leap second or a small z
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


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


def _add_related(related: set[tuple[str, str]], statement: dict[str, Any]) -> None:
    """Once for the statement, once more for its SubStatement."""
    _add_agents(related, statement["actor"])
    if "authority" in statement:
        _add_agents(related, statement["authority"])
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        related.add((ACTIVITY, target["id"]))
    elif kind == "StatementRef":
        related.add((STATEMENT, target["id"].lower()))
    elif kind == "SubStatement":
        _add_related(related, target)
    else:
        _add_agents(related, target)
    context = statement.get("context")
    if context:
        for activities in context.get("contextActivities", _NOTHING).values():
            for activity in activities if type(activities) is list else (activities,):
                related.add((ACTIVITY, activity["id"]))
        if "instructor" in context:
            _add_agents(related, context["instructor"])
        if "team" in context:
            _add_agents(related, context["team"])
        for one in context.get("contextAgents", ()):
            _add_agents(related, one["agent"])
        for one in context.get("contextGroups", ()):
            _add_agents(related, one["group"])


def _add_agents(related: set[tuple[str, str]], agent: dict[str, Any]) -> None:
    related.add((AGENT, agent_identifier(agent)))
    for member in agent.get("member", ()):
        related.add((AGENT, agent_identifier(member)))
