"""Finding a course, and the page that says whether it is worth the time."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses import activities, queries
from courses.models import Course, CourseStep
from courses.models.rendering import minutes
from courses.queries import CourseProgress
from lms.accounts.queries import role_levels_of
from lms.frameworks.queries import required_levels

COURSES_A_PAGE = 20
LONGEST_SEARCH = 200


@require_safe
@login_required
def catalogue(request: HttpRequest) -> HttpResponse:
    # A database cannot look for a character that it cannot hold.
    search = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]
    found = queries.catalogue(user=request.user, search=search)
    page = Paginator(found, COURSES_A_PAGE).get_page(request.GET.get("page"))
    address = f"?{urlencode({'q': search})}&page=" if search else "?page="
    context = {
        "search": search,
        "page": page,
        "count": len(found),
        "page_address": address,
        "lessons": queries.lessons_with(search.split(), request.user),
        "mine": {each.slug for each in found if each.enrollment},
    }
    return render(request, "courses/catalogue.html", context)


@require_safe
@login_required
def course(request: HttpRequest, course: str) -> HttpResponse:
    published = queries.published_course(course, request.user)
    if published is None:
        raise Http404
    (progress,) = queries.progress_in([published], request.user)
    reference = activities.CourseRef(
        id=published.course_id,
        uuid=published.course.uuid,
        slug=published.slug,
        title=published.title,
        enrollment=progress.enrollment,
    )
    modules = modules_of(progress)
    others = [step for step in queries.required_steps(published.course) if step.kind != CourseStep.Kind.READ]
    facts = published.facts
    context = {
        "progress": progress,
        "published": published,
        "modules": modules,
        "modules_open": any(not module["is_done"] for module in modules),
        "longest": max((module["minutes"] for module in modules), default=0),
        "segments_label": segments_label(modules),
        "skills": skills_of(published.course, request.user),
        "other_steps": others,
        "open_steps": [step for step in others if step.pk not in progress.completed_steps],
        "panels": activities.result_panels(user=request.user, course=reference, request=request),
        "reviewed_on": day(facts["reviewed_on"]),
        "review_by": day(facts["review_by"]),
        "sources": [{**each, "read_on": day(each["read_on"])} for each in facts["sources"]],
    }
    return render(request, "courses/course.html", context)


def day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def modules_of(progress: CourseProgress) -> list[dict[str, Any]]:
    """The modules with this person's ticks, minutes and "you are here"."""
    found = progress.resume_at
    # Where someone is, is worth saying only while they are under way.
    here = found[0]["uuid"] if found and progress.is_started and not progress.completed_at else None
    course_url = reverse("course", args=[progress.slug])
    return [
        {
            "slug": module["slug"],
            "title": module["title"],
            "objective": module["objective"],
            "minutes": minutes(module["words"], module["questions"]),
            "is_done": progress.is_done(module),
            "read": sum(each["uuid"] in progress.done for each in module["lessons"]),
            "lessons": [
                {
                    "title": each["title"],
                    "url": f"{course_url}{each['slug']}/",
                    "minutes": minutes(each["words"], each["questions"]),
                    "is_read": each["uuid"] in progress.done,
                    "is_here": each["uuid"] == here,
                }
                for each in module["lessons"]
            ],
        }
        for module in progress.published.outline["modules"]
    ]


def segments_label(modules: list[dict[str, Any]]) -> str:
    """What the bar of modules says: "Modules: 1 read, 1 in progress, 3 to do"."""
    done = sum(module["is_done"] for module in modules)
    begun = sum(bool(module["read"]) and not module["is_done"] for module in modules)
    counts = [(done, "read"), (begun, "in progress"), (len(modules) - done - begun, "to do")]
    return "Modules: " + ", ".join(f"{count} {word}" for count, word in counts if count)


def skills_of(row: Course, user: Any) -> list[dict[str, Any]]:
    """Each skill of the course with its level and what this person's role asks of it (a Level, or None)."""
    taught = list(row.course_skills.select_related("skill", "level").order_by("-is_lead", "skill__name"))
    if not taught:
        return []
    role_levels = role_levels_of(user, timezone.localdate())
    needed = required_levels([level.pk for level in role_levels]) if role_levels else {}
    return [
        {
            "name": each.skill.name,
            "level": each.level.name,
            "is_lead": each.is_lead,
            "needed": needed.get(each.skill_id),
            "has_role": bool(role_levels),
        }
        for each in taught
    ]
