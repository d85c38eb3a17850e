"""JSON that remembers where each value stands, so that a refusal can name the line.

Stricter than `json.loads` on purpose: a name given twice, NaN and Infinity are errors, because "the last
one wins" is how a file edited by hand goes wrong in silence.
"""

import json
import re
from typing import Any

type Path = tuple[str | int, ...]

WHITESPACE = re.compile(r"[ \t\n\r]*")
DEEPEST = 32


class NotJSON(Exception):
    """The text is not JSON, or not JSON that we take. `line` counts from 1."""

    def __init__(self, message: str, line: int):
        super().__init__(message)
        self.message = message
        self.line = line


def refuse_constant(name: str) -> None:
    raise ValueError(name)


# Strings and numbers are the standard library's work; only objects and lists are walked here.
SCALARS = json.JSONDecoder(parse_constant=refuse_constant)


class Document:
    """A parsed file: its `value`, and the line of every value inside it."""

    def __init__(self, text: str):
        """Raises `NotJSON`."""
        self.text = text
        self._places: dict[Path, int] = {}
        self._at = 0
        self._skip()
        self.value: Any = self._value(())
        self._skip()
        if self._at != len(text):
            raise self._error("the end of the file")

    def line(self, path: Path) -> int:
        """The line of the value at a path such as ("skills", 3, "name"), or of the nearest value around
        it."""
        while path and path not in self._places:
            path = path[:-1]
        return self._line_at(self._places[path])

    def _line_at(self, place: int) -> int:
        return self.text.count("\n", 0, place) + 1

    def _error(self, expected: str) -> NotJSON:
        found = repr(self.text[self._at]) if self._at < len(self.text) else "the end of the file"
        return NotJSON(f"expected {expected}, found {found}", self._line_at(self._at))

    def _skip(self) -> None:
        match = WHITESPACE.match(self.text, self._at)
        self._at = match.end() if match else self._at

    def _take(self, character: str) -> bool:
        """Whether the next character is this one; then it is passed, with the space after it."""
        if not self.text.startswith(character, self._at):
            return False
        self._at += 1
        self._skip()
        return True

    def _value(self, path: Path) -> Any:
        self._places[path] = self._at
        if len(path) > DEEPEST:
            raise NotJSON(f"expected at most {DEEPEST} values inside each other", self._line_at(self._at))
        if self._take("{"):
            return self._object(path)
        if self._take("["):
            return self._list(path)
        return self._scalar("a value")

    def _scalar(self, expected: str) -> Any:
        try:
            value, end = SCALARS.raw_decode(self.text, self._at)
        except ValueError:
            raise self._error(expected) from None
        self._at = end
        return value

    def _object(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self._take("}"):
            return found
        while True:
            start = self._at
            if not self.text.startswith('"', start):
                raise self._error("a name in quotation marks")
            name = self._scalar("a name in quotation marks")
            if name in found:
                raise NotJSON(f"expected each name once, found {name!r} again", self._line_at(start))
            self._skip()
            if not self._take(":"):
                raise self._error("':'")
            found[name] = self._value((*path, name))
            # A value is looked for by its name, which stands on the line a person would go to.
            self._places[*path, name] = start
            self._skip()
            if self._take("}"):
                return found
            if not self._take(","):
                raise self._error("',' or '}'")

    def _list(self, path: Path) -> list[Any]:
        found: list[Any] = []
        if self._take("]"):
            return found
        while True:
            found.append(self._value((*path, len(found))))
            self._skip()
            if self._take("]"):
                return found
            if not self._take(","):
                raise self._error("',' or ']'")
