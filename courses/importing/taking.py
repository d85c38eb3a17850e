"""Taking a course folder in: whole or not at all. Pages change through Wagtail's revisions, so that history
shows what an import did; a page that says the same already gets no new revision, and one that an author has
changed since the last import stays as it is unless the folder is asked for (`marks`)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page

from courses import actions
from courses.facts import uses_above
from courses.importing.bodies import Bodies
from courses.importing.facts import FILE, Facts
from courses.importing.glossary import Terms, terms_of_course
from courses.importing.inline import NotUnderstood
from courses.importing.marks import Mark, draft_of, is_edited, mark, marks_of
from courses.importing.parts import parts
from courses.importing.pictures import pictures_of
from courses.importing.problems import CourseRefused, Problem
from courses.importing.reading import CourseFolder, LessonFile, ModuleFile, read_folder
from courses.importing.reporting import ImportReport
from courses.importing.writing import course_text, lesson_text, module_text
from courses.models import CatalogPage, Course, CoursePage, CoursePageSkill, Fact, LessonPage, ModulePage
from lms.frameworks.models import Level, Skill


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
            one_import_at_a_time()
            taking.look_up()
            if read.problems:
                raise CourseRefused(read.problems)
            with actions.sync_later():
                taking.take()
            taking.report.course = Course.objects.get(uuid=read.uuid)
            taking.check_terms(taking.report.course)
    except BaseException:
        taking.bodies.forget_files()
        raise
    return taking.report


def one_import_at_a_time() -> None:
    """Two runs at once would both see no course. SQLite's immediate transactions already take turns. An
    import waits longer than a page may; the command tells whoever waited in vain."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '60s'")
            cursor.execute("LOCK TABLE courses_course IN SHARE ROW EXCLUSIVE MODE")


