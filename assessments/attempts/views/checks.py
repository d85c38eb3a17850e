"""The loader: each check of a lesson as HTML, for the person who reads it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

from assessments.attempts.queries import Check, checks_for, previewed_checks
from courses import activities

DONT_KNOW = "dont-know"
TOKEN = "the-token-of-this-form"  # noqa: S105 - its place, in a check that is kept
MOST_KEPT = 5000
_asked: dict[tuple[Any, ...], str] = {}

PROBLEMS = {
    "none": "Select an answer, or “I don’t know”",
    "select": "Select {select} answers, or “I don’t know”",
    "both": "Select answers, or “I don’t know”, not both",
}


@dataclass
class Refused:
    """A post that was no answer, for showing the page again: what was chosen and what is wrong, by
    version uuid."""

    chosen: dict[UUID, list[str]]
    problems: dict[UUID, str]
    errors: list[dict[str, str]] = field(
        default_factory=list
    )  # for the error summary; filled while rendering


def load_checks(
    *, user: Any, lesson: activities.LessonRef, keys: Sequence[str], request: HttpRequest
) -> dict[str, str]:
    """`courses.activities.Loader`: one query, and before an answer nothing that tells the right option."""
    language = translation.get_language() or ""
    if user is None or lesson.enrollment_id is None:
        found = previewed_checks(keys=keys, language=language)
        url = ""
    else:
        found = checks_for(enrollment_id=lesson.enrollment_id, keys=keys, language=language)
        url = reverse("answers", args=[lesson.course_slug, lesson.slug])
    refused: Refused | None = getattr(request, "refused_answers", None)
    shown = [key for key in keys if key in found]
    html = {}
    for number, key in enumerate(shown, start=1):
        check = found[key]
        anchor = activities.anchor_of(key)
        context: dict[str, Any] = {"anchor": anchor, "number": number, "of": len(shown)}
        if check.status == "open" and refused is None and url:
            html[key] = asked(check, language=language, url=url, **context).replace(TOKEN, get_token(request))
            continue
        context |= {"check": check, "who_url": reverse("who_sees_what")}
        if check.status == "open":
            template = "bank/check.html"
            context |= open_context(check, anchor, refused)
            context |= {"url": url, "csrf_token": get_token(request) if url else ""}
        else:
            template = f"attempts/check_{check.status}.html"
            following = next((other for other in shown[number:] if found[other].status == "open"), None)
            context["next_anchor"] = activities.anchor_of(following) if following else ""
            if check.status == "answered":
                context |= answered_context(check)
        html[key] = get_template(template).render(context)
    return html


def asked(check: Check, **place: Any) -> str:
    """A check as everyone meets it first, with TOKEN for the form's token. Versions never change, so it is
    drawn once a process for each place it is asked in."""
    place_key = (check.version.uuid, check.is_further, *place.values())
    if place_key not in _asked:
        if len(_asked) >= MOST_KEPT:
            _asked.clear()
        context = {**place, **open_context(check, place["anchor"], None)}
        context |= {"check": check, "who_url": reverse("who_sees_what"), "csrf_token": TOKEN}
        _asked[place_key] = get_template("bank/check.html").render(context)
    return _asked[place_key]


def open_context(check: Check, anchor: str, refused: Refused | None) -> dict[str, Any]:
    problem = refused.problems.get(check.version.uuid) if refused else None
    error = ""
    if problem is not None and refused is not None:
        wanted = check.version.select
        if problem != "both":
            problem = "select" if wanted else "none"
        error = PROBLEMS[problem].format(select=wanted)
        refused.errors.append({"text": error, "href": f"#{anchor}-a"})
    return {
        "version": check.version,
        "error": error,
        "chosen": refused.chosen.get(check.version.uuid, []) if refused else [],
    }


def answered_context(check: Check) -> dict[str, Any]:
    return {
        "version": check.version,
        "options": check.version.explained(check.choice),
        "heading": heading_of(check),
        "answered_at": timezone.localtime(check.answered_at),
        "is_today": timezone.localdate(check.answered_at) == timezone.localdate(),
    }


def heading_of(check: Check) -> str:
    """The answer in a few words: "Not quite: it is accuracy". A right option that is longer is marked below,
    and the heading says so; of several right ones it says how many were found."""
    right = [option["text"] for option in check.version.options if option["id"] in check.version.key]
    word = in_a_sentence(right[0]) if len(right) == 1 else ""
    if check.is_correct:
        return f"Yes: it is {word}" if word else "Yes, that is right"
    if check.is_dont_know:
        below = f"it is {word}" if word else f"the right answer{'s are' if len(right) > 1 else ' is'} below"
        return f"You said you don’t know: {below}"
    if word:
        return f"Not quite: it is {word}"
    return found_of_several(check) if check.version.is_multiple else "Not quite: another answer is right"


def found_of_several(check: Check) -> str:
    """Of a question with several right answers: how many were found, and how many were chosen besides."""
    found = len(set(check.choice) & set(check.version.key))
    wrong = len(set(check.choice)) - found
    of = len(check.version.key)
    if found == of:
        besides = "one more that is not" if wrong == 1 else f"{wrong} more that are not"
        return f"Not quite: you chose what is right, and {besides}"
    return f"Not quite: you found {found or 'none'} of {of} right answers"


def in_a_sentence(text: str) -> str:
    """One or two words as they stand inside a sentence; "" for anything longer."""
    text = text.strip().rstrip(".")
    if not re.fullmatch(r"\S+( \S+)?", text):
        return ""
    # A capital that only begins the option goes; WCAG and names of two words keep theirs.
    return text[0].lower() + text[1:] if text[1:] == text[1:].lower() else text
