"""The checks of a course: all placed, none given away by the text, and no shortcut to the key."""

import json
import re
from collections import Counter

import pytest

from tests.content.folder import COURSES

RANK = {"awareness": 1, "working": 2, "practitioner": 3, "expert": 4}


def words(text):
    return re.findall(r"\w+", text.casefold())


@pytest.mark.parametrize("slug", COURSES)
def test_every_question_is_placed_once_in_a_lesson_of_its_module(slug):
    course = COURSES[slug]
    placed = course.placed()
    assert sorted(question for _, question, _ in placed) == sorted(course.questions)
    assert [row for row in placed if course.questions[row[1]]["module"] != row[0]] == []


@pytest.mark.parametrize("slug", COURSES)
def test_every_module_has_a_check_that_counts(slug):
    course = COURSES[slug]
    counting = Counter(module for module, _, is_further in course.placed() if not is_further)
    assert set(counting) == set(course.modules)


@pytest.mark.parametrize("slug", COURSES)
def test_questions_above_the_level_of_the_course_go_further_at_the_end_of_the_module(slug):
    course = COURSES[slug]
    level = RANK[course.front["level"].split("/")[1]]
    for module in course.modules:
        marks = [further for name, _, further in course.placed() if name == module]
        assert marks == sorted(marks), f"{module}: a counting check stands after a go-further question"
    for _, question, is_further in course.placed():
        assert is_further == (RANK[course.questions[question]["level"]] > level), question


@pytest.mark.parametrize("slug", COURSES)
def test_every_option_has_a_reason_and_every_key_is_an_option(slug):
    for question in COURSES[slug].questions.values():
        ids = [option["id"] for option in question["options"]]
        assert set(question["key"]) <= set(ids)
        assert len(set(ids)) == len(ids)
        assert all(option["reason"].strip() for option in question["options"])
        assert (question["form"] == "multiple") == (question["select"] is not None)
        assert len(question["key"]) == (question["select"] or 1)


@pytest.mark.parametrize("slug", COURSES)
def test_no_lesson_says_a_key_in_the_words_of_the_question(slug):
    """A name of a dimension or a principle has to be taught, so what is looked for is six words in a row."""
    course = COURSES[slug]
    taught = {
        f"{words_in_a_row}" for fact in course.facts["facts"] for words_in_a_row in runs(words(fact["fact"]))
    }
    given_away = [
        (question["slug"], run)
        for question in course.questions.values()
        for option in question["options"]
        if option["id"] in question["key"]
        for run in runs(words(option["text"]))
        if run not in taught
        and any(run in " ".join(words(lesson.prose)) for lesson in course.lessons.values())
    ]
    assert given_away == []


@pytest.mark.parametrize("slug", COURSES)
def test_no_lesson_works_through_the_case_of_a_question(slug):
    """The distinctive values of a stem (numbers, codes, names of places) do not turn up in a lesson."""
    course = COURSES[slug]
    text = " ".join(lesson.prose for lesson in course.lessons.values())
    for question in course.questions.values():
        values = set(
            re.findall(
                r"\b(?:\d{2}/\d{2}/\d{4}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{2,3},\d{3})\b", question["stem"]
            )
        )
        assert [value for value in values if value in text] == []


@pytest.mark.parametrize("slug", COURSES)
def test_no_question_prints_the_key_of_another_in_its_stem(slug):
    questions = list(COURSES[slug].questions.values())
    told = [
        (one["slug"], other["slug"])
        for one in questions
        for other in questions
        if one is not other
        for option in one["options"]
        if option["id"] in one["key"] and len(words(option["text"])) > 3
        if " ".join(words(option["text"])) in " ".join(words(other["stem"]))
    ]
    assert told == []


@pytest.mark.parametrize("slug", COURSES)
def test_neither_the_longest_option_nor_one_letter_is_a_way_to_the_key(slug):
    """Chance is a quarter. Much above it, looking for the longest option would be a strategy."""
    single = [question for question in COURSES[slug].questions.values() if question["form"] == "single"]
    longest = sum(
        max(question["options"], key=lambda option: len(option["text"]))["id"] in question["key"]
        for question in single
    )
    letters = Counter(question["key"][0] for question in single)
    assert longest / len(single) <= 0.25, f"{longest} of {len(single)} keys are the longest option"
    assert max(letters.values()) / len(single) <= 0.4, letters


@pytest.mark.parametrize("slug", COURSES)
def test_the_file_of_questions_is_written_as_it_would_be_exported(slug):
    path = COURSES[slug].folder / "questions.json"
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def runs(tokens, length=6):
    return [" ".join(tokens[start : start + length]) for start in range(len(tokens) - length + 1)]
