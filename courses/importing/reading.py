"""A course folder as data, or all that is wrong with it. Reads files only: nothing of the database."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from courses.importing import parsing
from courses.importing.directives import Beside
from courses.importing.facts import FactFile, read_facts
from courses.importing.frontmatter import FrontMatter
from courses.importing.glossary import TermFile, read_terms
from courses.importing.pictures import FOLDERS, Pictures, read_pictures
from courses.importing.problems import Problem
from courses.models.pages import RESERVED_LESSON_SLUGS

MODULE_NAME = re.compile(r"(\d{2})-([a-z0-9]+(?:-[a-z0-9]+)*)")
LESSON_NAME = re.compile(r"(\d{2})-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COURSE_FIELDS = {
    *("uuid", "slug", "title", "language", "level", "audience", "summary", "outcomes", "skills"),
    *("author", "licence", "reviewed_on", "review_by"),
}


@dataclass
class LessonFile:
    file: str
    slug: str
    uuid: uuid.UUID
    title: str
    body: parsing.Parsed


@dataclass
class ModuleFile:
    file: str
    slug: str
    uuid: uuid.UUID
    title: str
    objective: str
    lessons: list[LessonFile] = field(default_factory=list)


@dataclass
class CourseFolder:
    """A folder that was read. `meta`: the fields of course.md, dates as dates; `skills`: (framework/slug,
    level slug, is lead, line). With `problems` it is not to be taken in."""

    path: Path
    uuid: uuid.UUID
    meta: dict[str, Any]
    skills: list[tuple[str, str, bool, int]]
    lines: dict[str, int]
    facts: FactFile
    terms: TermFile
    pictures: Pictures
    modules: list[ModuleFile]
    problems: list[Problem]


def read_folder(path: Path) -> CourseFolder:
    """Read everything, and gather what is wrong in `problems`."""
    problems: list[Problem] = []
    path = Path(path)
    matter = FrontMatter("course.md", read_text(path, "course.md", problems), problems)
    meta, skills = course_meta(matter)
    facts = read_facts(
        read_text(path, "facts.json", problems) if (path / "facts.json").exists() else "",
        complainer("facts.json", problems),
    )
    folder = CourseFolder(
        path=path,
        uuid=matter.uuid() if matter.data else uuid.UUID(int=0),
        meta=meta,
        skills=skills,
        lines={name: matter.line(name) for name in COURSE_FIELDS},
        facts=facts,
        terms=read_terms(
            read_text(path, "glossary.json", problems) if (path / "glossary.json").exists() else "",
            complainer("glossary.json", problems),
        ),
        pictures=read_pictures(path, problems),
        modules=[],
        problems=problems,
    )
    if path.is_dir():
        for each in sorted(path.iterdir()):
            if each.is_dir() and not each.name.startswith(".") and each.name not in FOLDERS:
                module = read_module(each, folder)
                if module:
                    folder.modules.append(module)
    if not folder.modules:
        problems.append(Problem(path.name, 0, "", "expected a folder such as 01-first-module"))
    problems += repeated(folder)
    problems += folder.pictures.unused()
    return folder


def complainer(name: str, problems: list[Problem]) -> Callable[[int, str, str], None]:
    return lambda line, field_name, expected: problems.append(Problem(name, line, field_name, expected))


def read_text(folder: Path, name: str, problems: list[Problem]) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        problems.append(Problem(name, 0, "", "expected this file in the folder"))
    except UnicodeDecodeError:
        problems.append(Problem(name, 0, "", "expected UTF-8 text"))
    return ""


def course_meta(matter: FrontMatter) -> tuple[dict[str, Any], list[tuple[str, str, bool, int]]]:
    if not matter.data:
        return {}, []
    matter.only(COURSE_FIELDS)
    if matter.body.strip():
        matter.complain(matter.body_line, "", "expected nothing after the fields")
    slug = matter.text("slug")
    if slug and not SLUG.fullmatch(slug):
        matter.complain(matter.line("slug"), "slug", "expected small letters, digits and hyphens")
    outcomes = matter.data.get("outcomes") or []
    if not isinstance(outcomes, list) or not all(isinstance(each, str) and each.strip() for each in outcomes):
        matter.complain(matter.line("outcomes"), "outcomes", "expected a list of texts")
        outcomes = []
    meta: dict[str, Any] = {
        "slug": slug,
        "title": matter.text("title"),
        "level": matter.text("level", needed=False),
        "language": matter.text("language", longest=10),
        "audience": matter.text("audience", longest=200),
        "summary": matter.text("summary", longest=300),
        "outcomes": outcomes,
        "licence": matter.text("licence", longest=200),
        "author": matter.text("author", longest=200, needed=False),
        "reviewed_on": matter.day("reviewed_on"),
        "review_by": matter.day("review_by"),
    }
    if meta["reviewed_on"] and meta["review_by"] and meta["review_by"] <= meta["reviewed_on"]:
        matter.complain(matter.line("review_by"), "review_by", "expected a day after reviewed_on")
    return meta, course_skills(matter)


def course_skills(matter: FrontMatter) -> list[tuple[str, str, bool, int]]:
    found = []
    given = matter.data.get("skills") or []
    if not isinstance(given, list):
        matter.complain(matter.line("skills"), "skills", "expected a list with skill, level and lead")
        return []
    for each in given:
        line = matter.line("skills")
        if not isinstance(each, dict) or set(each) != {"skill", "level", "lead"}:
            matter.complain(line, "skills", "expected skill, level and lead for each skill")
            continue
        mark = f"skill: {each['skill']}"
        line = next((i for i, text in enumerate(matter.lines, 1) if mark in text), line)
        if each["lead"] not in {"true", "false"}:
            matter.complain(line, "lead", "expected true or false")
            continue
        found.append((str(each["skill"]), str(each["level"]), each["lead"] == "true", line))
    return found


def read_module(path: Path, folder: CourseFolder) -> ModuleFile | None:
    match = MODULE_NAME.fullmatch(path.name)
    if match is None:
        folder.problems.append(
            Problem(path.name, 0, "name", "expected a folder name such as 01-first-module")
        )
        return None
    name = f"{path.name}/module.md"
    text = read_text(folder.path, name, folder.problems)
    if not text:
        return None
    matter = FrontMatter(name, text, folder.problems)
    if not matter.data:
        return None
    matter.only({"uuid", "title", "objective"})
    if matter.body.strip():
        matter.complain(matter.body_line, "", "expected nothing after the fields")
    module = ModuleFile(
        file=name,
        slug=match[2],
        uuid=matter.uuid(),
        title=matter.text("title"),
        objective=matter.text("objective", longest=200),
    )
    for each in sorted(path.iterdir()):
        if each.name == "module.md" or each.name.startswith("."):
            continue
        lesson = read_lesson(each, folder)
        if lesson:
            module.lessons.append(lesson)
    if not module.lessons:
        folder.problems.append(Problem(name, 0, "", "expected a lesson such as 01-first-lesson.md beside it"))
    return module


def read_lesson(path: Path, folder: CourseFolder) -> LessonFile | None:
    name = f"{path.parent.name}/{path.name}"
    match = LESSON_NAME.fullmatch(path.name)
    if match is None:
        folder.problems.append(Problem(name, 0, "name", "expected a file name such as 01-first-lesson.md"))
        return None
    if match[2] in RESERVED_LESSON_SLUGS:
        folder.problems.append(Problem(name, 0, "name", "expected another name: the site uses this word"))
    text = read_text(folder.path, name, folder.problems)
    matter = FrontMatter(name, text, folder.problems)
    if not matter.data:
        return None
    matter.only({"uuid", "title"})
    if not matter.body.strip():
        matter.complain(matter.body_line, "", "expected the text of the lesson")
    body = parsing.parse(
        matter.body,
        first_line=matter.body_line,
        beside=Beside(facts=folder.facts, pictures=folder.pictures),
        complain=complainer(name, folder.problems),
    )
    return LessonFile(file=name, slug=match[2], uuid=matter.uuid(), title=matter.text("title"), body=body)


def repeated(folder: CourseFolder) -> list[Problem]:
    """Identities and addresses that stand twice."""
    problems = []
    uuids: dict[uuid.UUID, str] = {folder.uuid: "course.md"}
    slugs: dict[str, str] = {}
    module_slugs: dict[str, str] = {}
    for module in folder.modules:
        parts: list[ModuleFile | LessonFile] = [module, *module.lessons]
        for part in parts:
            if part.uuid.int and part.uuid in uuids:
                problems.append(
                    Problem(part.file, 2, "uuid", f"expected another uuid than {uuids[part.uuid]}")
                )
            uuids[part.uuid] = part.file
        if module.slug in module_slugs:
            problems.append(Problem(module.file, 0, "name", "expected another name than another module"))
        module_slugs[module.slug] = module.file
        for lesson in module.lessons:
            if lesson.slug in slugs:
                problems.append(
                    Problem(lesson.file, 0, "name", f"expected another name than {slugs[lesson.slug]}")
                )
            slugs[lesson.slug] = lesson.file
    return problems
