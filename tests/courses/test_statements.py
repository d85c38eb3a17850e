"""What the world receives. A difference in a golden file is a decision."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from courses import statements
from courses.models import Course, Enrollment, Lesson, StepCompletion
from lms.lrs import store

GOLDEN = Path(__file__).parent.parent / "statements"
AT = datetime(2026, 11, 24, 9, 14, 3, tzinfo=UTC)
ACCOUNT = "a3a7a2a0" * 4

pytestmark = pytest.mark.django_db


def said():
    course = Course(uuid=UUID(int=2), title="Data quality that is good enough to use")
    lesson = Lesson(uuid=UUID(int=3), title="Valid is not the same as accurate", course=course)
    enrollment = Enrollment(uuid=UUID(int=1), course=course, enrolled_at=AT)
    completion = StepCompletion(uuid=UUID(int=4), enrollment=enrollment, how="read", at=AT)
    return {
        "registered": statements.registered(enrollment, ACCOUNT),
        "initialized": statements.initialized(enrollment, ACCOUNT, at=AT),
        "completed_lesson": statements.completed_lesson(completion, enrollment, lesson, ACCOUNT),
        "completed_course": statements.completed_course(enrollment, ACCOUNT, at=AT),
    }


@pytest.mark.parametrize("name", ["registered", "initialized", "completed_lesson", "completed_course"])
def test_the_statement_is_the_golden_one(name):
    golden = json.loads((GOLDEN / f"{name}.json").read_text())
    assert said()[name] == golden


def test_the_store_takes_them_all_and_a_repeat_adds_nothing():
    first = store.record(list(said().values()), at=AT)
    assert len(set(first)) == 4
    assert store.record(list(said().values()), at=AT) == first
    assert len(store.statements_of(ACCOUNT)) == 4
