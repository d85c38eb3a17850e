"""questions.json: in and out without a difference; refused whole, with file, line, field and what was
expected."""

import json

import pytest

from assessments.bank import importing
from assessments.bank.models import Question, QuestionVersion
from tests.factories import attempts, bank, frameworks

pytestmark = pytest.mark.django_db

UUID = "bf2b1e95-3941-491f-aa08-17540431531e"


def entry(**values):
    return {
        "uuid": UUID,
        "slug": "data-quality-q1",
        "framework": "essentials",
        "skill": "data-quality",
        "level": "awareness",
        "module": "dimensions",
        "form": "single",
        "select": None,
        "stem_format": "text",
        "stem": "Which dimension fails?",
        "options": [
            {"id": letter, "text": f"Option {letter}", "reason": f"Reason {letter}."} for letter in "abcd"
        ],
        "key": ["b"],
        "facts": ["dq-01"],
        "basis": "fact",
        "weakest_source": "official-source-read",
        **values,
    }


@pytest.fixture
def course():
    return attempts.course(questions=0, slug="data-quality").course


@pytest.fixture
def folder(tmp_path):
    with_facts(tmp_path)
    return tmp_path


def with_facts(folder, *ids):
    facts = [{"id": name} for name in ids or ["dq-01"]]
    (folder / "facts.json").write_text(json.dumps({"facts": facts}))


def write(folder, *entries, **top):
    data = {"course": "data-quality", "language": "en", "questions": list(entries), **top}
    (folder / "questions.json").write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def problems(folder):
    return importing.validate(folder, course_slug="data-quality", modules=["dimensions", "principles"])


def take_in(folder, course):
    assert problems(folder) == []
    return importing.take_in(folder, course=course, by=None, at=bank.AT)


def test_a_file_makes_published_questions(folder, course):
    write(folder, entry())
    assert take_in(folder, course) == ["Question data-quality-q1: added"]
    question = Question.objects.get()
    assert str(question.uuid) == UUID
    assert (question.course, question.module.slug, question.level.slug) == (course, "dimensions", "awareness")
    assert (question.live_version.number, question.live_version.key) == (1, ["b"])


def test_the_same_file_again_changes_nothing(folder, course):
    write(folder, entry())
    take_in(folder, course)
    assert take_in(folder, course) == []
    assert QuestionVersion.objects.count() == 1
    assert Question.objects.get().revisions.count() == 1


def test_a_changed_key_makes_a_new_version(folder, course):
    write(folder, entry())
    take_in(folder, course)
    write(folder, entry(key=["c"]))
    assert take_in(folder, course) == ["Question data-quality-q1: changed"]
    assert Question.objects.get().live_version.number == 2


def test_out_and_in_gives_no_difference(folder, course, tmp_path_factory):
    multiple = entry(
        uuid="52a82c24-34e6-4c48-a091-309ad53e3de2",
        slug="data-quality-q10",
        form="multiple",
        select=2,
        key=["a", "c"],
        module=None,
        stem="Welche – “two”?\n\n| A | B |\n|---|---|\n| 1 | 2 |",
        stem_format="markdown",
        facts=[],
    )
    write(
        folder, entry(), entry(uuid="41a82c24-34e6-4c48-a091-309ad53e3de2", slug="data-quality-q2"), multiple
    )
    take_in(folder, course)
    out = tmp_path_factory.mktemp("out")
    importing.write_out(course, out)
    assert (out / "questions.json").read_text() == (folder / "questions.json").read_text()


def test_drafts_are_not_written_out(folder, course):
    bank.draft(course=course)
    importing.write_out(course, folder)
    assert not (folder / "questions.json").exists()


def test_a_course_without_questions_is_in_order(folder, course):
    assert problems(folder) == []
    assert importing.take_in(folder, course=course, by=None, at=bank.AT) == []


