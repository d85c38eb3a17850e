"""The words of our statements: verbs, activity types and extensions, each named for the owner of its IRI.

ADL's verbs and activity types are public and fixed. What ADL has no word for is ours, under WAYMARK, and
the same in every installation. The ids of activities and people are an installation's own: they begin with
its base IRI. A change here changes what the world receives: tests/lrs/vocabulary.json is the golden copy.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID, uuid5

ADL: Final = "http://adlnet.gov/expapi"
WAYMARK: Final = "https://waymark.example/xapi"

# Verbs. The first six are what the platform itself says; voided is the specification's own (xAPI data 2.3.2).
REGISTERED: Final = f"{ADL}/verbs/registered"
INITIALIZED: Final = f"{ADL}/verbs/initialized"
ANSWERED: Final = f"{ADL}/verbs/answered"
COMPLETED: Final = f"{ADL}/verbs/completed"
PASSED: Final = f"{ADL}/verbs/passed"
FAILED: Final = f"{ADL}/verbs/failed"
VOIDED: Final = f"{ADL}/verbs/voided"


class ActivityType:
    """What an activity is. `answered` is about a CMI_INTERACTION; its parent is the QUESTION."""

    COURSE: Final = f"{ADL}/activities/course"
    MODULE: Final = f"{ADL}/activities/module"
    LESSON: Final = f"{ADL}/activities/lesson"
    ASSESSMENT: Final = f"{ADL}/activities/assessment"
    QUESTION: Final = f"{ADL}/activities/question"
    CMI_INTERACTION: Final = f"{ADL}/activities/cmi.interaction"


class Extension:
    """Keys of our extensions, with where they stand and what they hold."""

    ATTEMPT: Final = f"{WAYMARK}/extensions/attempt"  # context: the attempt's uuid
    SKILL: Final = f"{WAYMARK}/extensions/skill"  # definition: the skill's uuid
    LEVEL: Final = f"{WAYMARK}/extensions/level"  # definition: rank of the authored level in its framework
    FORM: Final = f"{WAYMARK}/extensions/form"  # definition: the question's form, "single" or "multiple"
    GUESS: Final = f"{WAYMARK}/extensions/guess"  # definition: chance of a right guess, 0 to 1
    DONT_KNOW: Final = f"{WAYMARK}/extensions/dont-know"  # result: true where "I don't know" was the answer
    HOW: Final = (
        f"{WAYMARK}/extensions/how"  # result: how a step was completed: read, passed, credited, waived
    )


# Made once, for all installations: UUIDv5 of the URL namespace and WAYMARK/statements.
STATEMENTS: Final = UUID("16a4b425-eeee-5e30-9c59-306a0ff632db")


def statement_id(row_uuid: UUID, verb: str) -> UUID:
    """The repeatable id of what one row says with one verb: the same row retried makes the same statement."""
    return uuid5(STATEMENTS, f"{row_uuid}:{verb}")


def iri(kind: str, uuid: UUID) -> str:
    """The id of an activity: "course", "lesson", "question", "question-version"… and the uuid of its row."""
    return f"{_base()}/xapi/activities/{kind}/{uuid}"


def account(account_name: str) -> dict[str, str]:
    """What identifies a person of this installation: the `account` of an agent."""
    return {"homePage": _base(), "name": account_name}


def _no_base() -> str:
    raise RuntimeError("The apps are not loaded: the base IRI stands in the database.")


_base: Callable[[], str] = _no_base


def use_base(base: Callable[[], str]) -> None:
    """Told by LrsConfig where the base IRI stands: words know no tables."""
    global _base
    _base = base
