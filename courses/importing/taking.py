"""Taking a course folder in: whole or not at all. Pages change through Wagtail's revisions, so that history
shows what an import did; a page that says the same already gets no new revision."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page

from courses import actions
from courses.importing.facts import FactFile
from courses.importing.inline import NotUnderstood
from courses.importing.parts import parts
from courses.importing.pictures import pictures_of, take_image
from courses.importing.problems import CourseRefused, Problem
from courses.importing.reading import CourseFolder, LessonFile, ModuleFile, read_folder
from courses.importing.writing import course_text, facts_of, lesson_text, module_text
from courses.models import CatalogPage, Course, CoursePage, CoursePageSkill, LessonPage, ModulePage
from lms.frameworks.models import Level, Skill

PAGE_LINK = re.compile(r'linktype="page" uuid="([0-9a-f-]+)"')


@dataclass
class ImportReport:
    """What an import did, by the names of files."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    course: Course | None = None

    def lines(self) -> list[str]:
        """One plain line for each thing; one that says so when there is nothing."""
        found = [
            f"{name}: {file}"
            for name in ("added", "changed", "moved", "unpublished")
            for file in getattr(self, name)
        ]
        return [*found, *self.other] or ["Nothing has changed."]


def import_course(*, folder: Path, by: Any = None, at: datetime, overwrite: bool = False) -> ImportReport:
    """Make the pages of a course equal to a folder. Raises CourseRefused, with nothing taken in, for a
    folder that is not in order. `by` is the user whom history shows. What an author changed since the last
    import stays and is reported; with `overwrite` the folder decides."""
    read = read_folder(folder)
    modules = [module.slug for module in read.modules]
    for part in parts():
        read.problems += part.validate(folder, course_slug=read.meta.get("slug", ""), modules=modules)
    taking = Taking(read, by=by, at=at, overwrite=overwrite)
    try:
        with transaction.atomic():
            taking.look_up()
            if read.problems:
                raise CourseRefused(read.problems)
            with actions.sync_later():
                taking.take()
            taking.report.course = Course.objects.get(uuid=read.uuid)
    except BaseException:
        taking.forget_files()
        raise
    return taking.report


