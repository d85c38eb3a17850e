"""questions.json of a course folder: read, checked, taken in and written out again.

    {"course": slug, "language": "en", "questions": [
        {"uuid", "slug", "framework", "skill", "level", "module": slug or null,
         "form": "single" or "multiple", "select": how many to choose or null,
         "stem_format": "text" or "markdown", "stem",
         "options": [{"id": "a", "text", "reason"}, …], "key": [ids],
         "facts": [ids], "basis", "weakest_source"}, …]}

A uuid is the identity: the same uuid again is the same question, and changed content makes a new version.
Questions that the file does not name stay as they are. Whether one goes further is computed from the
levels, never written.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from wagtail.models import Locale

from assessments.bank.models import Question
from assessments.bank.models.questions import LETTERS
from assessments.bank.models.versions import Form, StemFormat
from courses.importing import CourseRefused, Problem
from courses.models import Course, Module
from lms.frameworks.models import SkillLevel

FILE = "questions.json"
TOP = ("course", "language", "questions")
FIELDS = (
    "uuid",
    "slug",
    "framework",
    "skill",
    "level",
    "module",
    "form",
    "select",
    "stem_format",
    "stem",
    "options",
    "key",
    "facts",
    "basis",
    "weakest_source",
)
OPTION_FIELDS = ("id", "text", "reason")
TEXTS = ("slug", "framework", "skill", "level", "stem")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the file, with the text around it for naming lines."""

    data: Any
    line: int
    text: str

    def line_of(self, field: str) -> int:
        """The line of a field; that of the question where it is missing."""
        found = re.search(rf'"{re.escape(field)}"\s*:', self.text)
        return self.line + self.text.count("\n", 0, found.start()) if found else self.line


class DuplicateField(ValueError):
    pass


def read(text: str) -> tuple[dict[str, Any], list[Entry], list[Problem]]:
    """(top of the file, its questions, what is wrong with its form)."""
    try:
        top = json.loads(text, object_pairs_hook=fields_once)
    except json.JSONDecodeError as error:
        return {}, [], [Problem(FILE, error.lineno, "", f"expected valid JSON: {error.msg}")]
    except DuplicateField as error:
        return {}, [], [Problem(FILE, 0, str(error), "expected each field once")]
    if not isinstance(top, dict) or not isinstance(top.get("questions"), list):
        return {}, [], [Problem(FILE, 1, "questions", 'expected {"course", "language", "questions": […]}')]
    problems = [
        Problem(FILE, Entry(top, 1, text).line_of(name), name, f"expected only {', '.join(TOP)}")
        for name in top
        if name not in TOP
    ]
    return top, entries(text), problems


def fields_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise DuplicateField(name)
    return dict(pairs)


def entries(text: str) -> list[Entry]:
    """The elements of "questions" with their places. The text is known to be valid JSON."""
    decoder = json.JSONDecoder()
    at = text.index("[", re.search(r'"questions"\s*:', text).end()) + 1  # type: ignore[union-attr]
    found: list[Entry] = []
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        if text[at] == "]":
            return found
        data, end = decoder.raw_decode(text, at)
        found.append(Entry(data, text.count("\n", 0, at) + 1, text[at:end]))
        at = end


def validate(folder: Path, *, course_slug: str, modules: list[str]) -> list[Problem]:
    """Everything that is wrong with questions.json; nothing for a course without one."""
    path = folder / FILE
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    top, found, problems = read(text)
    if not top:
        return problems
    if top.get("course") != course_slug:
        problems.append(Problem(FILE, 1, "course", f"expected {course_slug}"))
    if locale_of(top.get("language")) is None:
        problems.append(Problem(FILE, 1, "language", "expected a language of this site, such as en"))
    levels = {
        (level.skill.framework.slug, level.skill.slug, level.level.slug)
        for level in SkillLevel.objects.select_related("skill__framework", "level")
    }
    seen: dict[str, set[str]] = {"uuid": set(), "slug": set()}
    for entry in found:
        problems += check_entry(entry, modules=modules, levels=levels)
        for name, values in seen.items():
            value = entry.data.get(name) if isinstance(entry.data, dict) else None
            if isinstance(value, str) and value in values:
                problems.append(Problem(FILE, entry.line_of(name), name, f"expected each {name} once"))
            values.add(str(value))
    return problems


