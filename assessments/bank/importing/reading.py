"""The text of questions.json as data that knows its lines."""

import json
import re
from dataclasses import dataclass
from typing import Any

from courses.importing import Problem

FILE = "questions.json"
TOP = ("course", "language", "questions")


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the file, with the text around it for naming lines."""

    data: Any
    line: int
    text: str

    def line_of(self, field: str) -> int:
        """The line of a field; that of the question where it is missing."""
        found = re.search(rf'"{re.escape(field)}"\s*:', self.text)
        return self.line + self.text.count("\n", 0, found.start()) if found else self.line


class DuplicateField(ValueError):
    pass


def read(text: str) -> tuple[dict[str, Any], list[Entry], list[Problem]]:
    """(top of the file, its questions, what is wrong with its form)."""
    try:
        top = json.loads(text, object_pairs_hook=fields_once)
    except json.JSONDecodeError as error:
        return {}, [], [Problem(FILE, error.lineno, "", f"expected valid JSON: {error.msg}")]
    except DuplicateField as error:
        return {}, [], [Problem(FILE, 0, str(error), "expected each field once")]
    if not isinstance(top, dict) or not isinstance(top.get("questions"), list):
        return {}, [], [Problem(FILE, 1, "questions", 'expected {"course", "language", "questions": […]}')]
    problems = [
        Problem(FILE, Entry(top, 1, text).line_of(name), name, f"expected only {', '.join(TOP)}")
        for name in top
        if name not in TOP
    ]
    return top, entries(text), problems


def fields_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise DuplicateField(name)
    return dict(pairs)


def entries(text: str) -> list[Entry]:
    """The elements of "questions" with their places. The text is known to be valid JSON."""
    decoder = json.JSONDecoder()
    at = text.index("[", re.search(r'"questions"\s*:', text).end()) + 1  # type: ignore[union-attr]
    found: list[Entry] = []
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        if text[at] == "]":
            return found
        data, end = decoder.raw_decode(text, at)
        found.append(Entry(data, text.count("\n", 0, at) + 1, text[at:end]))
        at = end
