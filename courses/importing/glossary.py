"""glossary.json of a course: the words that its lessons explain. Here it is read and written; rows are made
of it by `Terms`, one for all courses of a language (courses.models.Term)."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail.models import Locale

from courses import actions
from courses.glossary import terms_in
from courses.importing.shared import Shared, line_of, rows_of
from courses.models import Course, PublishedLesson, Term

FILE = "glossary.json"
FIELDS = {"term": str, "expansion": str, "definition": str, "synonyms": list}


@dataclass(frozen=True)
class TermFile:
    """`given`: {term: {"expansion", "definition", "synonyms"}}; `lines`: where each stands."""

    given: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def terms_text(terms: Iterable[Term]) -> str:
    """The file, in the one way in which it is written."""
    rows = [{"term": each.term, **each.said()} for each in sorted(terms, key=lambda each: order(each.term))]
    return json.dumps({"terms": rows}, indent=2, ensure_ascii=False) + "\n"


def order(term: str) -> tuple[str, str]:
    return term.casefold(), term


def read_terms(text: str, complain: Callable[[int, str, str], None]) -> TermFile:
    """glossary.json, with its mistakes told to `complain` (line, field, what was expected). Empty text: no
    words."""
    given: dict[str, dict[str, Any]] = {}
    lines: dict[str, int] = {}
    for each in rows_of(text, "terms", complain):
        name = each.get("term") if isinstance(each, dict) else None
        line = line_of(text, json.dumps(name, ensure_ascii=False)) if name else line_of(text, '"terms"')
        wrong = problem_of(each)
        if wrong is None and name in given:
            wrong = "term", f"expected {name} once"
        if wrong:
            complain(line, *wrong)
            continue
        given[each["term"]] = {name: each[name] for name in actions.TERM_SAID}
        lines[each["term"]] = line
    return TermFile(given, lines)


def problem_of(each: Any) -> tuple[str, str] | None:
    """(field, what was expected there) of a word that is not in order."""
    if not isinstance(each, dict) or set(each) != set(FIELDS):
        return "term", f"expected {', '.join(FIELDS)} for each word"
    for name, kind in FIELDS.items():
        if not isinstance(each[name], kind):
            return name, f"expected {'a list of texts' if kind is list else 'text'}"
    if not each["term"].strip() or len(each["term"]) > 80:
        return "term", "expected a word of 1 to 80 characters"
    if not each["definition"].strip() or len(each["definition"]) > 300:
        return "definition", "expected one sentence of at most 300 characters"
    if len(each["expansion"]) > 200:
        return "expansion", "expected at most 200 characters"
    if set("[]") & set(each["term"]):
        return "term", "expected a word without square brackets"
    texts = [each["term"], each["expansion"], each["definition"], *each["synonyms"]]
    if not all(isinstance(text, str) and text == " ".join(text.split()) for text in texts):
        return "term", "expected texts of one line, without spaces before or after"
    if not all(each["synonyms"]):
        return "synonyms", "expected no empty synonym"
    return None


@dataclass
class Terms(Shared):
    """The words of a file as rows of one language."""

    locale: Locale | None = None

    file = FILE
    kind = "term"
    nobody = "no lesson uses it"

    def known(self) -> dict[str, Any]:
        return {row.term: row for row in Term.objects.filter(term__in=self.given, locale=self.locale)}

    def courses_using(self) -> dict[str, set[str]]:
        language = self.locale.language_code if self.locale else ""
        found: dict[str, set[str]] = {}
        lessons = PublishedLesson.objects.filter(language=language)
        for course, also in lessons.values_list("published_course__course__slug", "also"):
            for term in terms_in(also):
                found.setdefault(term, set()).add(course)
        return {key: found.get(key.casefold(), set()) for key in self.given}

    def save(self, key: str, *, by: Any, at: datetime) -> Term:
        assert self.locale is not None  # noqa: S101 - a course without a language is refused before
        return actions.save_term(term=key, locale=self.locale, said=self.given[key], by=by, at=at, taken=True)

    def forget(self, row: Term, *, at: datetime) -> None:
        actions.forget_term(term=row, at=at)

    def in_short(self, row: Term) -> str:
        return " ".join(text for text in (row.expansion, row.definition) if text)


def terms_of_course(course: Course, language: str) -> list[Term]:
    """The words that the published lessons of a course use, in whatever form."""
    lessons = PublishedLesson.objects.filter(published_course__course=course, language=language)
    used = {term for also in lessons.values_list("also", flat=True) for term in terms_in(also)}
    terms = Term.objects.filter(locale__language_code=language)
    return [term for term in terms if term.term.casefold() in used]