def check_entry(entry: Entry, *, modules: list[str], levels: set[tuple[str, str, str]]) -> list[Problem]:
    """What is wrong with one question."""
    data = entry.data
    if not isinstance(data, dict):
        return [Problem(FILE, entry.line, "questions", "expected an object for each question")]
    wrong: list[tuple[str, str]] = []
    wrong += [(name, "expected no such field") for name in data if name not in FIELDS]
    wrong += [(name, "expected this field") for name in FIELDS if name not in data]
    if not wrong:
        wrong += list(problems_of(data, modules=modules, levels=levels))
    return [Problem(FILE, entry.line_of(name), name, expected) for name, expected in wrong]


def problems_of(data: dict[str, Any], *, modules: list[str], levels: set[tuple[str, str, str]]):
    """(field, what was expected) for a question that has all fields."""
    for name in TEXTS:
        if not isinstance(data[name], str) or not data[name].strip():
            yield name, "expected text"
            return
    if not is_uuid(data["uuid"]):
        yield "uuid", "expected a uuid in lower case"
    if not SLUG.fullmatch(data["slug"]):
        yield "slug", "expected lower case letters, digits and hyphens, such as data-quality-q2"
    shows = (data["framework"], data["skill"], data["level"])
    if shows not in levels:
        if not any(level[:2] == shows[:2] for level in levels):
            yield "skill", f"expected a skill of the framework {data['framework']}, not {data['skill']}"
        else:
            defined = sorted(level[2] for level in levels if level[:2] == shows[:2])
            yield "level", f"expected a level that {data['skill']} defines: {', '.join(defined)}"
    if data["module"] is not None and data["module"] not in modules:
        yield "module", f"expected a module of this course, or null: {', '.join(modules)}"
    if data["form"] not in Form.values:
        yield "form", f"expected {' or '.join(Form.values)}"
    if data["stem_format"] not in StemFormat.values:
        yield "stem_format", f"expected {' or '.join(StemFormat.values)}"
    for name in ("basis", "weakest_source"):
        if not isinstance(data[name], str):
            yield name, "expected text"
    if not isinstance(data["facts"], list) or not all(isinstance(fact, str) for fact in data["facts"]):
        yield "facts", "expected a list of fact ids, such as dq-01"
    yield from problems_of_options(data)


def problems_of_options(data: dict[str, Any]):
    options, key, select = data["options"], data["key"], data["select"]
    if not isinstance(options, list) or not 2 <= len(options) <= 6:
        yield "options", "expected 2 to 6 options"
        return
    for option, letter in zip(options, LETTERS, strict=False):
        if not isinstance(option, dict) or set(option) != set(OPTION_FIELDS):
            yield "options", f"expected {', '.join(OPTION_FIELDS)} for each option"
            return
        if option["id"] != letter:
            yield "options", f"expected the ids a, b, c … in order, not {option['id']!r}"
            return
        if not all(isinstance(option[name], str) and option[name].strip() for name in ("text", "reason")):
            yield "options", f"expected a text and a reason for option {letter}"
            return
    ids = [option["id"] for option in options]
    if (
        not isinstance(key, list)
        or not key
        or not all(letter in ids for letter in key)
        or key != sorted(set(key))
    ):
        yield "key", f"expected ids of options in order, from {', '.join(ids)}"
        return
    if data["form"] == Form.SINGLE and len(key) != 1:
        yield "key", "expected exactly one id: the form is single"
    if len(key) == len(ids):
        yield "key", "expected at least one option that is not right"
    if data["form"] == Form.SINGLE and select is not None:
        yield "select", "expected null: the form is single"
    elif select is not None and (type(select) is not int or select != len(key)):
        yield "select", f"expected {len(key)}, as many as the key, or null"


def is_uuid(text: Any) -> bool:
    try:
        return isinstance(text, str) and str(UUID(text)) == text
    except ValueError:
        return False


