"""Explaining words: an acronym is spelt out where a lesson first uses it, and leads to a list at its end.

Pure: HTML of our own templates in, HTML out. Only running text is touched, that is bare paragraphs and items
of lists as rich text has them; never a heading, a link, a table, a drawing or what stands around them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape, unescape

from django.utils.text import slugify

TAG = re.compile(r"(<[^>]+>)")
PARAGRAPH = re.compile(r"<(p|li)(?: data-block-key=\"[^\"]*\")?>(.*?)</\1>", re.DOTALL)
NUMBER = re.compile(r" \d[\d.]*(?!\w)")
NO_PLACE = re.compile(r"['’]s|\s+[A-Z]")
BRACKETED = re.compile(r"\[([^\[\]]+)\]")
# Within these nothing is explained. Rich text holds no paragraph in any of them but the table's cells.
CLOSED = re.compile(r"<(table|svg|figure|details|dl)\b.*?</\1>", re.DOTALL)


@dataclass(frozen=True)
class Word:
    """A word of the glossary; `expansion` is "" for one that is no acronym."""

    term: str
    expansion: str
    definition: str
    synonyms: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The word as it stands in a text, also in the plural. Capitals count where the word has some."""
        flags = re.IGNORECASE if self.term == self.term.lower() else 0
        return re.compile(rf"(?<![\w-])({re.escape(self.term)})(s?)(?![\w-])", flags)

    @property
    def anchor(self) -> str:
        # No anchor of a heading holds two hyphens.
        return f"word--{slugify(self.term)}"

    @property
    def forms(self) -> tuple[str, ...]:
        """All that a person who looks for it may type."""
        return tuple(form for form in (self.term, self.expansion, *self.synonyms) if form)


@dataclass
class Explaining:
    """The words of one lesson, explained as its blocks go by. `used`: those that were met, in order;
    `unspelt`: acronyms among them for whose long form there was no place yet."""

    words: Sequence[Word]
    used: list[Word] = field(default_factory=list)
    unspelt: list[Word] = field(default_factory=list)

    def __post_init__(self) -> None:
        # "AI agent" before "AI", or the first letters of one word would be taken for another.
        self.words = sorted(self.words, key=lambda word: -len(word.term))

    def explain(self, markup: str) -> str:
        """A block's HTML with the words explained that no block before it used."""
        if not self.words:
            return markup
        closed: list[str] = []

        def put_away(match: re.Match[str]) -> str:
            closed.append(match[0])
            return f"<!--{len(closed) - 1}-->"

        opened = CLOSED.sub(put_away, markup)
        opened = PARAGRAPH.sub(lambda match: self.paragraph(match), opened)
        return re.sub(r"<!--(\d+)-->", lambda match: closed[int(match[1])], opened)

    def paragraph(self, match: re.Match[str]) -> str:
        pieces = TAG.split(match[0])
        plain = unescape("".join(piece for piece in pieces if not piece.startswith("<")))
        in_link = 0
        for number, piece in enumerate(pieces):
            if piece.startswith("<"):
                in_link += piece.startswith("<a ") - (piece == "</a>")
            elif not in_link and piece.strip():
                pieces[number] = self.text(piece, plain)
        return "".join(pieces)

    def text(self, piece: str, paragraph: str) -> str:
        """One piece of text, as HTML has it, with its first words explained."""
        text = unescape(piece)
        taken: list[tuple[int, int]] = []  # also words that are known: no shorter one is found in them
        links: dict[int, tuple[int, Word]] = {}
        spelt: dict[int, str] = {}
        for word in self.words:
            for match in word.pattern.finditer(text):
                start, end = match.span()
                if any(start < other_end and other < end for other, other_end in taken):
                    continue
                taken.append((start, end))
                if word not in self.used:
                    self.used.append(word)
                    links[start] = (end, word)
                    if word.expansion and not told(word, paragraph):
                        self.unspelt.append(word)
                if word in self.unspelt and (place := place_for(text, end)) is not None:
                    self.unspelt.remove(word)
                    words = pluralized(word.expansion) if match[2] else word.expansion
                    spelt[place] = in_brackets(words, text, start, place)
        out, at = [], 0
        for cut in sorted({*links, *(end for end, _ in links.values()), *spelt, len(text)}):
            out.append(escape(text[at:cut], quote=False))
            out += ["</a>" for end, _ in links.values() if end == cut]
            out.append(escape(spelt.get(cut, ""), quote=False))
            out += [f'<a href="#{links[cut][1].anchor}">'] if cut in links else []
            at = cut
        return "".join(out) if links or spelt else piece


def told(word: Word, paragraph: str) -> bool:
    """Whether a paragraph spells an acronym out itself."""
    forms = (word.expansion, pluralized(word.expansion))
    return any(form.casefold() in paragraph.casefold() for form in forms)


def place_for(text: str, end: int) -> int | None:
    """Where an acronym can be spelt out: behind it, and behind a number that belongs to it (PPN 021). None
    within a name (AI Playbook) and before a genitive (the ICO’s): the next place will do."""
    number = NUMBER.match(text, end)
    place = number.end() if number else end
    return None if NO_PLACE.match(text, place) else place


def in_brackets(words: str, text: str, start: int, end: int) -> str:
    """What is put in behind an acronym; between commas where it stands in brackets itself."""
    if text.rfind("(", 0, start) <= text.rfind(")", 0, start):
        return f" ({words})"
    return f", {words}" if text[end : end + 1] in {",", ")", ".", ";"} else f", {words},"


def pluralized(words: str) -> str:
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def words_used(used: Iterable[Word]) -> str:
    """The list at the end of a lesson; "" for none."""
    rows = []
    for word in sorted(used, key=lambda word: word.term.casefold()):
        expansion = f"{word.expansion[:1].upper()}{word.expansion[1:]}. " if word.expansion else ""
        meaning = escape(f"{expansion}{word.definition}")
        rows.append(f'<div id="{word.anchor}"><dt>{escape(word.term)}</dt><dd>{meaning}</dd></div>')
    if not rows:
        return ""
    return (
        '<section class="wm-words" aria-label="Words used here">'
        f'<h2 class="govuk-heading-s">Words used here</h2><dl class="wm-six">{"".join(rows)}</dl></section>'
    )


def search_words(text: str, words: Iterable[Word]) -> str:
    """What else people may type who look for a text: each word of which it holds some form, in square
    brackets, and its other forms, in one line."""
    lower = text.casefold()
    found = []
    for word in words:
        others = [form for form in word.forms if form != word.term]
        if word.pattern.search(text) or any(holds(lower, form.casefold()) for form in others):
            found.append(
                " ".join([f"[{word.term.casefold()}]", *(each for form in others for each in both(form))])
            )
    return " ".join(found)


def both(form: str) -> list[str]:
    """A form and its plural, which mostly holds the singular."""
    plural = pluralized(form)
    return [plural] if plural.startswith(form) else [form, plural]


def terms_in(also: str) -> list[str]:
    """The words of such a line, in small letters."""
    return BRACKETED.findall(also)


def holds(text: str, form: str) -> bool:
    """Whether a form of a word stands in a text, alone or in the plural; both in lower case."""
    ending = f"{re.escape(form[:-1])}(?:y|ies)" if form.endswith("y") else f"{re.escape(form)}s?"
    return form[:-1] in text and bool(re.search(rf"(?<![\w-]){ending}(?![\w-])", text))
