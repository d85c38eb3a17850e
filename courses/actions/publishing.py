"""Rows that follow pages (design, decision 1): after any change of a course's tree its rows, steps and
derived rows are brought to what the tree says. Always the whole course: it is small, and a whole has no
order of events to get wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.actions.learning import READ, settle
from courses.models import (
    Course,
    CoursePageSkill,
    CourseSkill,
    CourseStep,
    Lesson,
    Module,
    PublishedCourse,
    PublishedLesson,
)
from courses.queries.deriving import CourseTree, derive, trees_of
from lms import outbox

_later: ContextVar[dict[UUID, datetime] | None] = ContextVar("courses_to_sync", default=None)


@contextmanager
def sync_later() -> Iterator[None]:
    """Within this, changes of a tree are gathered and followed once at the end (or by a direct
    `sync_course(..., now=True)`): an import of twelve lessons renders each once."""
    gathered: dict[UUID, datetime] = {}
    token = _later.set(gathered)
    try:
        yield
    finally:
        _later.reset(token)
    for course, at in gathered.items():
        sync_course(course=course, at=at)


@transaction.atomic
def sync_course(*, course: UUID, at: datetime, now: bool = False) -> Course | None:
    """Make the rows of one course, by uuid, equal to its pages in all languages. None where there never was
    one."""
    gathered = _later.get()
    if gathered is not None and not now:
        gathered[course] = at
        return None
    trees = trees_of(course)
    live = [tree for tree in trees if tree.page.live]
    row = Course.objects.select_for_update(no_key=True).filter(uuid=course).first()
    if not trees:
        if row is not None:
            retire(row, at=at)
        return row
    leading = live[0] if live else trees[0]
    row = save_course(row, leading, is_live=bool(live), at=at)
    save_parts(row, leading, at=at)
    retired = save_steps(row, at=at)
    write_published(row, live, slugs_of(row), at=at)
    if retired:
        settle(course=row, at=at)
    return row


def retire(row: Course, *, at: datetime) -> None:
    """All pages are gone. Rows stay, for those who took the course; nobody is asked anything more."""
    for model in (Lesson, Module, CourseStep):
        model.objects.filter(course=row, retired_at__isnull=True).update(retired_at=at)
    Course.objects.filter(pk=row.pk, retired_at__isnull=True).update(retired_at=at)
    PublishedCourse.objects.filter(course=row).delete()


def save_course(row: Course | None, tree: CourseTree, *, is_live: bool, at: datetime) -> Course:
    page = tree.page
    row = row or Course(uuid=page.translation_key)
    row.title, row.level = page.title, page.level
    row.retired_at = None if is_live else row.retired_at or at
    taken = Course.objects.live().exclude(pk=row.pk).values_list("slug", flat=True)
    row.slug = free_slug(page.slug, set(taken))
    row.save()
    skills = {each.skill_id: each for each in CoursePageSkill.objects.filter(page=page)}
    CourseSkill.objects.filter(course=row).exclude(skill__in=skills).delete()
    for skill, each in skills.items():
        CourseSkill.objects.update_or_create(
            course=row, skill_id=skill, defaults={"level_id": each.level_id, "is_lead": each.is_lead}
        )
    return row


def free_slug(wanted: str, taken: set[str]) -> str:
    """The editor refuses a second page with the same address, but a copied module brings its lessons'
    along."""
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    taken.add(slug)
    return slug


def save_parts(row: Course, tree: CourseTree, *, at: datetime) -> None:
    """Module and Lesson rows. A page that was never published gets no row."""
    visible = {
        page.translation_key: {each.translation_key for each in pages} for page, pages in tree.visible()
    }
    modules = {module.uuid: module for module in Module.objects.filter(course=row)}
    lessons = {lesson.uuid: lesson for lesson in Lesson.objects.filter(course=row)}
    old_slugs = {uuid: each.slug for rows in (modules, lessons) for uuid, each in rows.items()}
    module_slugs: set[str] = set()
    lesson_slugs: set[str] = set()
    changed: list[Module | Lesson] = []
    for number, branch in enumerate(tree.modules):
        key = branch.page.translation_key
        published = [each for each in branch.lessons if each.is_live or each.page.translation_key in lessons]
        if key not in modules and not branch.page.live and not published:
            continue
        module = modules.setdefault(key, Module(uuid=key, course=row))
        place_row(module, branch.page, order=number, taken=module_slugs, is_visible=key in visible, at=at)
        changed.append(module)
        for place, leaf in enumerate(published):
            uuid = leaf.page.translation_key
            lesson = lessons.setdefault(uuid, Lesson(uuid=uuid, course=row))
            lesson.module = module
            is_visible = uuid in visible.get(key, ())
            place_row(lesson, leaf.page, order=place, taken=lesson_slugs, is_visible=is_visible, at=at)
            changed.append(lesson)
    seen = {each.uuid for each in changed}
    for model in (Module, Lesson):
        model.objects.filter(course=row, retired_at__isnull=True).exclude(uuid__in=seen).update(retired_at=at)
        # Two lessons may swap addresses: those that change let go of theirs before anyone takes a new one.
        for each in changed:
            if isinstance(each, model) and old_slugs.get(each.uuid, each.slug) != each.slug:
                model.objects.filter(uuid=each.uuid).update(slug=each.uuid.hex)
    for each in changed:
        if isinstance(each, Lesson):
            each.module = each.module  # its id is known once the module is saved
        each.save()


def place_row(
    row: Module | Lesson, page: Any, *, order: int, taken: set[str], is_visible: bool, at: datetime
) -> None:
    row.title, row.order = page.title, order
    row.retired_at = None if is_visible else row.retired_at or at
    row.slug = free_slug(page.slug, taken) if is_visible else page.slug


def save_steps(row: Course, *, at: datetime) -> int:
    """One read step a lesson, retired with it. Returns how many were retired now."""
    lessons = list(
        Lesson.objects.filter(course=row).select_related("module").order_by("module__order", "order", "pk")
    )
    steps = {step.key: step for step in CourseStep.objects.filter(course=row, kind=READ)}
    retired = 0
    for order, lesson in enumerate(lessons):
        key = str(lesson.uuid)
        step = steps.get(key)
        if step is None:
            if lesson.retired_at is not None:
                continue
            step = CourseStep(course=row, kind=READ, key=key)
        retired += lesson.retired_at is not None and step.retired_at is None and step.pk is not None
        step.label, step.order, step.retired_at = lesson.title, order, lesson.retired_at
        step.save()
    if row.retired_at is None:
        return retired
    CourseStep.objects.filter(course=row, retired_at__isnull=True).exclude(kind=READ).update(retired_at=at)
    return 0  # a course that is taken away as a whole is completed by nobody


def write_published(
    row: Course, trees: list[CourseTree], slugs: dict[UUID, str], *, at: datetime | None
) -> int:
    """Make the derived rows equal to the live pages, touching only those that differ. Returns how many
    changed. Says "lesson.published" of lessons that changed or went `at` a time; a rebuild (None) is no
    news."""
    changed: list[UUID] = []
    ids = dict(Lesson.objects.filter(course=row).values_list("uuid", "pk"))
    uuids = {pk: uuid for uuid, pk in ids.items()}
    kept = []
    count = 0
    for tree in trees:
        fields, lessons = derive(tree, slugs)
        language = fields.pop("language")
        published = PublishedCourse.objects.filter(course=row, language=language).first()
        if published is None or differs(published, fields):
            published, _ = PublishedCourse.objects.update_or_create(
                course=row, language=language, defaults=fields
            )
            count += 1
        kept.append(published.pk)
        stored = {each.lesson_id: each for each in PublishedLesson.objects.filter(published_course=published)}
        wanted = {ids[uuid]: (uuid, each) for uuid, each in lessons.items() if uuid in ids}
        stale = [pk for pk, each in stored.items() if pk not in wanted or differs(each, wanted[pk][1])]
        # Deleted first, so that two lessons may swap addresses.
        PublishedLesson.objects.filter(published_course=published, lesson__in=stale).delete()
        fresh = [pk for pk in wanted if pk not in stored or pk in stale]
        PublishedLesson.objects.bulk_create(
            PublishedLesson(published_course=published, lesson_id=pk, **wanted[pk][1]) for pk in fresh
        )
        changed += [uuids[pk] for pk in (*fresh, *stale)]
        count += len(fresh) + len(set(stale) - set(fresh))
    gone = PublishedCourse.objects.filter(course=row).exclude(pk__in=kept)
    count += gone.count()
    gone.delete()
    if at is not None:
        outbox.publish_many("lesson.published", [(str(uuid), {}) for uuid in dict.fromkeys(changed)], at=at)
    return count


def differs(stored: PublishedCourse | PublishedLesson, fields: dict[str, Any]) -> bool:
    return any(getattr(stored, name) != value for name, value in fields.items())


def rebuild_published() -> int:
    """Derived rows of all courses from their pages; rows and steps are records and stay as they are."""
    count = 0
    for row in Course.objects.all():
        with transaction.atomic():
            live = [tree for tree in trees_of(row.uuid) if tree.page.live]
            if not live:
                gone = PublishedCourse.objects.filter(course=row)
                count += gone.count()
                gone.delete()
                continue
            count += write_published(row, live, slugs_of(row), at=None)
    return count


def slugs_of(row: Course) -> dict[UUID, str]:
    """{uuid: address} of a course's rows."""
    return {row.uuid: row.slug} | dict(Lesson.objects.filter(course=row).values_list("uuid", "slug"))
