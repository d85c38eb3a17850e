"""What authors should look at: facts whose sources were read long ago or not at the source, courses past
their day, and every link with the day on which it was read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

from django.db.models import F
from django.urls import reverse

from courses.blocks import OFFICIAL, RECALL
from courses.models import CoursePage, Fact, LessonPage
from courses.queries.facts import uses_of_facts

STALE_AFTER = timedelta(days=365)
LINK = re.compile(r'<a [^>]*?href="(https?://[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A fact or a course to look at again. `day`: when its sources were read, or by when it was to be
    checked."""

    why: str
    name: str
    text: str
    day: date | None
    uses: int
    edit_url: str


def to_check(today: date) -> list[ToCheck]:
    """Courses past their day, then facts read over a year ago, then those that nobody has checked, then
    those read elsewhere than at the source. A fact stands once, under the first that holds."""
    uses = uses_of_facts()
    found = [
        ToCheck(
            why="Course past the day of its review",
            name=page.title,
            text=f"Facts last checked on {page.reviewed_on:%-d %B %Y}" if page.reviewed_on else "",
            day=page.review_by,
            uses=0,
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for page in CoursePage.objects.live().filter(review_by__lt=today).order_by("review_by", "title")
    ]
    groups: dict[str, list[ToCheck]] = {
        "Sources read more than 12 months ago": [],
        "Not checked yet": [],
        "Reported by someone else: look for the official page": [],
    }
    stale, unchecked, reported = groups.values()
    for fact in Fact.objects.order_by(F("read_on").asc(nulls_first=True), "key"):
        is_stale = fact.read_on is None or fact.read_on < today - STALE_AFTER
        if is_stale or fact.status != OFFICIAL:
            group = stale if is_stale else unchecked if fact.status == RECALL else reported
            why = next(name for name, rows in groups.items() if rows is group)
            group.append(
                ToCheck(
                    why=why,
                    name=fact.key,
                    text=fact.text,
                    day=fact.read_on,
                    uses=len(uses.get(fact.key, [])),
                    edit_url=reverse("wagtailsnippets_courses_fact:edit", args=[fact.pk]),
                )
            )
    return [*found, *stale, *unchecked, *reported]


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a fact or a lesson names. `read_on` is None where no fact has this address."""

    url: str
    text: str
    read_on: date | None
    where: str
    edit_url: str


def links() -> list[Link]:
    """Every address once for each place that names it, the one that was read longest ago first; those
    without a day stand in front."""
    read: dict[str, date] = {}
    found = []
    for fact in Fact.objects.order_by("key"):
        edit_url = reverse("wagtailsnippets_courses_fact:edit", args=[fact.pk])
        for source in fact.source_list:
            if source["url"]:
                if fact.read_on:
                    read[source["url"]] = max(read.get(source["url"], fact.read_on), fact.read_on)
                found.append(Link(source["url"], source["title"], fact.read_on, f"Fact {fact.key}", edit_url))
    for page in LessonPage.objects.live().order_by("path"):
        edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        for url, text in dict.fromkeys(links_in(page)):
            found.append(Link(url, text, read.get(url), f"Lesson {page.title}", edit_url))
    return sorted(found, key=lambda link: (link.read_on or date.min, link.url, link.where))


def links_in(page: LessonPage) -> Iterator[tuple[str, str]]:
    """(address, text) of each link in the running text of a lesson."""
    for child in page.body:
        values = [child.value] if child.block_type == "text" else []
        if child.block_type == "key_fact":
            values = [child.value["text"]]
        elif child.block_type == "diagram":
            values = [child.value["alternative"]]
        elif child.block_type in {"example", "action"}:
            values = [each.value for each in child.value["body"] if each.block_type == "text"]
        for value in values:
            for url, text in LINK.findall(value.source):
                yield unescape(url), unescape(TAG.sub("", text))
