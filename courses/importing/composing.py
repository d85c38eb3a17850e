"""A lesson's body as Markdown with directives, in one way for one body: what was read comes out the same."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from courses.importing import inline
from courses.importing.inline import NotUnderstood
from courses.importing.pictures import image_name
from courses.importing.text import BULLET, NUMBER


def write(body: Iterable[Any], *, page_uuid: Callable[[Any], str]) -> str:
    """The Markdown of a stream value, one way for one body. Raises NotUnderstood for what files cannot
    carry."""
    return "\n\n".join(part for child in body for part in write_block(child, page_uuid)) + "\n"


def write_block(child: Any, page_uuid: Callable[[Any], str]) -> list[str]:
    value = child.value
    match child.block_type:
        case "heading":
            return [f"## {value}"]
        case "text":
            return write_text(value.source, page_uuid)
        case "table":
            return [write_table(value)]
        case "key_fact":
            (line, *more) = inline.to_markdown(value["text"].source, page_uuid=page_uuid) or [""]
            if more:
                raise NotUnderstood("expected one paragraph in a key fact")
            return [f":::key-fact fact={fact_key(value['fact'])}\n{line}\n:::"]
        case "example" | "action":
            parts = [part for each in value["body"] for part in write_block(each, page_uuid)]
            inside = "\n\n".join(parts)
            return [f":::{child.block_type} title={quoted(value['title'])}\n{inside}\n:::"]
        case "definition_list":
            lines = [f"{each['term']}: {each['description']}" for each in value]
            return ["\n".join([":::definitions", *lines, ":::"])]
        case "sources":
            ids = ",".join(fact_key(fact) for fact in value)
            return [f":::sources facts={quoted(ids)}\n:::"]
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


def fact_key(fact: Any) -> str:
    if fact is None:
        raise NotUnderstood("expected no fact that is gone")
    return str(fact.key)


def quoted(text: str) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def bare(text: str) -> str:
    return text if re.fullmatch(r'[^\s"]+', text) else quoted(text)
