"""The words that the world receives. A difference here is a decision, not a detail."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from lms.lrs import store, vocabulary

GOLDEN = Path(__file__).with_name("vocabulary.json")


def words_of(owner):
    return {name: value for name, value in vars(owner).items() if name.isupper() and isinstance(value, str)}


def test_the_vocabulary_equals_its_golden_copy():
    said = {
        "verbs and owners": words_of(vocabulary),
        "activity types": words_of(vocabulary.ActivityType),
        "extensions": words_of(vocabulary.Extension),
        "namespace of statement ids": str(vocabulary.STATEMENTS),
    }
    assert said == json.loads(GOLDEN.read_text())


def test_a_row_and_a_verb_always_give_the_same_statement_id():
    row = UUID("0b9b3a5e-2a0c-4f64-9d9e-0d7c3a1d2e3f")
    made = vocabulary.statement_id(row, vocabulary.ANSWERED)
    assert made == UUID("b4154a47-5c91-5efa-8f23-b013aabdfbd2")
    assert made.version == 5
    assert made != vocabulary.statement_id(row, vocabulary.COMPLETED)


@pytest.mark.django_db
def test_activities_and_people_stand_under_the_base_iri_of_the_database():
    row = UUID(int=1)
    assert vocabulary.iri("course", row) == f"{store.base_iri()}/xapi/activities/course/{row}"
    assert vocabulary.account("amara") == {"homePage": store.base_iri(), "name": "amara"}
