"""What is wrong with questions.json, with line, field and what was expected."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

from wagtail.models import Locale

from assessments.bank.importing.reading import FILE, Entry, read
from assessments.bank.models.questions import LETTERS
from assessments.bank.models.versions import Form, StemFormat
from courses.importing import Problem
from lms.frameworks.models import SkillLevel

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
    facts = ids_of_facts(folder)
    seen: dict[str, set[str]] = {"uuid": set(), "slug": set()}
    for entry in found:
        problems += check_entry(entry, modules=modules, levels=levels)
        problems += check_facts(entry, facts)
        for name, values in seen.items():
            value = entry.data.get(name) if isinstance(entry.data, dict) else None
            if isinstance(value, str) and value in values:
                problems.append(Problem(FILE, entry.line_of(name), name, f"expected each {name} once"))
            values.add(str(value))
    return problems


def ids_of_facts(folder: Path) -> set[str] | None:
    """The ids of facts.json; None for a file that is broken, which is told elsewhere."""
    path = folder / "facts.json"
    if not path.exists():
        return set()
    try:
        return {fact["id"] for fact in json.loads(path.read_text(encoding="utf-8"))["facts"]}
    except (ValueError, KeyError, TypeError):
        return None


def check_facts(entry: Entry, known: set[str] | None) -> list[Problem]:
    """A question rests on facts that travel with it."""
    named = entry.data.get("facts") if isinstance(entry.data, dict) else None
    if known is None or not isinstance(named, list):
        return []
    return [
        Problem(FILE, entry.line_of("facts"), "facts", f"expected ids of facts.json, which has no {fact}")
        for fact in named
        if isinstance(fact, str) and fact not in known
    ]


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
