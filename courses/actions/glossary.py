"""A word of the glossary changes: lessons that use it are written anew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.models import Locale

from courses.actions.publishing import sync_course
from courses.models import PublishedLesson, Term

TERM_SAID = ("expansion", "definition", "synonyms")


@transaction.atomic
def save_term(
    *, term: str, locale: Locale, said: dict[str, Any], by: Any, at: datetime, taken: bool = False
) -> Term:
    """Make or change a word: a revision, and all that follows. `said` as in glossary.json ({"expansion",
    "definition", "synonyms": […]}); `taken` for what came by an import. Saying the same again changes
    nothing."""
    row = Term.objects.select_for_update().filter(term=term, locale=locale).first()
    is_new = row is None
    row = row or Term(term=term, locale=locale)
    said = {name: said[name] for name in TERM_SAID}
    new_taken = said if taken else row.taken
    if not is_new and row.said() == said:
        if row.taken != new_taken:
            Term.objects.filter(pk=row.pk).update(taken=new_taken)
        return row
    row.expansion, row.definition, row.taken = said["expansion"], said["definition"], new_taken
    row.synonyms = "\n".join(said["synonyms"])
    row.save()
    row.save_revision(user=by, changed=True)
    term_changed(term=row, at=at)
    return row


@transaction.atomic
def term_changed(*, term: Term, at: datetime) -> None:
    """After a word was saved: courses in whose lessons it, or another word for it, stands follow."""
    said = term.said()
    if said == term.told:
        return
    term.told = said
    Term.objects.filter(pk=term.pk).update(told=said)
    for course in courses_with(term):
        sync_course(course=course, at=at)


@transaction.atomic
def forget_term(*, term: Term, at: datetime) -> None:
    """Take a word out of the glossary, and out of the lessons that explain it."""
    if term.pk:
        term.delete()
    for course in courses_with(term):
        sync_course(course=course, at=at)


def courses_with(term: Term) -> list[UUID]:
    """Uuids of the courses in whose published lessons a form of the word stands."""
    forms = [form.casefold() for form in term.word().forms]
    lessons = PublishedLesson.objects.filter(language=term.locale.language_code)
    found: dict[UUID, None] = {}
    for course, title, text in lessons.values_list("published_course__course__uuid", "title", "text"):
        lower = f"{title} {text}".casefold()
        if any(form in lower for form in forms):
            found[course] = None
    return list(found)