WRONG = [
    ({"uuid": "BF2B"}, "uuid", "expected a uuid"),
    ({"slug": "Data quality"}, "slug", "expected lower case letters"),
    ({"skill": "cooking"}, "skill", "expected a skill of the framework essentials, not cooking"),
    ({"level": "wizard"}, "level", "expected a level that data-quality defines: awareness, expert"),
    ({"module": "cooking"}, "module", "expected a module of this course, or null: dimensions, principles"),
    ({"form": "essay"}, "form", "expected single or multiple"),
    ({"stem_format": "html"}, "stem_format", "expected text or markdown"),
    ({"stem": " "}, "stem", "expected text"),
    ({"key": []}, "key", "expected ids of options in order"),
    ({"key": ["z"]}, "key", "expected ids of options in order, from a, b, c, d"),
    ({"key": ["a", "b"]}, "key", "expected exactly one id"),
    ({"key": ["b", "a"], "form": "multiple"}, "key", "in order"),
    ({"key": ["a", "b", "c", "d"], "form": "multiple"}, "key", "at least one option that is not right"),
    ({"select": 1}, "select", "expected null: the form is single"),
    ({"select": 3, "form": "multiple", "key": ["a", "b"]}, "select", "expected 2, as many as the key"),
    ({"options": []}, "options", "expected 2 to 6 options"),
    ({"options": [{"id": "b", "text": "x", "reason": "y"}] * 2}, "options", "in order, not 'b'"),
    ({"options": [{"id": "a", "text": "x"}] * 2}, "options", "expected id, text, reason for each option"),
    (
        {"options": [{"id": "a", "text": "x", "reason": ""}, {"id": "b", "text": "z", "reason": "y"}]},
        "options",
        "expected a text and a reason for option a",
    ),
    ({"facts": "dq-01"}, "facts", "expected a list"),
    ({"facts": ["dq-01", "dq-99"]}, "facts", "expected ids of facts.json, which has no dq-99"),
    ({"hint": "It is b"}, "hint", "expected no such field"),
]


@pytest.mark.parametrize(("values", "field", "expected"), WRONG)
def test_a_broken_question_is_named_with_line_field_and_what_was_expected(
    folder, course, values, field, expected
):
    good = entry(uuid="41a82c24-34e6-4c48-a091-309ad53e3de2", slug="data-quality-q2")
    write(folder, good, entry(**values))
    (problem,) = problems(folder)
    assert (problem.file, problem.field) == ("questions.json", field)
    assert expected in problem.expected
    lines = (folder / "questions.json").read_text().splitlines()
    assert f'"{field}"' in lines[problem.line - 1]
    assert problem.line > 20  # the second question, not the first


def test_a_missing_field_is_named_at_its_question(folder, course):
    broken = entry()
    del broken["key"]
    write(folder, broken)
    (problem,) = problems(folder)
    assert (problem.field, problem.line, problem.expected) == ("key", 5, "expected this field")


def test_the_same_question_twice_is_refused(folder, course):
    write(folder, entry(), entry())
    assert [problem.field for problem in problems(folder)] == ["uuid", "slug"]


@pytest.mark.parametrize(
    ("text", "line"), [("{", 1), ("[]", 1), ('{"questions": {}}', 1), ('{\n"course": "x",,\n}', 2)]
)
def test_what_is_no_such_file_is_refused(folder, course, text, line):
    (folder / "questions.json").write_text(text)
    (problem,) = problems(folder)
    assert (problem.file, problem.line) == ("questions.json", line)


def test_a_field_given_twice_is_refused(folder, course):
    (folder / "questions.json").write_text('{"course": "a", "course": "b", "questions": []}')
    assert problems(folder)[0].expected == "expected each field once"


def test_another_course_or_language_is_refused(folder, course):
    write(folder, course="cooking", language="de")
    assert [problem.field for problem in problems(folder)] == ["course", "language"]


def test_a_level_that_the_skill_does_not_define_is_refused(folder, course):
    frameworks.skill(bank.data_quality().framework, "data-ethics", levels=["awareness"])
    write(folder, entry(skill="data-ethics", level="expert"))
    assert problems(folder)[0].expected == "expected a level that data-ethics defines: awareness"
