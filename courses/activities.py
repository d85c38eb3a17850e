"""What lessons show that courses know nothing about: a registry for the apps above (design, decision 3).

Courses know a check only as an opaque key at a place in a lesson. The check block (named in
`settings.LESSON_BLOCKS`) renders as `placeholder(key=…)`; the stored body of a lesson is cut at the
placeholders and never holds a question; when a learner opens the lesson, the registered loader gives the
HTML for each key, for this person, in one query.

The block must offer (see `courses.blocks.CheckBlock`), so that files can carry it:

    render(value, context) -> activities.placeholder(key=str(question.uuid), is_further=…)
    to_attributes(value) -> dict[str, str]             e.g. {"question": "data-quality-q2"} for a course file
    from_attributes(attributes) -> value for the stream; raises ValueError saying what was expected
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class LessonRef:
    """The lesson that is being shown. `enrollment_id` is None in a preview, where nobody takes the course."""

    uuid: UUID
    slug: str
    title: str
    course_id: int
    course_slug: str
    enrollment_id: int | None


class Loader(Protocol):
    def __call__(
        self, *, user: Any, lesson: LessonRef, keys: Sequence[str], request: HttpRequest
    ) -> dict[str, str]:
        """{key: safe HTML} for the questions at these keys; at most two queries. `user` is None in a preview:
        the question as everyone meets it first, and no key of it. A key that is left out is not shown."""


@dataclass(frozen=True, slots=True)
class CourseRef:
    """The course whose page is being shown; `enrollment` is None for someone who is not on it. `questions`:
    the keys of its checks; `skills`: (skill id, is lead) of what it teaches; `is_passed`: its test is
    passed, or it is completed."""

    id: int
    uuid: UUID
    slug: str
    title: str
    enrollment: Any
    questions: Sequence[str] = ()
    skills: Sequence[tuple[int, bool]] = ()
    is_passed: bool = False


Panel = Callable[
    ..., str
]  # panel(*, user, course: CourseRef, request) -> safe HTML, "" when it has nothing to say

_loaders: list[Loader] = []
_panels: dict[str, tuple[int, Panel]] = {}


def register_loader(loader: Loader) -> None:
    """Called once, in `AppConfig.ready()` of the app that owns the check block."""
    if loader not in _loaders:
        _loaders.append(loader)


def load(*, user: Any, lesson: LessonRef, keys: Sequence[str], request: HttpRequest) -> dict[str, str]:
    """The HTML of the checks with these keys. No query when there are none."""
    html: dict[str, str] = {}
    if keys:
        for loader in _loaders:
            html |= loader(user=user, lesson=lesson, keys=keys, request=request)
    return html


def register_result_panel(name: str, *, order: int, panel: Panel) -> None:
    """What an app above says on the course page about this person and this course, e.g. the result of the
    checks."""
    _panels[name] = (order, panel)


def result_panels(*, user: Any, course: CourseRef, request: HttpRequest) -> list[str]:
    """The panels that have something to say, in order."""
    panels = [panel for _, panel in sorted(_panels.values(), key=lambda item: item[0])]
    shown = [panel(user=user, course=course, request=request) for panel in panels]
    return [html for html in shown if html]


# A comment cannot be typed into rich text, and a question's uuid tells nothing of its key.
PLACEHOLDER = re.compile(r"<!--check:([0-9a-f-]{36})(:further)?-->")


def placeholder(*, key: str, is_further: bool = False) -> SafeString:
    """What a check block renders: the place of a question."""
    return format_html("<!--check:{}{}-->", UUID(str(key)), ":further" if is_further else "")


def anchor_of(key: str) -> str:
    """The id of a check in the lesson page, for links and for the place to come back to."""
    return f"check-{key}"
