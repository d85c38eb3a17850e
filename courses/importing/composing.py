"""A lesson's body as Markdown with directives, in one way for one body: what was read comes out the same."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from courses.importing import inline
from courses.importing.facts import FactFile
from courses.importing.inline import NotUnderstood
from courses.importing.pictures import image_name
from courses.importing.text import BULLET, NUMBER


def write(body: Iterable[Any], *, facts: FactFile, page_uuid: Callable[[Any], str]) -> str:
    """The Markdown of a stream value, one way for one body. Raises NotUnderstood for what files cannot
    carry."""
    return "\n\n".join(part for child in body for part in write_block(child, facts, page_uuid)) + "\n"


def write_block(child: Any, facts: FactFile, page_uuid: Callable[[Any], str]) -> list[str]:
    value = child.value
    match child.block_type:
        case "heading":
            return [f"## {value}"]
        case "text":
            return write_text(value.source, page_uuid)
        case "table":
            return [write_table(value)]
        case "key_fact":
            given = write_fact(value, facts)
            (line, *more) = inline.to_markdown(value["text"].source, page_uuid=page_uuid) or [""]
            if more:
                raise NotUnderstood("expected one paragraph in a key fact")
            return [f":::key-fact {given}\n{line}\n:::"]
        case "example" | "action":
            parts = [part for each in value["body"] for part in write_block(each, facts, page_uuid)]
            inside = "\n\n".join(parts)
            return [f":::{child.block_type} title={quoted(value['title'])}\n{inside}\n:::"]
        case "definition_list":
            lines = [f"{each['term']}: {each['description']}" for each in value]
            return ["\n".join([":::definitions", *lines, ":::"])]
        case "sources":
            return [write_sources(list(value), facts)]
        case "diagram":
            given = f"file={bare(value['file'])} title={quoted(value['title'])}"
            inside = "\n\n".join(write_text(value["alternative"].source, page_uuid))
            return [f":::diagram {given}\n{inside}\n:::"]
        case "image":
            return [f":::image file={bare(image_name(value))} alt={quoted(value['alt'])}\n:::"]
        case "check":
            given = " ".join(
                f"{name}={bare(text)}" for name, text in child.block.to_attributes(value).items()
            )
            return [f":::check {given}\n:::"]
        case other:
            raise NotUnderstood(f"expected a block that files can carry, not {other}")


def write_text(html: str, page_uuid: Callable[[Any], str]) -> list[str]:
    """Paragraphs apart, items of one list together."""
    parts: list[str] = []
    for line in inline.to_markdown(html, page_uuid=page_uuid):
        kind = BULLET if BULLET.fullmatch(line) else NUMBER if NUMBER.fullmatch(line) else None
        goes_on = kind and parts and kind.fullmatch(parts[-1].rsplit("\n", 1)[-1])
        if goes_on and not (kind is NUMBER and line.startswith("1. ")):
            parts[-1] += f"\n{line}"
        elif line:
            parts.append(line)
    return parts


def write_table(value: Any) -> str:
    header = [str(column["heading"]) for column in value.columns]
    rows = [[str(cell) for cell in row["values"]] for row in value.row_data]
    lines = [row_line(header), row_line(["---"] * len(header)), *(row_line(row) for row in rows)]
    if value.caption:
        lines = [f":::table caption={quoted(value.caption)}", *lines, ":::"]
    return "\n".join(lines)


def row_line(row: list[str]) -> str:
    written = [" ".join(cell.split()).replace("|", "\\|") for cell in row]
    return "|" + "|".join(f" {cell} " if cell else " " for cell in written) + "|"


def write_fact(value: Any, facts: FactFile) -> str:
    """fact=… where the block says what facts.json says; written out where an author has changed it."""
    if value["fact"] and facts.says_the_same(value):
        return f"fact={bare(value['fact'])}"
    parts = []
    for source in value["sources"]:
        named = f"{source['title']} <{source['url']}>" if source["url"] else source["title"]
        parts.append(f"source={quoted(named)}")
    if value["read_on"]:
        parts.append(f"read_on={value['read_on'].isoformat()}")
    return " ".join([*parts, f"status={value['status']}"])


def write_sources(values: list[Any], facts: FactFile) -> str:
    written = [write_fact(value, facts) for value in values]
    if all(each.startswith("fact=") for each in written):
        ids = ",".join(value["fact"] for value in values)
        return f":::sources facts={quoted(ids)}\n:::"
    return "\n".join([":::sources", *(f"- {each}" for each in written), ":::"])


def quoted(text: str) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def bare(text: str) -> str:
    return text if re.fullmatch(r'[^\s"]+', text) else quoted(text)
