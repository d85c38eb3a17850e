"""A fact changes: everything that rests on it follows, and says so to its authors."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from courses.actions.publishing import sync_course
from courses.models import Course, Fact, ReviewMark
from courses.queries.facts import open_marks, uses_of_facts

SAID = ("fact", "sources", "read_on", "status")


@transaction.atomic
def save_fact(*, key: str, said: dict[str, Any], by: Any, at: datetime, taken: bool = False) -> Fact:
    """Make or change a fact: a revision, and all that follows. `said` as in facts.json ({"fact", "sources",
    "read_on", "status"}); `taken` for what came by an import. Saying the same again changes nothing."""
    fact = Fact.objects.select_for_update().filter(key=key).first()
    is_new = fact is None
    fact = fact or Fact(key=key)
    said = {name: said[name] for name in SAID}
    new_taken = said if taken else fact.taken
    if not is_new and fact.said() == said:
        if fact.taken != new_taken:
            Fact.objects.filter(pk=fact.pk).update(taken=new_taken)
        return fact
    fact.text, fact.status, fact.taken = said["fact"], said["status"], new_taken
    fact.read_on = date.fromisoformat(said["read_on"]) if said["read_on"] else None
    fact.sources = [("source", dict(source)) for source in said["sources"]]
    fact.save()
    fact.save_revision(user=by, changed=True)
    fact_changed(fact=fact, at=at)
    return fact


@transaction.atomic
def fact_changed(*, fact: Fact, at: datetime) -> list[ReviewMark]:
    """After a fact was saved: lessons that print it are written anew; where its words or its status have
    changed, all that rests on it is marked for review. Returns the new marks. Safe to repeat."""
    said, before = fact.said(), fact.told
    if said == before:
        return []
    fact.told = said
    Fact.objects.filter(pk=fact.pk).update(told=said)
    if before is None:
        return []
    uses = uses_of_facts([fact.key]).get(fact.key, [])
    marks = []
    if (said["fact"], said["status"]) != (before["fact"], before["status"]):
        for use in uses:
            mark, is_new = ReviewMark.objects.get_or_create(
                fact=fact,
                kind=use.kind,
                of=use.uuid,
                cleared_at=None,
                defaults={
                    "title": use.title[:300],
                    "course": use.course,
                    "before": {name: before[name] for name in ("fact", "status")},
                    "since": at,
                },
            )
            if is_new:
                marks.append(mark)
    slugs = {use.course for use in uses if use.course}
    for course in Course.objects.live().filter(slug__in=slugs).order_by("pk"):
        sync_course(course=course.uuid, at=at)
    return marks


def clear_marks(*, marks: Iterable[int], by: Any, at: datetime) -> int:
    """An author has looked at what rests on a changed fact. Returns how many marks were open."""
    return open_marks().filter(pk__in=list(marks)).update(cleared_at=at, cleared_by=by)
