"""Running text and tables of a lesson's file as the raw values that blocks store."""

import re
from collections.abc import Callable
from typing import Any

from courses.importing import inline
from courses.importing.inline import NotUnderstood

BULLET, NUMBER = re.compile(r"- (.+)"), re.compile(r"\d+\. (.+)")
RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")

Complain = Callable[[int, str, str], None]  # (line, field, what was expected)


def passages(lines: list[str], first: int, complain: Complain) -> list[tuple[int, str, Any]]:
    """Text and tables in turn: (line, "text", HTML) or (line, "table", raw table)."""
    found: list[tuple[int, str, Any]] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = at
        if lines[at].startswith("|"):
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            found.append((first + at, "table", table(lines[at:end], first + at, "", complain)))
        else:
            while end < len(lines) and not lines[end].startswith("|"):
                end += 1
            found.append((first + at, "text", rich_text(lines[at:end], first + at, complain)))
        at = end
    return found


def rich_text(lines: list[str], first: int, complain: Complain) -> str:
    """Paragraphs and lists as stored HTML. A paragraph may run over several lines; an item of a list may
    not."""
    html: list[str] = []
    kind = ""
    paragraph: list[str] = []
    began = first

    def close_paragraph() -> None:
        if paragraph:
            html.append(f"<p>{marked(' '.join(paragraph), began, complain)}</p>")
            paragraph.clear()

    for number, line in enumerate(lines, first):
        bullet, item = BULLET.fullmatch(line), NUMBER.fullmatch(line)
        now = "ul" if bullet else "ol" if item else ""
        if now != kind and kind:
            html.append(f"</{kind}>")
        if now:
            close_paragraph()
            if now != kind:
                html.append(f"<{now}>")
            match = bullet or item
            assert match  # noqa: S101 - now is set only with one of them
            html.append(f"<li>{marked(match[1], number, complain)}</li>")
        elif line.strip():
            if line.startswith(" "):
                complain(number, "text", "expected no spaces before a line: lists are flat")
            if not paragraph:
                began = number
            paragraph.append(line.strip())
        else:
            close_paragraph()
        kind = now
    if kind:
        html.append(f"</{kind}>")
    close_paragraph()
    return "".join(html)


def marked(text: str, number: int, complain: Complain) -> str:
    try:
        return inline.to_html(text)
    except NotUnderstood as problem:
        complain(number, "text", str(problem))
        return ""


def table(lines: list[str], first: int, caption: str, complain: Complain) -> dict[str, Any]:
    rows = [[cell.strip().replace("\\|", "|") for cell in cells(line)] for line in lines]
    if len(rows) < 3 or not RULE.fullmatch(lines[1].strip()):
        complain(first, "table", "expected a header row, a row | --- | and at least one row")
        return {"columns": [], "rows": [], "caption": caption}
    header, body = rows[0], rows[2:]
    for number, row in enumerate(body, first + 2):
        if len(row) != len(header):
            complain(number, "table", f"expected {len(header)} cells, as in the header, not {len(row)}")
    return {
        "columns": [{"type": "text", "heading": heading} for heading in header],
        "rows": [{"values": row} for row in body],
        "caption": caption,
    }


def cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line.strip().strip("|")) if line.strip().endswith("|") else [line]