class Taking:
    """One import under way."""

    def __init__(self, folder: CourseFolder, *, by: Any, at: datetime, overwrite: bool = False):
        self.folder, self.by, self.at, self.overwrite = folder, by, at, overwrite
        self.report = ImportReport()
        self.locale: Locale | None = None
        self.level: Level | None = None
        self.skills: list[tuple[Skill, Level, bool]] = []
        self.files: list[Any] = []

    def complain(self, file: str, line: int, name: str, expected: str) -> None:
        self.folder.problems.append(Problem(file, line, name, expected))

    # ------------------------------------------------------------------ what the folder names must be there

    def look_up(self) -> None:
        meta, lines = self.folder.meta, self.folder.lines
        if not meta:
            return
        try:
            code = get_supported_content_language_variant(meta["language"])
            self.locale, _ = Locale.objects.get_or_create(language_code=code)
        except LookupError:
            self.complain(
                "course.md", lines["language"], "language", "expected a language of this site, such as en"
            )
        if meta["level"]:
            self.level = Level.objects.filter(**path_of(meta["level"])).select_related("framework").first()
            if self.level is None:
                self.complain(
                    "course.md",
                    lines["level"],
                    "level",
                    "expected framework/level, such as essentials/awareness",
                )
        for name, level_slug, is_lead, line in self.folder.skills:
            self.look_up_skill(name, level_slug, is_lead, line)
        taken = CoursePage.objects.filter(slug=meta["slug"]).exclude(translation_key=self.folder.uuid)
        if self.locale and taken.filter(locale=self.locale).exists():
            self.complain("course.md", lines["slug"], "slug", "expected another slug: another course has it")
        self.look_up_uuids()

    def look_up_skill(self, name: str, level_slug: str, is_lead: bool, line: int) -> None:
        skill = Skill.objects.filter(**path_of(name), is_active=True).first()
        if skill is None:
            self.complain(
                "course.md", line, "skill", f"expected framework/skill that is known here, not {name!r}"
            )
            return
        level = skill.levels().filter(slug=level_slug).first()
        if level is None:
            self.complain("course.md", line, "level", f"expected a level that {name} has, not {level_slug!r}")
            return
        self.skills.append((skill, level, is_lead))

    def look_up_uuids(self) -> None:
        """A uuid that is known belongs to this course, as the same kind of page."""
        wanted = {self.folder.uuid: ("course.md", CoursePage)}
        for module in self.folder.modules:
            wanted[module.uuid] = (module.file, ModulePage)
            wanted |= {lesson.uuid: (lesson.file, LessonPage) for lesson in module.lessons}
        known = Page.objects.filter(translation_key__in=wanted, locale=self.locale)
        course = known.filter(translation_key=self.folder.uuid).first()
        for page in known.specific():
            file, kind = wanted[page.translation_key]
            elsewhere = page.depth > 3 and (course is None or not page.is_descendant_of(course))
            if not isinstance(page, kind) or elsewhere:
                self.complain(
                    file, 2, "uuid", f"expected another uuid: this one is the page “{page.title}” already"
                )

    # ------------------------------------------------------------------------------------------ writing pages

    def take(self) -> None:
        course = self.take_course()
        modules = [self.take_module(course, module) for module in self.folder.modules]
        self.set_order(course, modules)
        # Questions hang on the rows of course and modules, and lessons on the questions.
        row = actions.sync_course(course=self.folder.uuid, at=self.at, now=True)
        assert row is not None  # noqa: S101 - its page has just been saved
        for part in parts():
            self.report.other += part.import_part(
                self.folder.path, course=row, by=self.by, at=self.at, overwrite=self.overwrite
            )
        for module, page in zip(self.folder.modules, modules, strict=True):
            for lesson in module.lessons:
                self.ensure_lesson(page, lesson)
        for module, page in zip(self.folder.modules, modules, strict=True):
            lessons = [self.take_lesson(lesson, course) for lesson in module.lessons]
            self.set_order(page, lessons)
        if self.folder.problems:
            raise CourseRefused(self.folder.problems)
        self.unpublish_others(course)
        actions.sync_course(course=self.folder.uuid, at=self.at)

    def page(self, kind: type[Page], uuid: UUID) -> Any:
        return kind.objects.filter(translation_key=uuid, locale=self.locale).first()

    def take_course(self) -> CoursePage:
        page = self.page(CoursePage, self.folder.uuid)
        before = (course_text(page), page.facts, page.live) if page else None
        is_new = page is None
        page = page or CoursePage(translation_key=self.folder.uuid, locale=self.locale)
        meta = self.folder.meta
        for name in ("slug", "title", "audience", "summary", "licence", "author", "reviewed_on", "review_by"):
            setattr(page, name, meta[name])
        page.outcomes = "\n".join(meta["outcomes"])
        page.level = self.level
        page.facts = self.folder.facts.text() if self.folder.facts.data else ""
        page.page_skills = [
            CoursePageSkill(skill=skill, level=level, is_lead=is_lead, sort_order=order)
            for order, (skill, level, is_lead) in enumerate(self.skills)
        ]
        if is_new:
            catalogue = CatalogPage.objects.filter(locale=self.locale).first()
            if catalogue is None:
                raise CourseRefused(
                    [
                        Problem(
                            "course.md",
                            self.folder.lines["language"],
                            "language",
                            "expected a language with a catalogue",
                        )
                    ]
                )
            self.add(catalogue, page, "course.md")
        elif (course_text(page), page.facts, True) != before:
            self.publish(page, "course.md")
        return page

    def take_module(self, course: CoursePage, file: ModuleFile) -> ModulePage:
        page = self.page(ModulePage, file.uuid)
        if page is None:
            page = ModulePage(translation_key=file.uuid, locale=self.locale)
            page.slug, page.title, page.objective = file.slug, file.title, file.objective
            self.add(CoursePage.objects.get(pk=course.pk), page, file.file)
            return page
        before = (page.slug, module_text(page), page.live)
        page.slug, page.title, page.objective = file.slug, file.title, file.objective
        if (page.slug, module_text(page), True) != before:
            self.publish(page, file.file)
        return page

    def ensure_lesson(self, module: ModulePage, file: LessonFile) -> None:
        """Every lesson is in its module before any body is written, since bodies link to lessons."""
        page = self.page(LessonPage, file.uuid)
        if page is None:
            page = LessonPage(translation_key=file.uuid, locale=self.locale, slug=file.slug, title=file.title)
            page.live, page.has_unpublished_changes = False, True
            ModulePage.objects.get(pk=module.pk).add_child(instance=page)
            self.report.added.append(file.file)
        elif page.get_parent().pk != module.pk:
            page.move(ModulePage.objects.get(pk=module.pk), pos="last-child", user=self.by)
            self.report.moved.append(file.file)

    def take_lesson(self, file: LessonFile, course: CoursePage) -> LessonPage:
        page = self.page(LessonPage, file.uuid)
        facts = facts_of(course)
        before = state_of(page, facts) if page.live else None
        page.slug, page.title = file.slug, file.title
        page.body = self.body_of(page, file)
        if self.folder.problems:
            return page
        if state_of(page, facts) != before:
            self.publish(page, file.file)
        return page

    def body_of(self, page: LessonPage, file: LessonFile) -> Any:
        """The stream of a file's body: checks find their questions, links their pages."""
        stream_block = page.body.stream_block
        check = stream_block.child_blocks["check"]
        raw = []
        for block, line in zip(file.body.blocks, file.body.lines, strict=True):
            if block["type"] == "check":
                try:
                    value = check.get_prep_value(check.from_attributes(block["value"]))
                except ValueError as problem:
                    self.complain(file.file, line, "check", str(problem))
                    continue
                raw.append({"type": "check", "value": value})
            elif block["type"] == "image":
                raw.append(
                    {"type": "image", "value": {**block["value"], "image": self.image(block["value"])}}
                )
            else:
                raw.append({"type": block["type"], "value": self.linked(block["value"], file, line)})
        return stream_block.to_python(raw)

    def image(self, named: dict[str, str]) -> int:
        content = self.folder.pictures.image(named["file"])
        image, is_new = take_image(named["file"], content, named["alt"], by=self.by)
        if is_new:
            self.files.append(image.file)
        return image.pk

    def forget_files(self) -> None:
        """A transaction takes back rows; files that were laid down for them are taken back here."""
        for file in self.files:
            file.storage.delete(file.name)

    def linked(self, value: Any, file: LessonFile, line: int) -> Any:
        """Links by uuid made links by id, wherever rich text stands in a raw value."""
        if isinstance(value, dict):
            return {name: self.linked(each, file, line) for name, each in value.items()}
        if isinstance(value, list):
            return [self.linked(each, file, line) for each in value]
        if not isinstance(value, str):
            return value

        def found(match: re.Match[str]) -> str:
            page = Page.objects.filter(translation_key=match[1], locale=self.locale).first()
            if page is None:
                self.complain(
                    file.file, line, "text", f"expected page:<uuid of a course or lesson>, not {match[1]}"
                )
                return match[0]
            return f'linktype="page" id="{page.pk}"'

        return PAGE_LINK.sub(found, value)

    def add(self, parent: Any, page: Any, file: str) -> None:
        page.live, page.has_unpublished_changes = False, True
        parent.add_child(instance=page)
        self.report.added.append(file)
        self.save_and_publish(page)

    def publish(self, page: Any, file: str) -> None:
        if file not in self.report.added:
            self.report.changed.append(file)
        self.save_and_publish(page)

    def save_and_publish(self, page: Any) -> None:
        page.save_revision(user=self.by).publish(user=self.by, skip_permission_checks=True)
        page.refresh_from_db()

    def set_order(self, parent: Any, pages: list[Any]) -> None:
        """The order of the files is the tree's; pages that no file names come after."""
        parent = Page.objects.get(pk=parent.pk)  # knows its children again
        wanted = [page.pk for page in pages]
        there = [pk for pk in parent.get_children().values_list("pk", flat=True) if pk in wanted]
        if there == wanted:
            return
        for pk in wanted:
            page = Page.objects.get(pk=pk).specific
            page.move(Page.objects.get(pk=parent.pk).specific, pos="last-child", user=self.by)
        self.report.moved.append(f"{parent.title}: order")

    def unpublish_others(self, course: CoursePage) -> None:
        named = {module.uuid for module in self.folder.modules}
        named |= {lesson.uuid for module in self.folder.modules for lesson in module.lessons}
        below = Page.objects.descendant_of(course).filter(live=True).exclude(translation_key__in=named)
        for page in below.specific():
            page.unpublish(user=self.by)
            self.report.unpublished.append(page.title)


def state_of(page: LessonPage, facts: FactFile) -> tuple[str, str, dict[str, bytes]] | None:
    """All that files say of a lesson; None for one that files cannot carry."""
    try:
        return page.slug, lesson_text(page, facts), pictures_of(page.body)
    except NotUnderstood:
        return None


def path_of(name: str) -> dict[str, str]:
    """framework/slug as a filter."""
    framework, _, slug = name.partition("/")
    return {"framework__slug": framework, "slug": slug}
