"""Statements of named people, as the platform makes them: valid, with an id and a timestamp."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from lms.lrs import vocabulary
from lms.lrs.vocabulary import ActivityType, Extension

AMARA = "a3a7a2a0" * 4  # account names are random hex: these stand for named people
TOM = "70ee70ee" * 4

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def statement(
    *,
    account_name: str = AMARA,
    verb: str = vocabulary.ANSWERED,
    id: UUID | None = None,
    happened: datetime | None = NOON,
    question: UUID | None = None,
    registration: UUID | None = None,
    **more: Any,
) -> dict[str, Any]:
    """What a person of this installation did with one question version. `more` replaces whole members."""
    made = {
        "id": str(id or uuid4()),
        "actor": {"objectType": "Agent", "account": vocabulary.account(account_name)},
        "verb": {"id": verb, "display": {"en-GB": verb.rpartition("/")[2]}},
        "object": {
            "objectType": "Activity",
            "id": vocabulary.iri("question-version", uuid4()),
            "definition": {
                "type": ActivityType.CMI_INTERACTION,
                "name": {"en-GB": "Question 2 of “Six dimensions”"},
                "extensions": {Extension.LEVEL: 1, Extension.GUESS: 0.25},
            },
        },
        "result": {"success": True, "response": "b[,]d"},
        "context": {
            "registration": str(registration or uuid4()),
            "contextActivities": {
                "parent": [{"objectType": "Activity", "id": vocabulary.iri("question", question or uuid4())}],
                "grouping": [{"objectType": "Activity", "id": vocabulary.iri("course", uuid4())}],
            },
            "extensions": {Extension.ATTEMPT: str(uuid4())},
        },
        **more,
    }
    if happened is not None:
        made["timestamp"] = happened.isoformat()
    return made


def voiding(target: UUID | str, *, account_name: str = TOM, **more: Any) -> dict[str, Any]:
    """Someone takes a statement back."""
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "account": vocabulary.account(account_name)},
        "verb": {"id": vocabulary.VOIDED},
        "object": {"objectType": "StatementRef", "id": str(target)},
        "timestamp": NOON.isoformat(),
        **more,
    }
