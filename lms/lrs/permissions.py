"""What a client may do: its scopes, and for content its one learner (communication 4.2)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from lms.lrs.auth import Client
from lms.lrs.http.refusals import Refused
from lms.lrs.models import Scope
from lms.lrs.store.receiving import Arrived
from lms.lrs.validation import agent_identifier

READ_ALL = (Scope.STATEMENTS_READ, Scope.ALL_READ)
READ_SOME = (*READ_ALL, Scope.READ_MINE)
LOOK_UP = (*READ_SOME, Scope.STATE, Scope.PROFILE, Scope.DEFINE)


def need(client: Client, *scopes: str) -> None:
    """Raise Refused unless the client has one of these scopes."""
    if not client.may(*scopes):
        raise Refused(403, f"This credential has none of the scopes {', '.join(scopes)}, all.")


def check_statements(client: Client, arrived: Sequence[Arrived]) -> list[Arrived]:
    """Raise Refused where the client may not send one of these. Returns those that void others."""
    voiding = [one for one in arrived if one.facts.voids]
    if voiding and (client.learner or not client.may(Scope.VOID)):
        raise Refused(403, "This credential may not void statements: it has not the scope void.")
    if client.learner:
        for one in arrived:
            _check_learner(client, one.parsed["actor"], one.facts.registration)
    return voiding


def _check_learner(client: Client, actor: dict[str, Any], registration: UUID | None) -> None:
    """Content speaks of its own learner, named as the platform names that person, and of no one else."""
    if actor.get("objectType", "Agent") != "Agent" or agent_identifier(actor) != client.learner:
        raise Refused(403, "This credential may only speak of its own learner.", "actor")
    if client.registration and registration not in (None, client.registration):
        raise Refused(403, "This credential may only speak of its own registration.", "context.registration")


def check_document(client: Client, *, agent: str | None, registration: UUID | None, is_reading: bool) -> None:
    """Content has the documents of its own learner, and reads the profiles of activities."""
    if not client.learner:
        return
    if agent is None and not is_reading:
        raise Refused(403, "This credential may not change the profile of an activity.")
    if agent is not None and agent != client.learner:
        raise Refused(403, "This credential only has documents of its own learner.", "agent")
    if client.registration and registration not in (None, client.registration):
        raise Refused(403, "This credential only has documents of its own registration.", "registration")


def only_mine(client: Client) -> int | None:
    """The authority whose statements alone the client may read; None where it may read others too."""
    need(client, *READ_SOME)
    return None if client.may(*READ_ALL) else client.authority
