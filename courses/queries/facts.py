"""What rests on a fact, and what waits for an author since one has changed."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import ReferenceIndex

from courses.facts import Use, uses_above
from courses.models import Fact, Lesson, LessonPage, ReviewMark


def uses_of_facts(keys: Collection[str] | None = None) -> dict[str, list[Use]]:
    """{fact key: lessons, then what apps above tell}, for these facts or for all; published things only."""
    found = lessons_that_use(keys)
    for key, uses in uses_above(keys).items():
        found.setdefault(key, []).extend(uses)
    return found


def lessons_that_use(keys: Collection[str] | None = None) -> dict[str, list[Use]]:
    """Live lessons by the keys of their facts, in Wagtail's own index of what a page refers to. Each lesson
    once, whatever its languages."""
    facts = Fact.objects.all() if keys is None else Fact.objects.filter(key__in=list(keys))
    names = {str(pk): key for pk, key in facts.values_list("pk", "key")}
    if not names:
        return {}
    references = ReferenceIndex.objects.filter(
        content_type=ContentType.objects.get_for_model(LessonPage),
        to_content_type=ContentType.objects.get_for_model(Fact),
    )
    if keys is not None:
        references = references.filter(to_object_id__in=list(names))
    pairs = {(int(page), fact) for page, fact in references.values_list("object_id", "to_object_id")}
    rows = {row.uuid: row for row in Lesson.objects.filter(retired_at__isnull=True).select_related("course")}
    pages = LessonPage.objects.filter(pk__in={page for page, _ in pairs}, live=True).order_by("path")
    by_fact: dict[str, dict[Any, Use]] = {}
    for page in pages.only("pk", "title", "translation_key"):
        row = rows.get(page.translation_key)
        for key in (names[fact] for other, fact in pairs if other == page.pk and fact in names):
            if row is not None:
                use = Use(
                    kind="lesson",
                    uuid=page.translation_key,
                    title=page.title,
                    course=row.course.slug,
                    edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
                )
                by_fact.setdefault(key, {}).setdefault(page.translation_key, use)
    return {key: list(uses.values()) for key, uses in by_fact.items()}


def facts_of_course(slug: str, lessons: Iterable[LessonPage]) -> list[Fact]:
    """The facts that these lessons or the questions of their course rest on, by key."""
    keys = {key for key, uses in uses_above(None).items() if any(use.course == slug for use in uses)}
    keys |= {fact.key for lesson in lessons for fact in facts_in(lesson.body)}
    return list(Fact.objects.filter(key__in=keys))


def facts_in(body: Any) -> list[Fact]:
    """The facts that a lesson's blocks name, in order."""
    found = []
    for child in body:
        if child.block_type == "key_fact":
            found.append(child.value["fact"])
        elif child.block_type == "sources":
            found += list(child.value)
    return [fact for fact in found if fact is not None]


def open_marks() -> QuerySet[ReviewMark]:
    """What waits for an author, the longest first."""
    return ReviewMark.objects.filter(cleared_at__isnull=True).select_related("fact")
