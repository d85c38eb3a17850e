"""What the world receives. A difference in a golden file is a decision; `answered.json` is one answer of
Amara's."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from assessments.attempts import statements
from assessments.attempts.models import AttemptFacts, Response, Sitting, VersionFacts
from lms.lrs import store

GOLDEN = Path(__file__).parent.parent / "statements"
AT = datetime(2026, 11, 24, 9, 14, 3, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def numbered(number: int) -> UUID:
    return UUID(int=number)


ATTEMPT = AttemptFacts(id=1, uuid=numbered(10), number=1, pass_mark=0.7, finished_at=None)


def sitting() -> Sitting:
    return Sitting(
        enrollment_id=1,
        enrollment_uuid=numbered(1),
        is_started=True,
        account_name="a3a7a2a0" * 4,
        course_id=1,
        course_uuid=numbered(2),
        course_title="Data quality that is good enough to use",
        lesson_uuid=numbered(3),
        has_attempt=True,
        others_left=True,
    )


def version(**values) -> VersionFacts:
    return VersionFacts(
        **{
            "uuid": numbered(4),
            "number": 2,
            "question_uuid": numbered(5),
            "question_slug": "data-quality-q8",
            "form": "multiple",
            "select": 2,
            "option_ids": ("a", "b", "c", "d"),
            "key": ("a", "c"),
            "skill_uuid": numbered(6),
            "level_rank": 1,
            "guess": 1 / 6,
            **values,
        }
    )


def response(choice: list[str], *, is_correct: bool) -> Response:
    return Response(
        uuid=numbered(7), choice=choice, is_dont_know=not choice, is_correct=is_correct, answered_at=AT
    )


def made() -> dict[str, dict]:
    return {
        "answered": statements.answered(sitting(), ATTEMPT, version(), response(["a", "c"], is_correct=True)),
        "passed": statements.passed(sitting(), ATTEMPT, right=8, counting=9, at=AT),
        "failed": statements.failed(sitting(), ATTEMPT, right=5, counting=10, at=AT),
    }


@pytest.mark.parametrize("name", ["answered", "passed", "failed"])
def test_the_statement_is_the_golden_one_and_the_store_takes_it(name):
    statement = made()[name]
    assert statement == json.loads((GOLDEN / f"{name}.json").read_text())
    assert store.record([statement], at=AT) == [UUID(statement["id"])]


def test_i_dont_know_is_said_in_an_extension():
    said = statements.answered(sitting(), ATTEMPT, version(), response([], is_correct=False))
    assert said["result"]["response"] == ""
    assert list(said["result"]["extensions"].values()) == [True]


def test_no_statement_tells_the_key():
    """Whoever may read one answer must not learn from it what the right one was."""
    keyed, swapped = (
        json.dumps(
            statements.answered(sitting(), ATTEMPT, version(key=key), response(["b"], is_correct=False))
        )
        for key in (("a", "c"), ("c", "d"))
    )
    assert keyed == swapped
    assert "correctResponsesPattern" not in keyed
