"""Finding a course: words, choices, or both. One GET form, so that an address keeps what was asked."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.queries.audiences import Audiences, audiences, levels_taught
from courses.queries.filtering import (
    EVERYONE,
    FACETS,
    FOR,
    LEVEL,
    STATUS,
    TIME,
    Chosen,
    Facet,
    facets,
    listed,
    narrowed,
)
from courses.queries.searching import MOST_LESSONS_FOUND, did_you_mean, lessons_with
from courses.queries.searching import catalogue as find

COURSES_A_PAGE = 20
LONGEST_SEARCH = 200
TITLES = {FOR: "Profession", LEVEL: "Level", TIME: "Time left for you", STATUS: "My status"}
TIME_LABELS = [
    ("up-to-30", "Up to 30 minutes"),
    ("30-to-60", "31 to 60 minutes"),
    ("over-60", "Over 60 minutes"),
]
STATUS_LABELS = [("not-started", "Not started"), ("in-progress", "In progress"), ("completed", "Completed")]


@require_safe
@login_required
def catalogue(request: HttpRequest) -> HttpResponse:
    # A database cannot look for a character that it cannot hold.
    search = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]
    found = find(user=request.user, search=search)
    needed = audiences(
        [each.published.course_id for each in found], user=request.user, on=timezone.localdate()
    )
    courses = [listed(each, audience=needed.of[each.published.course_id]) for each in found]
    labels = labels_of(needed)
    chosen = chosen_in(request.GET, labels)
    shown = [each.progress for each in narrowed(courses, chosen)]
    lessons = lessons_with(search.split(), request.user, courses=[each.published.pk for each in shown])
    page = Paginator(shown, COURSES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "page": page,
        "count": len(shown),
        "count_without_choices": len(courses),
        "page_address": f"?{query(search, chosen)}&page=" if search or any(chosen.values()) else "?page=",
        "facets": [titled(each) for each in facets(courses, chosen, labels)],
        "taken": taken(search, chosen, labels),
        "meant": did_you_mean(user=request.user, search=search) if search and not courses else None,
        "lessons": lessons[:MOST_LESSONS_FOUND],
        "more_lessons": len(lessons) > MOST_LESSONS_FOUND,
        "mine": {each.slug for each in shown if each.enrollment},
    }
    return render(request, "courses/catalogue.html", context)


def labels_of(needed: Audiences) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen, in the order of the page: one's own professions and low levels first."""
    groups = [(slug, f"{name}: yours" if slug in needed.own else name) for slug, name in needed.groups]
    return {
        FOR: [*groups, (EVERYONE, "Every profession")],
        LEVEL: levels_taught(),
        TIME: TIME_LABELS,
        STATUS: STATUS_LABELS,
    }


def chosen_in(asked: QueryDict, labels: dict[str, list[tuple[str, str]]]) -> Chosen:
    """The choices of an address; what is none of ours is passed over."""
    return {name: frozenset(asked.getlist(name)) & {value for value, _ in labels[name]} for name in FACETS}


def titled(facet: Facet) -> dict[str, Any]:
    return {"name": facet.name, "title": TITLES[facet.name], "options": facet.options}


def taken(search: str, chosen: Chosen, labels: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Each choice that was made, with the address that takes it back: (label, address)."""
    return [
        (label, f"?{query(search, {**chosen, name: chosen[name] - {value}})}")
        for name in FACETS
        for value, label in labels[name]
        if value in chosen[name]
    ]


def query(search: str, chosen: Chosen) -> str:
    """The part of an address that keeps a search and choices, always in one order."""
    words = [("q", search)] if search else []
    return urlencode([*words, *((name, value) for name in FACETS for value in sorted(chosen[name]))])
