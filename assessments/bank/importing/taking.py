"""Taking questions in without undoing what an author did since.

Three things are compared: what the file says, what stands here, and what the last file said
(`ImportedQuestion`). A question is taken as a whole, because half a file's options beside half an author's
make no question. Where here still equals the last file, the file decides; where it does not, the author's
edit stays and is reported, unless `overwrite` asks for the file's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from wagtail.models import Locale

from assessments.bank.importing.checking import FIELDS, locale_of
from assessments.bank.importing.reading import FILE, Entry, read
from assessments.bank.importing.writing import in_order, written
from assessments.bank.models import ImportedQuestion, Question
from courses.importing import CourseRefused, Problem
from courses.models import Course, Module
from lms.frameworks.models import SkillLevel


def take_in(folder: Path, *, course: Course, by: Any, at: datetime, overwrite: bool = False) -> list[str]:
    """Make the questions of a course what its file says. One line for each that was added, changed or
    retired, and for each that was kept as an author has it; none for a repeat.

    Raises CourseRefused for a uuid or a slug that belongs to a question elsewhere.
    """
    path = folder / FILE
    if not path.exists():
        return []
    top, entries, _ = read(path.read_text(encoding="utf-8"))
    locale = locale_of(top["language"])
    assert locale is not None  # noqa: S101 - validate() refused the file otherwise
    taking = Taking(course=course, locale=locale, by=by, at=at, overwrite=overwrite)
    taking.look_up(entries)
    taking.refuse_what_belongs_elsewhere(entries)
    taking.free_slugs(entries)
    for entry in entries:
        taking.take(entry)
    taking.retire_those_not_in(entries)
    return taking.lines


@dataclass
class Taking:
    """One import under way."""

    course: Course
    locale: Locale
    by: Any
    at: datetime
    overwrite: bool
    lines: list[str] = field(default_factory=list)
    known: dict[str, Question] = field(default_factory=dict)
    last: dict[int, ImportedQuestion] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    levels: dict[tuple[str, str, str], SkillLevel] = field(default_factory=dict)

    def look_up(self, entries: Iterable[Entry]) -> None:
        """Everything that the entries may name, in five queries."""
        mine = Question.objects.filter(locale=self.locale).select_related(
            "skill__framework", "level", "module", "course", "latest_revision"
        )
        named = mine.filter(uuid__in=[entry.data["uuid"] for entry in entries])
        here = mine.filter(course=self.course)
        self.known = {str(question.uuid): question for question in [*named, *here]}
        self.last = {
            row.question_id: row
            for row in ImportedQuestion.objects.filter(question__in=list(self.known.values()))
        }
        self.modules = {
            module.slug: module for module in Module.objects.filter(course=self.course, retired_at=None)
        }
        self.levels = {
            (level.skill.framework.slug, level.skill.slug, level.level.slug): level
            for level in SkillLevel.objects.select_related("skill__framework", "level")
        }

    def refuse_what_belongs_elsewhere(self, entries: Iterable[Entry]) -> None:
        problems = []
        slugs = {entry.data["slug"]: entry for entry in entries}
        taken = Question.objects.filter(slug__in=slugs, locale=self.locale)
        for slug, uuid in taken.exclude(uuid__in=[entry.data["uuid"] for entry in entries]).values_list(
            "slug", "uuid"
        ):
            place = slugs[slug]
            expected = f"expected another slug: the question {uuid} has it"
            problems.append(Problem(FILE, place.line_of("slug"), "slug", expected))
        for entry in entries:
            question = self.known.get(entry.data["uuid"])
            if question and question.course and question.course != self.course:
                expected = f"expected another uuid: this one is a question of {question.course.slug}"
                problems.append(Problem(FILE, entry.line_of("uuid"), "uuid", expected))
        if problems:
            raise CourseRefused(problems)

    def free_slugs(self, entries: Iterable[Entry]) -> None:
        """Two questions may swap slugs: those that change let go of theirs before anyone takes a new one.
        A revision does not carry the slug, so it is written here."""
        changing = []
        for entry in entries:
            question = self.known.get(entry.data["uuid"])
            if question and question.slug != entry.data["slug"] and self.decides(question, entry.data):
                changing.append((question, entry.data["slug"]))
        for question, _ in changing:
            Question.objects.filter(pk=question.pk).update(slug=question.uuid.hex)
        for question, slug in changing:
            Question.objects.filter(pk=question.pk).update(slug=slug)

    # ------------------------------------------------------------------------------------- one question

    def take(self, entry: Entry) -> None:
        data = entry.data
        question = self.known.get(data["uuid"])
        if question is None:
            self.write(Question(uuid=UUID(data["uuid"]), locale=self.locale, live=False), entry)
            self.say(data["slug"], "added")
        elif self.says_the_same(question, data):
            self.remember(question, data)
            if question.live_version_id is None:
                self.say(data["slug"], "its wording is withdrawn; correct it in the file to bring it back")
        elif self.decides(question, data):
            was_live = question.live
            self.write(question, entry)
            self.say(data["slug"], "changed" if was_live else "back in use")
        else:
            self.say(data["slug"], f"kept as an author has it ({self.what_differs(question, data)})")

    def says_the_same(self, question: Question, data: dict[str, Any]) -> bool:
        return (
            question.live
            and question.course_id == self.course.pk
            and written(question) == data
            and draft_of(question) == data
        )

    def decides(self, question: Question, data: dict[str, Any]) -> bool:
        """Whether the file may change a question: nobody has changed it since the last file, or the file is
        asked for, or the author's draft says what the file says."""
        if self.overwrite or (question.live and draft_of(question) == data):
            return True
        return not self.is_edited(question)

    def is_edited(self, question: Question) -> bool:
        """Whether what stands here, drafts included, is not what the last file said. A question that never
        came from a file is an author's own."""
        last = self.last.get(question.pk)
        if last is None:
            return True
        return draft_of(question) != last.content or question.live != (last.retired_at is None)

    def what_differs(self, question: Question, data: dict[str, Any]) -> str:
        draft = draft_of(question)
        names = [name for name in FIELDS if draft[name] != data[name]]
        if not question.live:
            names.append("not published")
        elif draft != written(question):
            names.append("as a draft")
        return ", ".join(names) or "where it belongs"

    def write(self, question: Question, entry: Entry) -> None:
        data = entry.data
        shows = self.levels[data["framework"], data["skill"], data["level"]]
        fill(question, data, course=self.course, module=self.modules.get(data["module"]), shows=shows)
        try:
            question.full_clean(exclude=["locale", "translation_key", "live_version"])
        except ValidationError as error:
            raise CourseRefused(
                [
                    Problem(FILE, entry.line, name, " ".join(texts))
                    for name, texts in error.message_dict.items()
                ]
            ) from error
        if question.pk is None:
            question.save()
        question.save_revision(user=self.by).publish(user=self.by, skip_permission_checks=True)
        self.remember(question, data)

    def remember(self, question: Question, data: dict[str, Any]) -> None:
        last = self.last.get(question.pk)
        if last is None or last.content != data or last.retired_at is not None:
            ImportedQuestion.objects.update_or_create(
                question=question, defaults={"content": data, "imported_at": self.at, "retired_at": None}
            )

    # ---------------------------------------------------------------------------------------- the others

    def retire_those_not_in(self, entries: Iterable[Entry]) -> None:
        """What the file dropped is unpublished, never deleted: answers name it, and attempts keep theirs
        (`attempts.follow_course`). What an author wrote here was never the file's to drop."""
        named = {entry.data["uuid"] for entry in entries}
        dropped = [
            question
            for uuid, question in self.known.items()
            if uuid not in named and question.live and question.pk in self.last
        ]
        for question in sorted(dropped, key=lambda question: in_order({"slug": question.slug})):
            if self.is_edited(question) and not self.overwrite:
                self.say(question.slug, "kept as an author has it; no longer in the file")
                continue
            question.unpublish(user=self.by)
            ImportedQuestion.objects.filter(question=question).update(retired_at=self.at)
            self.say(question.slug, "retired, no longer in the file")

    def say(self, slug: str, what: str) -> None:
        self.lines.append(f"Question {slug}: {what}")


def draft_of(question: Question) -> dict[str, Any]:
    """What the editor would show now: the draft where there is one."""
    if question.has_unpublished_changes and question.latest_revision is not None:
        return written(question.latest_revision.as_object())
    return written(question)


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
