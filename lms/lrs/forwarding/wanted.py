"""Which statements a filter wants. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lms.lrs.validation import agent_identifier


@dataclass(frozen=True)
class Filter:
    """All three must hold; an empty one holds for every statement. Of `activities` each is the beginning of
    an IRI, of `actors` the home page of accounts or a whole inverse functional identifier.
    """

    verbs: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()

    @property
    def wants_all(self) -> bool:
        return not (self.verbs or self.activities or self.actors)

    def wants(self, statement: dict[str, Any]) -> bool:
        return (
            (not self.verbs or statement["verb"]["id"] in self.verbs)
            and (not self.activities or any(iri.startswith(self.activities) for iri in _iris(statement)))
            and (not self.actors or not self.actors_named(statement).isdisjoint(self.actors))
        )

    @staticmethod
    def actors_named(statement: dict[str, Any]) -> set[str]:
        actor = statement["actor"]
        named = {agent_identifier(actor)}
        named |= {actor[name] for name in ("mbox", "openid", "mbox_sha1sum") if name in actor}
        if "account" in actor:
            named.add(actor["account"]["homePage"])
        return named


def _iris(statement: dict[str, Any]) -> Iterator[str]:
    target = statement["object"]
    if target.get("objectType", "Activity") == "Activity":
        yield target["id"]
    for activities in statement.get("context", {}).get("contextActivities", {}).values():
        for activity in activities if isinstance(activities, list) else [activities]:
            yield activity["id"]
