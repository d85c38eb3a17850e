"""A lesson's body as Markdown with directives, and back. The form is described in
courses/content/README.md."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from courses.blocks import FACT_STATUSES
from courses.importing import inline
from courses.importing.facts import FactFile
from courses.importing.inline import NotUnderstood

STATUSES = [value for value, _ in FACT_STATUSES]
DIRECTIVE = re.compile(r":::([a-z-]+)(?: (.*))?")
ATTRIBUTE = re.compile(r'\s*([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))')
BULLET, NUMBER = re.compile(r"- (.+)"), re.compile(r"\d+\. (.+)")
RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
SOURCE = re.compile(r"(.*?)(?: <([^<>\s]+)>)?")

Complain = Callable[[int, str, str], None]  # (line, field, what was expected)


@dataclass
class Parsed:
    """A body as raw values of the stream, with the line on which each block begins."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, line: int, block_type: str, value: Any) -> None:
        self.blocks.append({"type": block_type, "value": value})
        self.lines.append(line)


def parse(text: str, *, first_line: int, facts: FactFile, complain: Complain) -> Parsed:
    """The blocks of a body. Mistakes go to `complain`; reading goes on, so that all of them are told at once.

    A check's value is left as its attributes, {"question": …}: its block makes a value of them once the
    questions are in."""
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
            directive(parsed, line, lines[at + 1 : end], number, facts, complain)
            at = end + 1
        else:
            end = at
            while end < len(lines) and not lines[end].startswith(("#", ":::")):
                end += 1
            for begin, kind, value in passages(lines[at:end], number, complain):
                parsed.add(begin, kind, value)
            at = end
    return parsed


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


def attributes(text: str) -> dict[str, list[str]]:
    """name="value" pairs; a name may come more than once. Raises NotUnderstood."""
    found: dict[str, list[str]] = {}
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = ATTRIBUTE.match(text, at)
        if match is None:
            raise NotUnderstood(f'expected name="value", not {text[at:].strip()!r}')
        value = match[3] if match[2] is None else re.sub(r"\\(.)", r"\1", match[2])
        found.setdefault(match[1], []).append(value)
        at = match.end()
    return found


def directive(
    parsed: Parsed, opening: str, inside: list[str], number: int, facts: FactFile, complain: Complain
) -> None:
    """One ::: block."""
    match = DIRECTIVE.fullmatch(opening.rstrip())
    name = match[1] if match else opening[3:]
    read = READERS.get(name)
    if match is None or read is None:
        complain(number, name, f"expected one of {', '.join(sorted(READERS))} after :::")
        return
    try:
        given = attributes(match[2] or "")
        block_type, value = read(given, inside, number, facts, complain)
    except NotUnderstood as problem:
        complain(number, name, str(problem))
        return
    parsed.add(number, block_type, value)


def only(given: dict[str, list[str]], *names: str, needed: Iterable[str] = ()) -> dict[str, str]:
    """Attributes that come once. Raises NotUnderstood for others, and where a needed one is missing."""
    for name, values in given.items():
        if name not in names:
            raise NotUnderstood(f"expected only {', '.join(names) or 'no attributes'}, not {name}")
        if len(values) > 1:
            raise NotUnderstood(f"expected {name} once")
    for name in needed:
        if not given.get(name, [""])[0].strip():
            raise NotUnderstood(f'expected {name}="…"')
    return {name: values[0] for name, values in given.items()}


def one_paragraph(inside: list[str], number: int, complain: Complain) -> str:
    text = " ".join(line.strip() for line in inside if line.strip())
    if not text:
        raise NotUnderstood("expected a paragraph between the opening line and :::")
    return f"<p>{marked(text, number + 1, complain)}</p>"


def nothing(inside: list[str]) -> None:
    if any(line.strip() for line in inside):
        raise NotUnderstood("expected nothing between the opening line and :::")


def read_key_fact(given, inside, number, facts, complain):
    return "key_fact", {**fact_of(given, facts), "text": one_paragraph(inside, number, complain)}


def fact_of(given: dict[str, list[str]], facts: FactFile) -> dict[str, Any]:
    if "fact" in given:
        known = facts.block_value(only(given, "fact")["fact"])
        if known is None:
            raise NotUnderstood(f"expected the id of a fact in facts.json, not {given['fact'][0]!r}")
        return known
    sources = given.pop("source", [])
    if not sources:
        raise NotUnderstood('expected fact=… or source="…"')
    rest = only(given, "read_on", "status")
    status = rest.get("status", STATUSES[0])
    if status not in STATUSES:
        raise NotUnderstood(f"expected a status of {', '.join(STATUSES)}, not {status!r}")
    read_on = rest.get("read_on")
    if read_on is not None:
        try:
            date.fromisoformat(read_on)
        except ValueError:
            raise NotUnderstood(f"expected read_on=YYYY-MM-DD, not {read_on!r}") from None
    named = [SOURCE.fullmatch(source) for source in sources]
    return {
        "fact": "",
        "sources": [
            {"title": each[1] if each else "", "url": (each[2] or "") if each else ""} for each in named
        ],
        "read_on": read_on,
        "status": status,
    }


def read_titled(block_type: str):
    def read(given, inside, number, facts, complain):
        title = only(given, "title", needed=["title"])["title"]
        body = [{"type": kind, "value": value} for _, kind, value in passages(inside, number + 1, complain)]
        if not body:
            raise NotUnderstood("expected text between the opening line and :::")
        return block_type, {"title": title, "body": body}

    return read


def read_definitions(given, inside, number, facts, complain):
    only(given)
    items = []
    for line_number, line in enumerate(inside, number + 1):
        if not line.strip():
            continue
        term, colon, description = line.partition(": ")
        if not colon or not description.strip():
            complain(line_number, "definitions", "expected a line such as Term: what it means")
        items.append({"term": term.strip(), "description": description.strip()})
    if not items:
        raise NotUnderstood("expected at least one line such as Term: what it means")
    return "definition_list", items


def read_sources(given, inside, number, facts, complain):
    ids = only(given, "facts").get("facts", "").split(",")
    values = [fact_of({"fact": [each.strip()]}, facts) for each in ids if each.strip()]
    for line_number, line in enumerate(inside, number + 1):
        if not line.strip():
            continue
        if not line.startswith("- "):
            complain(line_number, "sources", 'expected - fact=… or - source="…"')
            continue
        values.append(fact_of(attributes(line[2:]), facts))
    if not values:
        raise NotUnderstood('expected facts="…" or a line for each source')
    return "sources", values


def read_check(given, inside, number, facts, complain):
    nothing(inside)
    return "check", only(given, *given)


def read_table(given, inside, number, facts, complain):
    caption = only(given, "caption", needed=["caption"])["caption"]
    return "table", table([line for line in inside if line.strip()], number + 1, caption, complain)


READERS = {
    "key-fact": read_key_fact,
    "example": read_titled("example"),
    "action": read_titled("action"),
    "definitions": read_definitions,
    "sources": read_sources,
    "check": read_check,
    "table": read_table,
}
