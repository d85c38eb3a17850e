"""A framework file, read and checked whole: from text to rows, or one refusal that names every fault and
its line.

Rows are flat, `"kind:key"` → fields, because that is what a comparison of three versions needs
(`importing`). Keys are made of slugs, so they mean the same in every version and every database.
"""

import re
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from lms.frameworks.json_lines import Document, NotJSON, Path
from lms.frameworks.models import Framework

type Fields = dict[str, Any]
type Rows = dict[str, Fields]

SLUG = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
TEXT, LONG_TEXT = 200, 4000
MISSING = object()


@dataclass(frozen=True)
class Fault:
    line: int
    field: str
    expected: str

    def __str__(self):
        return (
            f"line {self.line}, {self.field}: expected {self.expected}"
            if self.field
            else f"line {self.line}: {self.expected}"
        )


class BrokenFile(Exception):
    """A framework file that is refused whole. `faults` are in the order of their lines."""

    def __init__(self, file: str, faults: list[Fault]):
        self.file = file
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(f"{file}, {fault}" for fault in self.faults))


@dataclass(frozen=True)
class FrameworkFile:
    """What a sound file says. `rows` holds everything but the framework's own row, `framework`."""

    name: str
    slug: str
    version: str
    framework: Fields
    rows: Rows


def read_file(path: FilePath) -> FrameworkFile:
    """Read one file. Raises `BrokenFile`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start]
        raise BrokenFile(path.name, [Fault(before.count(b"\n") + 1, "", "expected text in UTF-8")]) from error
    try:
        document = Document(text)
    except NotJSON as error:
        raise BrokenFile(path.name, [Fault(error.line, "", error.message)]) from error
    return Reader(path.name, document).read()


class Reader:
    """Walks one document, collecting rows and faults."""

    def __init__(self, name: str, document: Document):
        self.name = name
        self.document = document
        self.faults: list[Fault] = []
        self.rows: Rows = {}

    def read(self) -> FrameworkFile:
        root = self.document.value
        if not isinstance(root, dict):
            self.refuse((), "an object")
            raise BrokenFile(self.name, self.faults)
        self.known((), root, {"framework", "levels", "skills", "roles"})
        framework = self.framework(root.get("framework", MISSING))
        ranks = self.levels()
        skills = self.skills(set(ranks))
        self.roles(skills)
        if self.faults:
            raise BrokenFile(self.name, self.faults)
        slug = framework.pop("slug")
        return FrameworkFile(self.name, slug, framework["version"], framework, self.rows)

    # What every part needs

    def refuse(self, path: Path, expected: str) -> None:
        self.faults.append(Fault(self.document.line(path), dotted(path), expected))

    def known(self, path: Path, value: Fields, names: set[str]) -> None:
        for name in value:
            if name not in names:
                self.refuse((*path, name), f"one of {', '.join(sorted(names))}")

    def text(self, path: Path, parent: Fields, name: str, *, length: int = TEXT, needed: bool = True) -> str:
        value = parent.get(name, MISSING)
        if value is MISSING and not needed:
            return ""
        if (
            not isinstance(value, str)
            or (needed and not value.strip())
            or "\x00" in value
            or len(value) > length
        ):
            self.refuse((*path, name), f"text of at most {length} characters")
            return ""
        return value

    def slug(self, path: Path, parent: Fields, taken: set[str]) -> str:
        value = parent.get("slug", MISSING)
        if not isinstance(value, str) or not SLUG.fullmatch(value) or len(value) > 120:
            self.refuse((*path, "slug"), "small letters, digits and hyphens, at most 120")
        elif value in taken:
            self.refuse((*path, "slug"), f"each slug once, “{value}” was there before")
        else:
            taken.add(value)
            return value
        return ""

    def objects(self, path: Path, value: Any) -> list[tuple[Path, Fields]]:
        if not isinstance(value, list):
            self.refuse(path, "a list")
            return []
        found = []
        for number, item in enumerate(value):
            if isinstance(item, dict):
                found.append(((*path, number), item))
            else:
                self.refuse((*path, number), "an object")
        return found

    # The parts of a file

    def framework(self, value: Any) -> Fields:
        path: Path = ("framework",)
        if not isinstance(value, dict):
            self.refuse(path, "an object with slug, name, version and status")
            return {}
        names = {"slug", "name", "version", "status", "summary", "notice", "attribution", "order"}
        self.known(path, value, names)
        found: Fields = {"slug": self.slug(path, value, set())}
        found["name"] = self.text(path, value, "name")
        found["version"] = self.text(path, value, "version", length=20)
        if found["version"] and not re.fullmatch(r"\d{1,6}(\.\d{1,6}){0,2}", found["version"]):
            self.refuse((*path, "version"), "a version such as 1 or 1.2")
        found["status"] = value.get("status")
        if found["status"] not in Framework.Status.values:
            self.refuse((*path, "status"), f"one of {', '.join(Framework.Status.values)}")
        for name in ("summary", "notice", "attribution"):
            found[name] = self.text(path, value, name, length=LONG_TEXT, needed=False)
        found["order"] = value.get("order", 0)
        if not is_whole(found["order"], 0, 1000):
            self.refuse((*path, "order"), "a whole number from 0 to 1000")
        return found

    def levels(self) -> dict[str, int]:
        ranks: dict[str, int] = {}
        taken: set[str] = set()
        for path, item in self.objects(("levels",), self.document.value.get("levels")):
            self.known(path, item, {"slug", "rank", "name", "summary", "cut"})
            slug = self.slug(path, item, taken)
            rank: Any = item.get("rank")
            cut = item.get("cut")
            if not is_whole(rank, 1, 100) or rank in ranks.values():
                self.refuse((*path, "rank"), "a whole number from 1 to 100, each once")
            if cut is not None and (
                isinstance(cut, bool) or not isinstance(cut, int | float) or abs(cut) > 10
            ):
                self.refuse((*path, "cut"), "a number from -10 to 10, or null")
            ranks[slug] = rank
            self.rows[f"level:{slug}"] = {
                "rank": rank,
                "name": self.text(path, item, "name", length=80),
                "summary": self.text(path, item, "summary", length=LONG_TEXT, needed=False),
                "cut": None if cut is None else float(cut) if isinstance(cut, int | float) else cut,
            }
        return ranks

    def skills(self, levels: set[str]) -> dict[str, set[str]]:
        """Skill slug → the levels it defines."""
        defined: dict[str, set[str]] = {}
        taken: set[str] = set()
        for number, (path, item) in enumerate(self.objects(("skills",), self.document.value.get("skills"))):
            self.known(path, item, {"slug", "name", "summary", "section", "levels"})
            slug = self.slug(path, item, taken)
            described = self.levels_of(path, item, levels)
            defined[slug] = set(described)
            self.rows[f"skill:{slug}"] = {
                "name": self.text(path, item, "name"),
                "summary": self.text(path, item, "summary", length=LONG_TEXT, needed=False),
                "section": self.text(path, item, "section", length=80, needed=False),
                "is_graded": bool(described),
                "is_active": True,
                "order": number + 1,
            }
            for level, descriptor in described.items():
                self.rows[f"skill-level:{slug}/{level}"] = {"descriptor": descriptor}
        return defined

    def levels_of(self, path: Path, item: Fields, levels: set[str]) -> dict[str, str]:
        """The levels of a skill: a list of slugs, or an object of slug and descriptor. Empty: it has none."""
        value = item.get("levels")
        path = (*path, "levels")
        if isinstance(value, list):
            if any(not isinstance(level, str) or level not in levels for level in value) or len(
                set(value)
            ) < len(value):
                self.refuse(path, f"each of {', '.join(sorted(levels))} once at most")
                return {}
            return dict.fromkeys(value, "")
        if not isinstance(value, dict):
            self.refuse(path, "a list of levels, or an object with a description of each")
            return {}
        for level in value:
            if level not in levels:
                self.refuse((*path, level), f"one of {', '.join(sorted(levels))}")
        return {level: self.text(path, value, level, length=LONG_TEXT) for level in value}

    def roles(self, skills: dict[str, set[str]]) -> None:
        taken: set[str] = set()
        taken_levels: set[str] = set()
        for number, (path, item) in enumerate(self.objects(("roles",), self.document.value.get("roles"))):
            self.known(path, item, {"slug", "name", "family", "summary", "professions", "levels"})
            slug = self.slug(path, item, taken)
            professions = item.get("professions", [])
            if not isinstance(professions, list) or not all(
                isinstance(name, str) and name for name in professions
            ):
                self.refuse((*path, "professions"), "a list of names of professions")
            self.rows[f"role:{slug}"] = {
                "name": self.text(path, item, "name"),
                "family": self.text(path, item, "family", length=120, needed=False),
                "summary": self.text(path, item, "summary", length=LONG_TEXT, needed=False),
                "professions": professions,
                "is_active": True,
                "order": number + 1,
            }
            for level_number, (level_path, level) in enumerate(
                self.objects((*path, "levels"), item.get("levels"))
            ):
                self.role_level(level_path, level, slug, level_number + 1, taken_levels, skills)

    def role_level(
        self, path: Path, item: Fields, role: str, order: int, taken: set[str], skills: dict[str, set[str]]
    ) -> None:
        self.known(path, item, {"slug", "name", "grade_band", "note", "requires"})
        key = f"{role}/{self.slug(path, item, taken)}"
        self.rows[f"role-level:{key}"] = {
            "name": self.text(path, item, "name"),
            "grade_band": self.text(path, item, "grade_band", length=10, needed=False),
            "note": self.text(path, item, "note", length=LONG_TEXT, needed=False),
            "is_active": True,
            "order": order,
        }
        requires = item.get("requires")
        if not isinstance(requires, dict):
            self.refuse((*path, "requires"), "an object of skills and levels")
            return
        for skill, level in requires.items():
            place = (*path, "requires", skill)
            if skill not in skills:
                self.refuse(place, "the slug of a skill of this file")
            elif not skills[skill] and level is not None:
                self.refuse(place, "null, because this skill has no levels")
            elif skills[skill] and level not in skills[skill]:
                self.refuse(place, f"a level that the skill defines: {', '.join(sorted(skills[skill]))}")
            self.rows[f"requirement:{key}/{skill}"] = {"level": level}


def is_whole(value: Any, lowest: int, highest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest


def dotted(path: Path) -> str:
    """("roles", 3, "levels") as a person reads it: roles[4].levels, counted from 1 as lines are."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
