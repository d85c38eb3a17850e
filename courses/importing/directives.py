"""The ::: blocks of a lesson's file, each with its reader: attributes and lines in, a raw value out."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.blocks import says_nothing
from courses.importing.facts import FactFile
from courses.importing.inline import NotUnderstood
from courses.importing.pictures import Pictures
from courses.importing.text import Complain, marked, passages, rich_text, table

DIRECTIVE = re.compile(r":::([a-z-]+)(?: (.*))?")
ATTRIBUTE = re.compile(r'\s*([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))')


@dataclass
class Beside:
    """What lies beside the lessons in the folder, for directives that name it."""

    facts: FactFile = field(default_factory=FactFile)
    pictures: Pictures = field(default_factory=Pictures)


@dataclass
class Inside:
    """What stands between the opening line (`number`) and the line :::."""

    lines: list[str]
    number: int
    beside: Beside
    complain: Complain

    @property
    def first(self) -> int:
        return self.number + 1


Given = dict[str, list[str]]
Read = Callable[[Given, Inside], tuple[str, Any]]


def read_directive(opening: str, inside: Inside) -> tuple[str, Any] | None:
    """(block type, raw value) of one ::: block; None for one that is not in order, which was told."""
    match = DIRECTIVE.fullmatch(opening.rstrip())
    name = match[1] if match else opening[3:]
    read = READERS.get(name)
    if match is None or read is None:
        inside.complain(inside.number, name, f"expected one of {', '.join(sorted(READERS))} after :::")
        return None
    try:
        return read(attributes(match[2] or ""), inside)
    except NotUnderstood as problem:
        inside.complain(inside.number, name, str(problem))
        return None


def attributes(text: str) -> Given:
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


def only(given: Given, *names: str, needed: Iterable[str] = ()) -> dict[str, str]:
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


def one_paragraph(inside: Inside) -> str:
    text = " ".join(line.strip() for line in inside.lines if line.strip())
    if not text:
        raise NotUnderstood("expected a paragraph between the opening line and :::")
    return f"<p>{marked(text, inside.first, inside.complain)}</p>"


def nothing(inside: Inside) -> None:
    if any(line.strip() for line in inside.lines):
        raise NotUnderstood("expected nothing between the opening line and :::")


def read_key_fact(given: Given, inside: Inside) -> tuple[str, Any]:
    fact = only(given, "fact", needed=["fact"])["fact"]
    return "key_fact", {"fact": known_fact(fact, inside), "text": one_paragraph(inside)}


def known_fact(identity: str, inside: Inside) -> str:
    """The id of a fact that lies beside the lesson."""
    if identity not in inside.beside.facts.given:
        raise NotUnderstood(f"expected the id of a fact in facts.json, not {identity!r}")
    return identity


def read_titled(block_type: str) -> Read:
    def read(given: Given, inside: Inside) -> tuple[str, Any]:
        title = only(given, "title", needed=["title"])["title"]
        found = passages(inside.lines, inside.first, inside.complain)
        body = [{"type": kind, "value": value} for _, kind, value in found]
        if not body:
            raise NotUnderstood("expected text between the opening line and :::")
        return block_type, {"title": title, "body": body}

    return read


def read_definitions(given: Given, inside: Inside) -> tuple[str, Any]:
    only(given)
    items = []
    for line_number, line in enumerate(inside.lines, inside.first):
        if not line.strip():
            continue
        term, colon, description = line.partition(": ")
        if not colon or not description.strip():
            inside.complain(line_number, "definitions", "expected a line such as Term: what it means")
        items.append({"term": term.strip(), "description": description.strip()})
    if not items:
        raise NotUnderstood("expected at least one line such as Term: what it means")
    return "definition_list", items


def read_sources(given: Given, inside: Inside) -> tuple[str, Any]:
    nothing(inside)
    ids = only(given, "facts", needed=["facts"])["facts"].split(",")
    return "sources", [known_fact(each.strip(), inside) for each in ids]


def read_check(given: Given, inside: Inside) -> tuple[str, Any]:
    nothing(inside)
    return "check", only(given, *given)


def read_table(given: Given, inside: Inside) -> tuple[str, Any]:
    caption = only(given, "caption", needed=["caption"])["caption"]
    lines = [line for line in inside.lines if line.strip()]
    return "table", table(lines, inside.first, caption, inside.complain)


def read_diagram(given: Given, inside: Inside) -> tuple[str, Any]:
    inside.beside.pictures.used |= {f"diagrams/{name}" for name in given.get("file", [])}
    named = only(given, "file", "title", needed=["file", "title"])
    svg = inside.beside.pictures.diagram(named["file"])
    if any(line.startswith("|") for line in inside.lines):
        raise NotUnderstood("expected paragraphs and lists: the diagram in words, without a table")
    alternative = rich_text(inside.lines, inside.first, inside.complain)
    if not alternative:
        raise NotUnderstood("expected the diagram in words between the opening line and :::")
    return "diagram", {**named, "svg": svg, "alternative": alternative}


def read_image(given: Given, inside: Inside) -> tuple[str, Any]:
    inside.beside.pictures.used |= {f"images/{name}" for name in given.get("file", [])}
    nothing(inside)
    named = only(given, "file", "alt", needed=["file", "alt"])
    inside.beside.pictures.image(named["file"])
    if says_nothing(named["alt"]):
        raise NotUnderstood(f"expected alt to say what the picture shows, not {named['alt']!r}")
    return "image", named


READERS: dict[str, Read] = {
    "key-fact": read_key_fact,
    "example": read_titled("example"),
    "action": read_titled("action"),
    "definitions": read_definitions,
    "sources": read_sources,
    "check": read_check,
    "table": read_table,
    "diagram": read_diagram,
    "image": read_image,
}
