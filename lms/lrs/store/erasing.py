"""What the store holds about one person of this installation, when they are erased (topic `person.erased`).

Their documents go, and what content was given to speak for them. Their statements stay, under an account name
that leads nowhere, unless it is asked that they go too.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from lms import outbox
from lms.audit import personal
from lms.audit.personal import Holding, Person
from lms.lrs.models import Credential, Document, Related, Statement
from lms.lrs.store.foundation import base_iri, key_of
from lms.lrs.store.removing import remove, without_voiding
from lms.lrs.validation import agent_identifier
from lms.lrs.validation.facts import AGENT

PERSON_ERASED = "person.erased"
ERASURE = "erasure"
PAGE = 500


def subscribe() -> None:
    outbox.subscribe(PERSON_ERASED, name="lrs", handler=person_erased)
    personal.register("lrs", held=held)


def held(person: Person) -> list[Holding]:
    """What is there now. Statements of others that name an address are counted and left: they are others'."""
    agents = _agents(person.account_name, person.addresses)
    theirs = _theirs(agents)
    seqs = set(theirs.values_list("seq", flat=True))
    removable = _removable(agents).count()
    found = [
        Holding("documents (state, profiles) in the record store", _documents(agents).count()),
        Holding("credentials of content", sum(1 for _ in _credentials(person.account_name, agents))),
    ]
    if person.with_statements:
        found.append(Holding("statements", removable))
        found.append(Holding("statements that take back those of others", len(seqs) - removable, goes=False))
    else:
        found.append(Holding("statements, under a random name", len(seqs), goes=False))
        spelled = sum(_spells_out(body, person) for body in theirs.values_list("body", flat=True).iterator())
        found.append(Holding("of these, with a name or address in the text", spelled, goes=False))
    named = Related.objects.filter(key__in=_keys(agents - {_account(person.account_name)}))
    others = set(named.values_list("seq", flat=True)) - seqs
    found.append(Holding("statements of others that name an address of theirs", len(others), goes=False))
    return found


def person_erased(delivery: outbox.Delivery, /) -> None:
    payload = delivery.payload
    forget(
        account_name=delivery.key,
        addresses=payload["addresses"],
        with_statements=payload["statements"],
        by=UUID(payload["by"]) if payload["by"] else None,
        at=delivery.at,
    )


def forget(
    *,
    account_name: str,
    addresses: Collection[str],
    with_statements: bool,
    by: UUID | None,
    at: datetime,
) -> None:
    """Twice is once. What they took back of others stays taken back."""
    agents = _agents(account_name, addresses)
    _documents(agents).delete()
    for credential in _credentials(account_name, agents):
        # Its authority stands in statements; whom it spoke for need not stand here.
        credential.learner = json.dumps({"account": {"homePage": base_iri(), "name": "erased"}})
        credential.revoked_at = credential.revoked_at or at
        credential.save(update_fields=["learner", "revoked_at"])
    if with_statements:
        seqs = list(_removable(agents).order_by("seq").values_list("seq", flat=True))
        for start in range(0, len(seqs), PAGE):
            remove(seqs[start : start + PAGE], reason=ERASURE, details={}, by=by, at=at)


def _account(name: str) -> str:
    return f"account:{base_iri()}\n{name}"


def _agents(account_name: str, addresses: Collection[str]) -> set[str]:
    """Every identifier of theirs that this store can know, as agent_identifier makes them."""
    agents = {_account(account_name)}
    for address in addresses:
        for spelled in _spellings(address):
            mailbox = f"mailto:{spelled}"
            agents.add(mailbox)
            agents.add(f"sha1:{hashlib.sha1(mailbox.encode(), usedforsecurity=False).hexdigest()}")
    return agents


def _spellings(address: str) -> set[str]:
    """The ways in which people and systems write capitals in an address. To the store each is another agent,
    found by a key of its own, so they have to be asked for one by one.
    """
    local, _, domain = address.lower().rpartition("@")
    locals_ = {local, local.upper(), local.capitalize(), _capitals(local)}
    domains = {domain, domain.upper(), domain.capitalize(), _capitals(domain)}
    return {address, *(f"{one}@{other}" for one in locals_ for other in domains)}


def _capitals(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text)


def _keys(agents: Collection[str]) -> list[int]:
    return [key_of(AGENT, agent) for agent in agents]


def _theirs(agents: Collection[str]) -> QuerySet[Statement]:
    return Statement.objects.filter(actor__in=_keys(agents))


def _removable(agents: Collection[str]) -> QuerySet[Statement]:
    return without_voiding(_theirs(agents), ~Q(actor__in=_keys(agents)))


def _documents(agents: Collection[str]) -> QuerySet[Document]:
    return Document.objects.filter(agent__in=_keys(agents))


def _credentials(account_name: str, agents: Collection[str]) -> Iterator[Credential]:
    addresses = [agent for agent in agents if agent.startswith("mailto:")]
    spoken = Q(learner__contains=account_name)
    for address in addresses:
        spoken |= Q(learner__contains=address)
    for credential in Credential.objects.filter(spoken):
        if agent_identifier(json.loads(credential.learner)) in agents:
            yield credential


def _spells_out(body: str, person: Person) -> bool:
    text = body if "\\u" not in body else json.dumps(json.loads(body), ensure_ascii=False)
    text = text.casefold()
    return any(word.casefold() in text for word in (*person.names, *person.addresses))