class Taking:
    """One import under way."""

    def __init__(self, folder: CourseFolder, *, by: Any, at: datetime, overwrite: bool = False):
        self.folder, self.by, self.at, self.overwrite = folder, by, at, overwrite
        self.report = ImportReport()
        self.locale: Locale | None = None
        self.level: Level | None = None
        self.skills: list[tuple[Skill, Level, bool]] = []
        self.marks: dict[int, Mark] = {}
        self.terms: Terms | None = None
        self.bodies = Bodies(locale=None, facts={}, pictures=folder.pictures, by=by)

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
        here = Page.objects.descendant_of(course, inclusive=True) if course else known
        self.marks = marks_of(here.values_list("pk", flat=True))
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
        known: dict[str, Any] = {"course": row.slug, "problems": self.folder.problems}
        facts = Facts(self.folder.facts.given, self.folder.facts.lines, **known)
        self.terms = Terms(self.folder.terms.given, self.folder.terms.lines, **known, locale=self.locale)
        for shared in (facts, self.terms):
            shared.take(by=self.by, at=self.at, overwrite=self.overwrite)
        if self.folder.problems:
            raise CourseRefused(self.folder.problems)
        self.bodies.locale, self.bodies.facts = self.locale, facts.rows
        for part in parts():
            self.report.other += part.import_part(
                self.folder.path, course=row, by=self.by, at=self.at, overwrite=self.overwrite
            )
        for module, page in zip(self.folder.modules, modules, strict=True):
            for lesson in module.lessons:
                self.ensure_lesson(page, lesson)
        for module, page in zip(self.folder.modules, modules, strict=True):
            lessons = [self.take_lesson(lesson) for lesson in module.lessons]
            self.set_order(page, lessons)
        self.check_facts(row, facts)
        if self.folder.problems:
            raise CourseRefused(self.folder.problems)
        self.unpublish_others(course)
        actions.sync_course(course=self.folder.uuid, at=self.at)

    def check_facts(self, row: Course, facts: Facts) -> None:
        """What questions rest on is known, and what nothing rests on is left out."""
        named = {key for key, uses in uses_above(None).items() if any(use.course == row.slug for use in uses)}
        unknown = named - set(Fact.objects.filter(key__in=named).values_list("key", flat=True))
        for key in sorted(unknown):
            self.complain(FILE, 1, "facts", f"expected the fact {key}: a question rests on it")
        for lesson in (lesson for module in self.folder.modules for lesson in module.lessons):
            for block in lesson.body.blocks:
                if block["type"] == "key_fact":
                    named.add(block["value"]["fact"])
                elif block["type"] == "sources":
                    named |= set(block["value"])
        facts.leave_out(named, at=self.at)
        self.report.other += facts.told

    def check_terms(self, row: Course) -> None:
        """Words that no lesson uses are left out; only the lessons as published tell which are used."""
        assert self.terms is not None and self.locale is not None  # noqa: S101, PT018 - set while taking
        used = terms_of_course(row, self.locale.language_code)
        self.terms.leave_out([term.term for term in used], at=self.at)
        self.report.other += self.terms.told

    def page(self, kind: type[Page], uuid: UUID) -> Any:
        return kind.objects.filter(translation_key=uuid, locale=self.locale).first()

    def take_course(self) -> CoursePage:
        page = self.page(CoursePage, self.folder.uuid)
        if page is not None:
            return self.settle(page, "course.md", self.fill_course, course_text)
        catalogue = CatalogPage.objects.filter(locale=self.locale).first()
        if catalogue is None:
            line = self.folder.lines["language"]
            raise CourseRefused(
                [Problem("course.md", line, "language", "expected a language with a catalogue")]
            )
        page = CoursePage(translation_key=self.folder.uuid, locale=self.locale)
        self.fill_course(page)
        self.add(catalogue, page, "course.md")
        return page

    def fill_course(self, page: CoursePage) -> None:
        meta = self.folder.meta
        for name in ("slug", "title", "audience", "summary", "licence", "author", "reviewed_on", "review_by"):
            setattr(page, name, meta[name])
        page.outcomes = "\n".join(meta["outcomes"])
        page.level = self.level
        page.page_skills = [
            CoursePageSkill(skill=skill, level=level, is_lead=is_lead, sort_order=order)
            for order, (skill, level, is_lead) in enumerate(self.skills)
        ]

    def take_module(self, course: CoursePage, file: ModuleFile) -> ModulePage:
        def fill(page: ModulePage) -> None:
            page.slug, page.title, page.objective = file.slug, file.title, file.objective

        page = self.page(ModulePage, file.uuid)
        if page is not None:
            return self.settle(page, file.file, fill, lambda page: (page.slug, module_text(page)))
        page = ModulePage(translation_key=file.uuid, locale=self.locale)
        fill(page)
        self.add(CoursePage.objects.get(pk=course.pk), page, file.file)
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

    def take_lesson(self, file: LessonFile) -> LessonPage:
        def fill(page: LessonPage) -> None:
            page.slug, page.title = file.slug, file.title
            page.body = self.bodies.body_of(
                file.body, lambda line, name, expected: self.complain(file.file, line, name, expected)
            )

        return self.settle(self.page(LessonPage, file.uuid), file.file, fill, state_of)

    def settle[P: Page](self, page: P, file: str, fill: Callable[[P], None], said: Callable[[P], Any]) -> P:
        """Make a page what its file says, but for what an author has changed since."""
        is_new = file in self.report.added
        live, draft = (said(page), said(draft_of(page))) if not is_new else (None, None)
        edited = not is_new and is_edited(page, self.marks.get(page.pk), said)
        fill(page)
        if self.folder.problems:
            return page
        wanted = said(page)
        if page.live and live == draft == wanted:
            known = self.marks.get(page.pk)
            if known is None or known.is_retired or known.revision != page.latest_revision_id:
                mark(page, by=self.by)
            return page
        if edited and not self.overwrite and not (page.live and draft == wanted):
            self.report.kept.append(file)
            return type(page).objects.get(pk=page.pk)
        self.publish(page, file)
        return page

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
        mark(page, by=self.by)

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
        """What the folder dropped is unpublished, never deleted. What an author added here was never the
        folder's to drop."""
        named = {module.uuid for module in self.folder.modules}
        named |= {lesson.uuid for module in self.folder.modules for lesson in module.lessons}
        below = Page.objects.descendant_of(course).filter(live=True, pk__in=list(self.marks))
        for page in below.exclude(translation_key__in=named).specific():
            said = state_of if isinstance(page, LessonPage) else lambda page: (page.slug, module_text(page))
            if is_edited(page, self.marks[page.pk], said) and not self.overwrite:
                self.report.kept.append(page.title)
                continue
            page.unpublish(user=self.by)
            mark(page, by=self.by, is_retired=True)
            self.report.unpublished.append(page.title)


def state_of(page: LessonPage) -> tuple[str, str, dict[str, bytes]] | None:
    """All that files say of a lesson; None for one that files cannot carry."""
    try:
        return page.slug, lesson_text(page), pictures_of(page.body)
    except NotUnderstood:
        return None


def path_of(name: str) -> dict[str, str]:
    """framework/slug as a filter."""
    framework, _, slug = name.partition("/")
    return {"framework__slug": framework, "slug": slug}
