"""A lesson's body as Markdown with directives. The form is described in courses/content/README.md."""

from dataclasses import dataclass, field
from typing import Any

from courses.importing.directives import Beside, Inside, read_directive
from courses.importing.text import Complain, passages


@dataclass
class Parsed:
    """A body as raw values of the stream, with the line on which each block begins."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, line: int, block_type: str, value: Any) -> None:
        self.blocks.append({"type": block_type, "value": value})
        self.lines.append(line)


def parse(text: str, *, first_line: int, beside: Beside, complain: Complain) -> Parsed:
    """The blocks of a body. Mistakes go to `complain`; reading goes on, so that all of them are told at once.

    The value of a check or a picture is left as its attributes, {"question": …}, {"file": …}: it becomes a
    value of its block once the questions and pictures are in."""
    parsed = Parsed()
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line, number = lines[at], first_line + at
        if not line.strip():
            at += 1
        elif line.startswith("## "):
            parsed.add(number, "heading", line[3:].strip())
            at += 1
        elif line.startswith("#"):
            complain(number, "heading", "expected ## and a space before a heading")
            at += 1
        elif line.startswith(":::"):
            end = next((i for i in range(at + 1, len(lines)) if lines[i].rstrip() == ":::"), None)
            if end is None:
                complain(number, line.split()[0][3:] or "block", "expected a line ::: that ends it")
                return parsed
            found = read_directive(line, Inside(lines[at + 1 : end], number, beside, complain))
            if found:
                parsed.add(number, *found)
            at = end + 1
        else:
            end = at
            while end < len(lines) and not lines[end].startswith(("#", ":::")):
                end += 1
            for begin, kind, value in passages(lines[at:end], number, complain):
                parsed.add(begin, kind, value)
            at = end
    return parsed
