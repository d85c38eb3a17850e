"""A lesson as HTML: the body that is stored, and what stands around it. Used when a lesson is published
(the body), when it is shown (the rest) and when an author previews it (both), so that the three cannot
differ."""

import html
import json
import math
import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from courses import activities
from courses.blocks import titled
from courses.glossary import Explaining, Word, words_used
from courses.models.glossary import words_of
from courses.models.published import PublishedCourse

WORDS_A_MINUTE = 200
EXPLAINED = {
    "text",
    "key_fact",
    "example",
    "action",
}  # running text, where words of the glossary are explained
TAG = re.compile(r"<[^>]+>")
DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)  # its words are said again beside it
# Rich text comes without classes, and with the editor's own marks.
EDITOR_MARK = re.compile(r' data-block-key="[^"]*"')
RICH_TEXT_CLASSES = {
    "<ul>": '<ul class="govuk-list govuk-list--bullet">',
    "<ol>": '<ol class="govuk-list govuk-list--number">',
    "<a href=": '<a class="govuk-link" href=',
}


def minutes(words: int, questions: int) -> int:
    """Learning time in whole minutes: a minute for 200 words and one for each question, added up and
    rounded up."""
    return math.ceil(words / WORDS_A_MINUTE + questions)


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered lesson body. `segments` and `contents` as `PublishedLesson` stores them."""

    segments: list[list[Any]]
    contents: list[list[str]]
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def checks(self) -> list[list[Any]]:
        """[[question uuid, is further], …] in the order of the page."""
        return [
            [key, is_further] for kind, key, *rest in self.segments if kind == "check" for is_further in rest
        ]


def render_body(body: Iterable[Any], words: Sequence[Word] = ()) -> Body:
    """The blocks as HTML, cut at the placeholders of checks, with the words of the glossary explained. No
    person and no question in it, ever."""
    explaining = Explaining(words)
    parts: list[str] = []
    contents: list[list[str]] = []
    taken: set[str] = set()
    for number, child in enumerate(body, 1):
        title = titled(child.block_type, child.value)
        context: dict[str, Any] = {"number": number}
        if title is not None:
            context["anchor"] = free_anchor(title, taken)
            contents.append([context["anchor"], title])
        markup = str(child.render(context))
        parts.append(explaining.explain(markup) if child.block_type in EXPLAINED else markup)
    segments: list[list[Any]] = []
    # The pattern has two groups, so the pieces come in threes: HTML, key, mark of a further question.
    pieces = activities.PLACEHOLDER.split("\n".join(parts))
    for start in range(0, len(pieces), 3):
        if pieces[start].strip():
            segments.append(["html", dressed(pieces[start])])
        if start + 1 < len(pieces):
            segments.append(["check", pieces[start + 1], bool(pieces[start + 2])])
    text = " ".join(plain(segment[1]) for segment in segments if segment[0] == "html")
    # Not part of the text: it is looked up, not read through.
    if listed := words_used(explaining.used):
        segments.append(["html", listed])
    return Body(segments=segments, contents=contents, text=text)


def dressed(markup: str) -> str:
    """Rich text in the classes of the design system."""
    markup = EDITOR_MARK.sub("", markup.strip())
    for bare, dress in RICH_TEXT_CLASSES.items():
        markup = markup.replace(bare, dress)
    return markup


def plain(markup: str) -> str:
    """The words of a piece of HTML, one space between them."""
    return " ".join(html.unescape(TAG.sub(" ", DRAWING.sub(" ", markup))).split())


def free_anchor(title: str, taken: set[str]) -> str:
    """An id for a heading that no other heading of the page has."""
    base = slugify(title)[:80].strip("-") or "part"
    anchor, number = base, 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor


@lru_cache(maxsize=500)
def kept_segments(stored: str) -> tuple[tuple[Any, ...], ...]:
    """The segments of a stored lesson from their JSON, read once a process."""
    return tuple(tuple(each) for each in json.loads(stored))


def assemble(
    segments: Sequence[Sequence[Any]], checks: dict[str, str], *, anchor: str = "", here: str = ""
) -> SafeString:
    """The whole body: stored HTML with the checks at their places, and the mark "You stopped here" at
    `anchor`."""
    parts = []
    for kind, content, *_ in segments:
        if kind == "html":
            if anchor and here:
                heading = f'<h2 class="govuk-heading-m" id="{anchor}">'
                content = content.replace(heading, here + heading, 1)
            parts.append(f'<div class="wm-prose">{content}</div>')
        elif content in checks:
            place = activities.anchor_of(content)
            mark = here if anchor == place else ""
            # It can take the focus: after an answer the address leads here, and so does the next Tab.
            parts.append(f'{mark}<div class="wm-check" id="{place}" tabindex="-1">{checks[content]}</div>')
    return mark_safe("".join(parts))  # stored HTML of our own templates, and the loader's


def place_of(outline: dict[str, Any], lesson: str) -> tuple[int, int]:
    """(module, lesson) positions in an outline, from 0. Raises LookupError for a lesson that is not in it."""
    for number, module in enumerate(outline["modules"]):
        for position, entry in enumerate(module["lessons"]):
            if entry["uuid"] == lesson:
                return number, position
    raise LookupError(lesson)


def in_order(outline: dict[str, Any]) -> list[dict[str, Any]]:
    """Every lesson of an outline, as a learner goes through them."""
    return [lesson for module in outline["modules"] for lesson in module["lessons"]]


def lesson_context(
    *,
    course_slug: str,
    course_title: str,
    outline: dict[str, Any],
    facts: dict[str, Any],
    lesson: str,
    done: Set[str],
) -> dict[str, Any]:
    """Everything that `courses/lesson.html` shows but the body: what is the same for all who have read the
    same lessons. `lesson` is a uuid; `done` the uuids of lessons that are read."""
    number, position = place_of(outline, lesson)
    module = outline["modules"][number]
    entry = module["lessons"][position]
    every = in_order(outline)
    index = every.index(entry)
    course_url = reverse("course", args=[course_slug])
    shown = {
        "slug": entry["slug"],
        "title": entry["title"],
        "number": position + 1,
        "of": len(module["lessons"]),
        "minutes": minutes(entry["words"], entry["questions"]),
        "is_read": entry["uuid"] in done,
    }
    head = {
        "module": {"number": number + 1, "of": len(outline["modules"]), "title": module["title"]},
        "lesson": shown,
        "bar": [
            "is-now" if other is entry else "is-done" if other["uuid"] in done else ""
            for other in module["lessons"]
        ],
    }
    contents = [
        {
            "title": other["title"],
            # The first lesson stands for its module: one link fewer to think about, and never a dead end.
            "url": f"{course_url}#module-{other['slug']}",
            "is_read": bool(other["lessons"]) and all(each["uuid"] in done for each in other["lessons"]),
            "lessons": [
                {
                    "title": each["title"],
                    "url": f"{course_url}{each['slug']}/",
                    "is_now": each is entry,
                    "is_read": each["uuid"] in done,
                }
                for each in other["lessons"]
            ]
            if other is module
            else [],
        }
        for other in outline["modules"]
    ]
    return {
        "course": {"slug": course_slug, "title": course_title, "url": course_url},
        "facts": facts,
        "reviewed_on": date.fromisoformat(facts["reviewed_on"]) if facts.get("reviewed_on") else None,
        "catalogue_url": reverse("catalogue"),
        "lesson": shown,
        "contents": render_to_string("courses/_contents.html", {"contents": contents, "lesson": shown}),
        "head": render_to_string("courses/_lesson_head.html", head),
        "previous": {"title": every[index - 1]["title"], "url": f"{course_url}{every[index - 1]['slug']}/"}
        if index
        else None,
        "next": every[index + 1] if index + 1 < len(every) else None,
        "read_url": f"{course_url}{entry['slug']}/read/",
        "position_url": f"{course_url}{entry['slug']}/position/",
    }


@lru_cache(maxsize=1000)
def kept_context(
    course_slug: str,
    course_title: str,
    outline: str,
    facts: str,
    lesson: str,
    read: str | None,
    language: str,
) -> dict[str, Any]:
    """`lesson_context` of the stored row, kept: people go through a course in order, so few states of it
    are ever shown. `outline` and `facts` are JSON; `read` is uuids with commas. Nothing in it is personal."""
    return lesson_context(
        course_slug=course_slug,
        course_title=course_title,
        outline=json.loads(outline),
        facts=json.loads(facts),
        lesson=lesson,
        done=frozenset(read.split(",")) if read else frozenset(),
    )


def preview_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The context of a lesson that an author previews: nobody takes it, so nothing is read and nothing is
    posted."""
    module = page.get_parent()
    course = module.get_parent().specific
    body = render_body(page.body, words_of(page.locale_id))
    key = str(page.translation_key)
    published = PublishedCourse.objects.filter(
        course__uuid=course.translation_key, language=page.locale.language_code
    ).first()
    outline = published.outline if published else {"modules": []}
    entry = {
        "uuid": key,
        "slug": page.slug,
        "title": page.title,
        "words": body.words,
        "questions": len(body.checks),
        "checks": body.checks,
    }
    put_into(outline, entry, module)
    reference = activities.LessonRef(
        uuid=UUID(key),
        slug=page.slug,
        title=page.title,
        course_id=published.course_id if published else 0,
        course_slug=course.slug,
        enrollment_id=None,
    )
    keys = [check for check, _ in body.checks]
    checks = activities.load(user=None, lesson=reference, keys=keys, request=request)
    return {
        **lesson_context(
            course_slug=course.slug,
            course_title=course.title,
            outline=outline,
            facts={
                "author": course.author,
                "reviewed_on": course.reviewed_on and course.reviewed_on.isoformat(),
            },
            lesson=key,
            done=frozenset(),
        ),
        "body": assemble(body.segments, checks),
        "is_preview": True,
        "page": page,
    }


def put_into(outline: dict[str, Any], entry: dict[str, Any], module: Any) -> None:
    """Replace a lesson in an outline by its draft, or add it (and its module) where it is not published
    yet."""
    for known in outline["modules"]:
        for position, lesson in enumerate(known["lessons"]):
            if lesson["uuid"] == entry["uuid"]:
                known["lessons"][position] = entry
                return
    for known in outline["modules"]:
        if known["uuid"] == str(module.translation_key):
            known["lessons"].append(entry)
            return
    outline["modules"].append(
        {"uuid": str(module.translation_key), "slug": module.slug, "title": module.title, "lessons": [entry]}
    )


def here_mark(at: datetime, now: datetime) -> str:
    """The line "You stopped here yesterday at 17:42"."""
    return render_to_string("courses/_here.html", {"at": at, "days": (now.date() - at.date()).days})
