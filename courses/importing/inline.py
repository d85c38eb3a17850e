"""Rich text as Markdown and back: `**strong**`, `*emphasis*`, links, flat lists. Small on purpose: what the
editor can do and no more, so that out and in gives no difference.

A backslash makes the next character plain. On the way out it is written only where the text would otherwise
read as something else, so that ordinary prose carries none."""

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

SPECIAL = re.compile(r"([\\*\[\]])")
# The address stands in <> where it holds brackets of its own.
LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((?:<([^<>\s]+)>|([^()<>\s]+))\)")
BREAK = "<br>"
LIST_ITEM = re.compile(r"(- |\d+\. )")


class NotUnderstood(ValueError):
    """Markdown that says something we do not know; the message says what was expected."""


def to_html(text: str) -> str:
    """One line of Markdown as the HTML that rich text stores. Raises NotUnderstood."""
    html, rest = _until(text, 0, "")
    assert rest == len(text)  # noqa: S101 - _until raises or reads to the end
    return html


def _until(text: str, start: int, closing: str) -> tuple[str, int]:
    """(HTML, position after `closing`) of the text from `start`."""
    out: list[str] = []
    at = start
    while at < len(text):
        # In emphasis, ** begins something strong, but *** ends the emphasis inside something strong.
        begins_strong = closing == "*" and text.startswith("**", at) and not text.startswith("***", at)
        if closing and text.startswith(closing, at) and not begins_strong:
            return "".join(out), at + len(closing)
        if text[at] == "\\" and at + 1 < len(text):
            out.append(escape(text[at + 1], quote=False))
            at += 2
        elif text.startswith("**", at):
            inner, at = _until(text, at + 2, "**")
            out.append(f"<b>{inner}</b>")
        elif text[at] == "*":
            inner, at = _until(text, at + 1, "*")
            out.append(f"<i>{inner}</i>")
        elif text.startswith(BREAK, at):
            out.append("<br/>")
            at += len(BREAK)
        elif text[at] == "[":
            match = LINK.match(text, at)
            if match is None:
                raise NotUnderstood(r"expected [text](address), or \[ for a bracket")
            out.append(f"{_opening(match[2] or match[3])}{to_html(match[1])}</a>")
            at = match.end()
        else:
            out.append(escape(text[at], quote=False))
            at += 1
    if closing:
        raise NotUnderstood(
            f"expected {closing} at the end of what begins with {closing}, or \\* for an asterisk"
        )
    return "".join(out), at


def _opening(address: str) -> str:
    if address.startswith("page:"):
        # Resolved to the page's id when the course is taken in: uuids are the identity of files.
        return f'<a linktype="page" uuid="{escape(address[5:])}">'
    if urlsplit(address).scheme not in {"http", "https", "mailto"}:
        raise NotUnderstood(f"expected an address with https:, mailto: or page:, not {address!r}")
    return f'<a href="{escape(address)}">'


def to_markdown(html: str, *, page_uuid=lambda page_id: str(page_id)) -> list[str]:
    """Stored rich text as lines of Markdown: one for each paragraph and each item of a list ("- ", "1. ").
    `page_uuid` names a linked page. Raises NotUnderstood for what files cannot carry."""
    reader = _Reader(page_uuid)
    reader.feed(html)
    reader.close()
    return [_written(line) for line in reader.lines]


class _Piece(str):
    """Text of the author, as opposed to our marks."""


BLOCK_MARK = re.compile(r"(- |\d+\. |## |\||:::)")


def _written(pieces: list[str]) -> str:
    if pieces and isinstance(pieces[0], _Piece) and BLOCK_MARK.match(pieces[0]):
        pieces = ["\\", *pieces]  # a paragraph that looks like something else
    plain = "".join(pieces)
    marks = "".join(SPECIAL.sub(r"\\\1", piece) if isinstance(piece, _Piece) else piece for piece in pieces)
    if plain == marks:
        return plain
    try:
        if to_html(plain) == to_html(marks):
            return plain
    except NotUnderstood:
        pass
    return marks


class _Reader(HTMLParser):
    MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}

    def __init__(self, page_uuid) -> None:
        super().__init__(convert_charrefs=True)
        self.page_uuid = page_uuid
        self.lines: list[list[str]] = []
        self.lists: list[list[int | str]] = []
        self.address = ""

    def put(self, piece: str) -> None:
        if not self.lines:
            self.lines.append([])
        self.lines[-1].append(piece)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "p":
            self.lines.append([])
        elif tag in {"ul", "ol"}:
            if self.lists:
                raise NotUnderstood("expected no list inside a list: files carry flat lists only")
            self.lists.append([tag, 0])
        elif tag == "li":
            kind, count = self.lists[-1]
            self.lists[-1][1] = int(count) + 1
            self.lines.append([f"{int(count) + 1}. " if kind == "ol" else "- "])
        elif tag in self.MARKS:
            self.put(self.MARKS[tag])
        elif tag == "br":
            self.put(BREAK)
        elif tag == "a":
            self.address = given.get("href") or ""
            if given.get("linktype") == "page":
                self.address = f"page:{given.get('uuid') or self.page_uuid(given.get('id'))}"
            self.put("[")
        else:
            raise NotUnderstood(f"expected text, lists, links, bold and italic, not <{tag}>")

    def handle_endtag(self, tag):
        if tag in self.MARKS:
            self.put(self.MARKS[tag])
        elif tag == "a":
            self.put(f"](<{self.address}>)" if set("()") & set(self.address) else f"]({self.address})")
        elif tag in {"ul", "ol"}:
            self.lists.pop()

    def handle_data(self, data):
        text = " ".join(data.split("\n"))
        if text.strip() or (self.lines and self.lines[-1]):
            self.put(_Piece(text))
