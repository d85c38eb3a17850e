"""The page that says whether a course is worth the time, and afterwards what it was worth."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses import activities, queries
from courses.blocks import OFFICIAL, RECALL, SECONDARY
from courses.models import CourseStep
from courses.models.rendering import minutes
from courses.queries import CourseProgress


@require_safe
@login_required
def course(request: HttpRequest, course: str) -> HttpResponse:
    published = queries.published_course(course, request.user)
    if published is None:
        raise Http404
    today = timezone.localdate()
    progress, others = queries.way_through(published, request.user)
    skills = queries.skills_taught(published.course_id, request.user, today)
    tested = any(step.is_done for step in others if step.kind == CourseStep.Kind.TEST)
    reference = activities.CourseRef(
        id=published.course_id,
        uuid=published.course.uuid,
        slug=published.slug,
        title=published.title,
        enrollment=progress.enrollment,
        questions=[key for lesson in progress.lessons for key, _ in lesson["checks"]],
        skills=[(each.skill_id, each.is_lead) for each in skills],
        is_passed=tested or progress.completed_at is not None,
    )
    modules = modules_of(progress)
    facts = published.facts
    review_by = day(facts["review_by"])
    context = {
        "progress": progress,
        "published": published,
        "modules": modules,
        "modules_open": any(not module["is_done"] for module in modules),
        "longest": max((module["minutes"] for module in modules), default=0),
        "segments_label": segments_label(modules),
        "skills": skills,
        "other_steps": others,
        "open_steps": [step for step in others if not step.is_done],
        "panels": activities.result_panels(user=request.user, course=reference, request=request),
        "reviewed_on": day(facts["reviewed_on"]),
        "review_by": review_by,
        "is_overdue": review_by is not None and review_by < today,
        "origins": origins_of(facts.get("stated", [])),
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


# How a fact was checked, best first, in the words of the page.
ORIGINS = {
    OFFICIAL: "Read at the official source",
    SECONDARY: "Reported by others: check before you rely on it",
    RECALL: "Not checked yet: look at the source before you rely on it",
}


def origins_of(stated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The facts of a course by how they were checked: each fact once, and each source once with the latest
    day on which it was read."""
    found = []
    for status, title in ORIGINS.items():
        facts = [fact for fact in stated if fact["status"] == status]
        sources: dict[tuple[str, str], date | None] = {}
        for fact in facts:
            read_on = day(fact["read_on"])
            for source in fact["sources"]:
                key = (source["title"], source["url"])
                known = sources.get(key)
                sources[key] = max(known, read_on) if known and read_on else known or read_on
        if facts:
            rows = [{"title": key[0], "url": key[1], "read_on": read} for key, read in sources.items()]
            texts = [fact for fact in facts if fact["text"]]
            label = "The fact that it rests on" if len(texts) == 1 else f"The {len(texts)} facts themselves"
            found.append({"title": title, "sources": rows, "facts": texts, "label": label})
    return found
