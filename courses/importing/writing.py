"""A course as a folder, written in one way: what was read comes out byte for byte the same."""

from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from wagtail.models import Page

from courses.importing import composing
from courses.importing.facts import FILE, facts_text
from courses.importing.glossary import FILE as GLOSSARY
from courses.importing.glossary import terms_of_course, terms_text
from courses.importing.inline import NotUnderstood
from courses.importing.parts import parts
from courses.importing.pictures import FOLDERS, add, pictures_of
from courses.importing.problems import CourseRefused, Problem
from courses.models import Course, CoursePage, LessonPage, ModulePage
from courses.queries.deriving import trees_of
from courses.queries.facts import facts_of_course


def export_course(*, course: Course, folder: Path) -> list[str]:
    """Write the published course of the default language into a folder, and take away course files that are
    no longer part of it. Returns the names of the files. Raises CourseRefused for a body that files cannot
    carry."""
    trees = [tree for tree in trees_of(course.uuid) if tree.page.live]
    if not trees:
        raise CourseRefused([Problem(course.slug, 0, "", "expected a published course")])
    tree = trees[0]
    lessons = [lesson for _, pages in tree.visible() for lesson in pages]
    facts = facts_of_course(course.slug, lessons)
    files = {"course.md": course_text(tree.page).encode()}
    if facts:
        files[FILE] = facts_text(facts).encode()
    terms = terms_of_course(course, tree.page.locale.language_code)
    if terms:
        files[GLOSSARY] = terms_text(terms).encode()
    problems = []
    for number, (module, pages) in enumerate(tree.visible(), 1):
        place = f"{number:02}-{module.slug}"
        files[f"{place}/module.md"] = module_text(module).encode()
        for position, lesson in enumerate(pages, 1):
            name = f"{place}/{position:02}-{lesson.slug}.md"
            try:
                files[name] = lesson_text(lesson).encode()
                for path, content in pictures_of(lesson.body).items():
                    add(files, path, content)
            except NotUnderstood as problem:
                problems.append(Problem(name, 0, lesson.title, str(problem)))
    if problems:
        raise CourseRefused(problems)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [path for name in FOLDERS for path in folder.glob(f"{name}/*") if path.name[0] != "."]
    for old in [*folder.glob("[0-9][0-9]-*/*.md"), *pictures, folder / FILE, folder / GLOSSARY]:
        if str(old.relative_to(folder)) not in files:
            old.unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    for empty in [*folder.glob("[0-9][0-9]-*/"), *(folder / name for name in FOLDERS)]:
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()
    for part in parts():
        part.export_part(course, folder)
    return sorted(files)


def course_text(page: CoursePage) -> str:
    """course.md."""
    lines = [
        f"uuid: {page.translation_key}",
        f"slug: {page.slug}",
        f"title: {scalar(page.title)}",
        f"language: {page.locale.language_code}",
    ]
    if page.level:
        lines.append(f"level: {page.level.framework.slug}/{page.level.slug}")
    lines += [
        f"audience: {scalar(page.audience)}",
        f"summary: {scalar(page.summary)}",
    ]
    outcomes = [line.strip() for line in page.outcomes.splitlines() if line.strip()]
    lines += ["outcomes:", *(f"- {scalar(each)}" for each in outcomes)] if outcomes else ["outcomes: []"]
    skills = sorted(page.page_skills.all(), key=lambda each: each.sort_order or 0)
    lines.append("skills:" if skills else "skills: []")
    for each in skills:
        lines += [
            f"- skill: {each.skill.framework.slug}/{each.skill.slug}",
            f"  level: {each.level.slug}",
            f"  lead: {'true' if each.is_lead else 'false'}",
        ]
    if page.author:
        lines.append(f"author: {scalar(page.author)}")
    lines.append(f"licence: {scalar(page.licence)}")
    for name in ("reviewed_on", "review_by"):
        if getattr(page, name):
            lines.append(f"{name}: {getattr(page, name).isoformat()}")
    return front_matter(lines)


def module_text(page: ModulePage) -> str:
    """module.md."""
    return front_matter(
        [
            f"uuid: {page.translation_key}",
            f"title: {scalar(page.title)}",
            f"objective: {scalar(page.objective)}",
        ]
    )


def lesson_text(page: LessonPage) -> str:
    """A lesson's file. Raises NotUnderstood for a body that files cannot carry."""
    head = front_matter([f"uuid: {page.translation_key}", f"title: {scalar(page.title)}"])
    return f"{head}\n{composing.write(page.body, page_uuid=uuid_of)}"


def front_matter(lines: list[str]) -> str:
    return "\n".join(["---", *lines, "---", ""])


def scalar(text: str) -> str:
    """A text as YAML writes it on one line."""
    text = " ".join(str(text).split())
    written = yaml.safe_dump(text, allow_unicode=True, width=10**6)
    return written.removesuffix("\n").removesuffix("...").removesuffix("\n")


def uuid_of(page_id: Any) -> str:
    key: UUID | None = Page.objects.filter(pk=page_id).values_list("translation_key", flat=True).first()
    if key is None:
        raise NotUnderstood("expected no link to a page that is gone")
    return str(key)
