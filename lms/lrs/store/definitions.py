"""Canonical definitions of activities: the newest that a client with the right to define has sent.

Writing them with every statement would have writers wait for each other. So a process remembers what it has
seen, and only a definition that is new to it leaves a row in the outbox.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from lms.lrs.models import Credential, Definition, Related, Scope, Statement
from lms.lrs.store.foundation import key_of
from lms.lrs.store.receiving import Arrived, definitions
from lms.lrs.validation.facts import ACTIVITY

DEFINED = "activity.defined"
REMEMBERED = 20_000
NEWEST = 50  # statements that name an activity, looked through where nobody defined it

_seen: dict[str, dict[str, Any]] = {}


def news(new: Collection[Arrived]) -> list[tuple[str, str, dict[str, Any]]]:
    """Rows for the outbox: those of these statements that define something that was not seen before."""
    fresh = {
        iri: (definition, one.id)
        for one in new
        for iri, definition in definitions(one.parsed)
        if _seen.get(iri) != definition
    }
    if not fresh:
        return []
    transaction.on_commit(lambda: _remember({iri: definition for iri, (definition, _) in fresh.items()}))
    # One key for all: what waits is taken over together.
    return [
        (DEFINED, "definitions", {"statement": str(uuid)})
        for uuid in dict.fromkeys(uuid for _, uuid in fresh.values())
    ]


def _remember(fresh: dict[str, dict[str, Any]]) -> None:
    if len(_seen) > REMEMBERED:
        _seen.clear()
    _seen.update(fresh)


Parts = dict[str, list[Any]]  # a part's place in the definition: [seq, value]
_MAPS = ("name", "description", "extensions")
_INTERACTION = "interaction"  # one part: answers of one type make no sense with choices of another


def parts_of(definition: dict[str, Any], seq: int) -> Parts:
    """A definition in parts: each language of a map and each extension is one, the interaction another."""
    parts: Parts = {}
    for name, value in definition.items():
        if name in _MAPS:
            parts |= {f"{name}\n{key}": [seq, each] for key, each in value.items()}
        elif name in ("type", "moreInfo"):
            parts[name] = [seq, value]
        else:
            parts.setdefault(_INTERACTION, [seq, {}])[1][name] = value
    return parts


def merged(one: Parts, other: Parts) -> Parts:
    """Of each part the newer. In any order and any number of times this comes to the same."""
    made = dict(one)
    for place, part in other.items():
        if place not in made or made[place][0] < part[0]:
            made[place] = part
    return made


def composed(parts: Parts) -> dict[str, Any] | None:
    """The definition that these parts make; None where there are none."""
    made: dict[str, Any] = {}
    for place, (_, value) in parts.items():
        name, is_map, key = place.partition("\n")
        if is_map:
            made.setdefault(name, {})[key] = value
        elif name == _INTERACTION:
            made |= value
        else:
            made[name] = value
    return made or None


def take_over(statements: Collection[UUID]) -> None:
    """Take over what these statements define, under the locks of the activities' rows, taken in one order."""
    fold_in(Statement.objects.filter(uuid__in=statements).values_list("seq", "body"))


def defined_in(rows: Iterable[tuple[int, str]]) -> dict[int, tuple[str, int, Parts]]:
    """What statements (seq, body) define: by key the IRI, the newest seq that says so, and the parts."""
    found: dict[int, tuple[str, int, Parts]] = {}
    for seq, body in rows:
        for iri, definition in definitions(json.loads(body)):
            key = key_of(ACTIVITY, iri)
            _, newest, parts = found.get(key, (iri, 0, {}))
            found[key] = iri, max(newest, seq), merged(parts, parts_of(definition, seq))
    return found


def fold_in(rows: Iterable[tuple[int, str]]) -> None:
    """Merge what these statements (seq, body) define into what is known."""
    found = defined_in(rows)
    known = list(Definition.objects.select_for_update().filter(key__in=found).order_by("key"))
    for row in known:
        _, newest, parts = found.pop(row.key)
        before = json.loads(row.parts)
        made = merged(before, parts)
        if made != before:
            row.parts, row.seq = written(made), max(row.seq, newest)
            row.save()
    # Where another drain makes the same row at this moment, this one is tried again by the outbox.
    Definition.objects.bulk_create(
        [
            Definition(key=key, iri=iri, parts=written(parts), seq=newest)
            for key, (iri, newest, parts) in sorted(found.items())
        ]
    )


def written(parts: Parts) -> str:
    """In one order, so that any order of arrival makes the same text."""
    return json.dumps(dict(sorted(parts.items())), ensure_ascii=False, separators=(",", ":"))


def canonical(iris: Collection[str]) -> dict[str, Parts]:
    """What is known of these activities, as far as clients have defined them."""
    keys = {key_of(ACTIVITY, iri) for iri in iris}
    rows = Definition.objects.filter(key__in=keys).values_list("iri", "parts")
    return {iri: json.loads(parts) for iri, parts in rows if iri in iris}


def definition_of(iri: str) -> dict[str, Any] | None:
    """What is known of an activity right now: what was taken over, and what the newest statements say that
    name it.
    """
    key = key_of(ACTIVITY, iri)
    parts = canonical([iri]).get(iri, {})
    newest = Related.objects.filter(key=key).order_by("-seq").values_list("seq", flat=True)[:NEWEST]
    rows = Statement.objects.filter(seq__in=list(newest)).values_list("seq", "authority", "body")
    trusted = _who_may_define({authority for _, authority, _ in rows})
    for seq, authority, body in rows:
        if authority in trusted:
            for named, definition in definitions(json.loads(body)):
                if named == iri:
                    parts = merged(parts, parts_of(definition, seq))
    return composed(parts)


def _who_may_define(authorities: set[int | None]) -> set[int | None]:
    """Of these: this installation, and the clients that have been given the right."""
    clients = Credential.objects.filter(authority__in=authorities - {None}, learner="")
    return {None} | {client.authority_id for client in clients if may_define(client)}


class Scoped(Protocol):
    """A credential, as it is stored or as it was looked up."""

    @property
    def learner(self) -> str: ...
    @property
    def scopes(self) -> Collection[str]: ...


def may_define(client: Scoped) -> bool:
    """Are its definitions taken for good? No action changes scopes, so it was so from the first day."""
    return not client.learner and bool({Scope.DEFINE, Scope.ALL} & set(client.scopes))
