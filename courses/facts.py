"""What rests on a fact: a registry for the apps above (design, decision 3, does the same for checks).

Courses know the lessons that use a fact. What else does, such as the questions of assessments.bank, is told
by functions that are registered here:

    class BankConfig(AppConfig):
        def ready(self):
            from assessments.bank import queries
            from courses import facts
            facts.register(queries.uses_of_facts)

`uses_of_facts(keys)` answers "what rests on these facts, as published now?" and writes nothing. Courses ask
it when a fact's page is shown, when its words change (all that is told is marked for review), and when a
course is exported (facts.json holds what lessons or questions of that course use)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

Kind = Literal["lesson", "question"]


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that rests on a fact. `uuid`: the lesson's or question's own, the same in every language.
    `title`: as an author knows it, in one line, without a key. `course`: the slug of its course, "" for
    none. `edit_url`: its page in the CMS, "" where there is none."""

    kind: Kind
    uuid: UUID
    title: str
    course: str = ""
    edit_url: str = ""


class UsesOfFacts(Protocol):
    def __call__(self, keys: Collection[str] | None, /) -> dict[str, list[Use]]:
        """{fact key, such as dq-03: what rests on it}, for these keys, or for all (None). Published and not
        retired only, each once, whatever its languages. The number of queries does not grow with the
        keys."""


_providers: list[UsesOfFacts] = []


def register(uses_of_facts: UsesOfFacts) -> None:
    """Called in `AppConfig.ready()` of the app above; the same function again is not asked twice."""
    if uses_of_facts not in _providers:
        _providers.append(uses_of_facts)


def uses_above(keys: Collection[str] | None) -> dict[str, list[Use]]:
    """What all registered apps tell."""
    found: dict[str, list[Use]] = {}
    for provider in _providers:
        for key, uses in provider(keys).items():
            found.setdefault(key, []).extend(uses)
    return found
