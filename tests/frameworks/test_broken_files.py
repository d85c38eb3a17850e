"""A broken file is refused with file, line, field and what was expected."""

import json
from pathlib import Path

import pytest

from lms.frameworks.json_lines import Document, NotJSON
from lms.frameworks.reading import BrokenFile, read_file

SOUND = """{
  "framework": {"slug": "small", "name": "Small", "version": "1", "status": "illustrative"},
  "levels": [
    {"slug": "low", "rank": 1, "name": "Low", "cut": 0},
    {"slug": "high", "rank": 2, "name": "High", "cut": 1}
  ],
  "skills": [
    {"slug": "reading", "name": "Reading", "levels": ["low", "high"]},
    {"slug": "leading", "name": "Leading", "levels": []}
  ],
  "roles": [
    {"slug": "clerk", "name": "Clerk", "levels": [
      {"slug": "clerk--eo", "name": "Clerk, EO", "requires": {
        "reading": "low",
        "leading": null
      }}
    ]}
  ]
}
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "small-1.json"
    path.write_text(text)
    with pytest.raises(BrokenFile) as refusal:
        read_file(path)
    assert str(refusal.value).startswith("small-1.json, line ")
    return [str(fault) for fault in refusal.value.faults]


def test_the_sound_file_is_read(tmp_path):
    path = tmp_path / "small-1.json"
    path.write_text(SOUND)
    assert read_file(path).rows["requirement:clerk/clerk--eo/reading"] == {"level": "low"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"rank": 2',
            '"rank": 1',
            "line 5, levels[2].rank: expected a whole number from 1 to 100, each once",
        ),
        ('"rank": 2', '"rank": true', "line 5, levels[2].rank: expected a whole number"),
        ('"cut": 1}', '"cut": "1"}', "line 5, levels[2].cut: expected a number from -10 to 10, or null"),
        ('"slug": "leading"', '"slug": "reading"', "line 9, skills[2].slug: expected each slug once"),
        ('"slug": "leading"', '"slug": "Leading!"', "line 9, skills[2].slug: expected small letters"),
        ('["low", "high"]', '["low", "middle"]', "line 8, skills[1].levels: expected each of high, low once"),
        ('["low", "high"]', '["low", "low"]', "line 8, skills[1].levels: expected each of high, low once"),
        ('["low", "high"]', '{"low": ""}', "line 8, skills[1].levels.low: expected text"),
        (
            '"reading": "low"',
            '"reading": "top"',
            "line 14, roles[1].levels[1].requires.reading: expected a level",
        ),
        (
            '"reading": "low"',
            '"reading": null',
            "line 14, roles[1].levels[1].requires.reading: expected a level",
        ),
        (
            '"reading": "low"',
            '"writing": "low"',
            "requires.writing: expected the slug of a skill of this file",
        ),
        (
            '"leading": null',
            '"leading": "low"',
            "line 15, roles[1].levels[1].requires.leading: expected null",
        ),
        (
            '"name": "Clerk",',
            '"name": "", ',
            "line 12, roles[1].name: expected text of at most 200 characters",
        ),
        ('"name": "Clerk",', '"name": "Cl\\u0000erk",', "line 12, roles[1].name: expected text"),
        ('"name": "Clerk",', '"name": "Clerk", "salary": 1,', "line 12, roles[1].salary: expected one of"),
        ('"status": "illustrative"', '"status": "official"', "line 2, framework.status: expected one of"),
        (
            '"version": "1"',
            '"version": "new"',
            "line 2, framework.version: expected a version such as 1 or 1.2",
        ),
        ('"roles": [', '"rolls": [', "line 11, rolls: expected one of framework, levels, roles, skills"),
    ],
)
def test_each_fault_is_named_with_its_line(tmp_path, old, new, expected):
    assert any(
        fault.startswith(expected) or expected in fault
        for fault in faults(tmp_path, SOUND.replace(old, new, 1))
    )


def test_all_faults_of_a_file_are_named_at_once_in_the_order_of_the_lines(tmp_path):
    text = SOUND.replace('"rank": 2', '"rank": 0').replace('"leading": null', '"leading": "low"')
    assert [fault.split(",")[0] for fault in faults(tmp_path, text)] == ["line 5", "line 15"]


@pytest.mark.parametrize(
    "text", ["[]", "null", "{}", '{"framework": 1, "levels": {}, "skills": [1], "roles": "x"}']
)
def test_a_file_of_the_wrong_shape_is_refused(tmp_path, text):
    assert faults(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"a": 1,\n "a": 2}', 2, "each name once"),
        ('{"a": NaN}', 1, "a value"),
        ('{"a": 1,}', 1, "a name"),
        ("[1\n 2]", 2, "',' or ']'"),
        ("", 1, "the end of the file"),
        ("[1]\nx", 2, "the end of the file"),
        ("[" * 5000, 1, "at most"),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(text, line, message):
    with pytest.raises(NotJSON) as refusal:
        Document(text)
    assert refusal.value.line == line
    assert message in refusal.value.message


def test_text_that_is_not_utf_8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "small-1.json"
    path.write_bytes(b'{\n"framework": "\xff"}')
    with pytest.raises(BrokenFile, match="line 2"):
        read_file(path)


def test_reading_gives_what_the_standard_library_gives():
    for file in (Path(__file__).parents[2] / "lms/frameworks/data").glob("*.json"):
        text = file.read_text()
        assert Document(text).value == json.loads(text)