def locale_of(language: Any) -> Locale | None:
    """The locale of a language tag of a file: "en" is the English that the site has."""
    if not isinstance(language, str) or not language:
        return None
    locales = Locale.objects.filter(language_code__startswith=language).order_by("pk")
    return locales.filter(language_code=language).first() or locales.first()


def take_in(folder: Path, *, course: Course, by: Any, at: datetime) -> list[str]:
    """Make or change the questions of a course as its file says. One line for each that changed; none for
    a repeat."""
    path = folder / FILE
    if not path.exists():
        return []
    top, found, _ = read(path.read_text(encoding="utf-8"))
    locale = locale_of(top["language"])
    modules = {module.slug: module for module in Module.objects.filter(course=course, retired_at=None)}
    levels = {
        (level.skill.framework.slug, level.skill.slug, level.level.slug): level
        for level in SkillLevel.objects.select_related("skill__framework", "level")
    }
    known = {
        str(question.uuid): question
        for question in Question.objects.filter(
            uuid__in=[entry.data["uuid"] for entry in found], locale=locale
        )
    }
    lines = []
    for entry in found:
        data = entry.data
        question = known.get(data["uuid"])
        is_new = question is None
        if question is not None and is_as_written(question, data, course):
            continue
        question = question or Question(uuid=UUID(data["uuid"]), locale=locale, live=False)
        shows = levels[data["framework"], data["skill"], data["level"]]
        fill(question, data, course=course, module=modules.get(data["module"]), shows=shows)
        try:
            question.full_clean(exclude=["locale", "translation_key", "live_version"])
        except ValidationError as error:
            raise CourseRefused(
                [
                    Problem(FILE, entry.line, name, " ".join(texts))
                    for name, texts in error.message_dict.items()
                ]
            ) from error
        if is_new:
            question.save()
        question.save_revision(user=by).publish(user=by, skip_permission_checks=True)
        lines.append(f"Question {data['slug']}: {'added' if is_new else 'changed'}")
    return lines


def is_as_written(question: Question, data: dict[str, Any], course: Course) -> bool:
    is_published = question.live and not question.has_unpublished_changes
    return is_published and question.course_id == course.pk and written(question) == data


def fill(
    question: Question, data: dict[str, Any], *, course: Course, module: Module | None, shows: SkillLevel
) -> None:
    for name in ("slug", "form", "select", "stem_format", "stem", "facts", "basis", "weakest_source"):
        setattr(question, name, data[name])
    question.course, question.module = course, module
    question.skill, question.level = shows.skill, shows.level
    question.options = [
        (
            "option",
            {"text": option["text"], "reason": option["reason"], "is_right": option["id"] in data["key"]},
        )
        for option in data["options"]
    ]


def written(question: Question) -> dict[str, Any]:
    """A question as the file has it."""
    options, key = question.option_rows()
    return {
        "uuid": str(question.uuid),
        "slug": question.slug,
        "framework": question.skill.framework.slug,
        "skill": question.skill.slug,
        "level": question.level.slug,
        "module": question.module.slug if question.module else None,
        "form": question.form,
        "select": question.select,
        "stem_format": question.stem_format,
        "stem": question.stem,
        "options": options,
        "key": key,
        "facts": question.facts,
        "basis": question.basis,
        "weakest_source": question.weakest_source,
    }


def write_out(course: Course, folder: Path) -> None:
    """Write questions.json: every published question of the course in its first language, in the order of
    its slug."""
    locale = Locale.get_default()
    questions = Question.objects.filter(course=course, live=True, locale=locale)
    rows = [written(question) for question in questions.select_related("skill__framework", "level", "module")]
    if not rows:
        return
    language = locale.language_code.split("-")[0]
    data = {"course": course.slug, "language": language, "questions": sorted(rows, key=in_order)}
    (folder / FILE).write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def in_order(row: dict[str, Any]) -> list[tuple[int, int | str]]:
    """q2 before q10."""
    return [
        (1, int(part)) if part.isdigit() else (0, part) for part in re.split(r"(\d+)", row["slug"]) if part
    ]
