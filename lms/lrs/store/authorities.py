"""Who vouches for a statement (data 2.4.9): the agent of the credential that sent it, or ourselves."""

import json
from functools import lru_cache
from typing import Any

from lms.lrs.models import Authority
from lms.lrs.store.foundation import base_iri, key_of
from lms.lrs.validation import agent_identifier, check_agent_or_group, parse
from lms.lrs.validation.facts import AGENT


def ourselves() -> dict[str, Any]:
    """The authority of our own statements."""
    return {"objectType": "Agent", "account": {"homePage": base_iri(), "name": "authority"}}


def make_authority(*, account_name: str, name: str) -> Authority:
    """A new authority for a client. Its account is under the base IRI, apart from the accounts of people."""
    agent = {
        "objectType": "Agent",
        "name": name,
        "account": {"homePage": f"{base_iri()}/xapi/credentials", "name": account_name},
    }
    return Authority.objects.create(
        key=key_of(AGENT, agent_identifier(agent)), body=json.dumps(agent, ensure_ascii=False)
    )


@lru_cache(maxsize=10_000)  # a row never changes
def _text_of(authority: int) -> str:
    return Authority.objects.values_list("body", flat=True).get(id=authority)


def authority_text(authority: int | None) -> str:
    """The agent as JSON text, for a statement that is given out."""
    if authority is None:
        return json.dumps(ourselves(), ensure_ascii=False)
    return _text_of(authority)


def authority_id(text: str) -> int | None:
    """Back from the text: the row that says just this, made where there is none. Raises Invalid."""
    if text == authority_text(None):
        return None
    agent = parse(text)
    check_agent_or_group(agent)
    key = key_of(AGENT, agent_identifier(agent))
    row = Authority.objects.filter(key=key, body=text).order_by("id").first()
    return (row or Authority.objects.create(key=key, body=text)).pk
