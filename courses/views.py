"""The learner's pages and buttons. Reading is GET and changes nothing; enrol, start, next and place are POST."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from courses import actions, activities, queries
from courses.models import Course, CourseStep, Enrollment, Lesson, PublishedLesson, StepCompletion
from courses.models.rendering import assemble, here_mark, lesson_context
from lms.accounts.queries import role_levels_of
from lms.frameworks.queries import required_levels

COURSES_A_PAGE = 20
ANCHOR = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: what follows a POST is a GET, whatever the browser makes of 302."""

    status_code = 303


@require_safe
@login_required
def catalogue(request: HttpRequest) -> HttpResponse:
    search = " ".join(request.GET.get("q", "").split())[:200]
    found = queries.catalogue(user=request.user, search=search)
    page = Paginator(found, COURSES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/catalogue.html", {"search": search, "page": page, "count": len(found)})


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
    context = {
        "progress": progress,
        "published": published,
        "skills": skills_of(published.course, request.user),
        "steps": queries.required_steps(published.course),
        "panels": activities.result_panels(user=request.user, course=reference, request=request),
    }
    return render(request, "courses/course.html", context)


def skills_of(row: Course, user: Any) -> list[dict[str, Any]]:
    """Each skill of the course with its level and what this person's role asks of it (a Level, or None)."""
    taught = list(row.course_skills.select_related("skill", "level").order_by("-is_lead", "skill__name"))
    role_levels = role_levels_of(user, timezone.localdate())
    needed = required_levels([level.pk for level in role_levels]) if role_levels and taught else {}
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


LESSON_FIELDS = (
    "lesson_id",
    "lesson__uuid",
    "lesson__slug",
    "title",
    "segments",
    "published_course__course_id",
    "published_course__slug",
    "published_course__title",
    "published_course__outline",
    "published_course__facts",
    "lesson__course__enrollments__id",
    "lesson__course__enrollments__position_lesson_id",
    "lesson__course__enrollments__position_anchor",
    "lesson__course__enrollments__position_at",
)


@require_safe
@login_required
def lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    return show_lesson(request, course, lesson)


def show_lesson(
    request: HttpRequest, course: str, lesson: str, *, errors: list[dict[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    """The lesson for the signed-in person. An app above shows it again with `errors` ({"text", "href"} for the
    error summary, which its loader may still be filling) when what was posted to it was no answer."""
    row = lesson_row(request.user, f"{course}/{lesson}")
    if row is None:
        return elsewhere(request, course, lesson)
    # One row tells all that is the same for everyone, and whether this person may see it; one more query the ticks.
    (lesson_id, uuid, slug, title, segments, course_id, course_slug, course_title, outline, facts, enrollment_id,
     position_lesson, anchor, stopped_at) = row  # fmt: skip
    read = StepCompletion.objects.filter(enrollment=enrollment_id, step__kind=CourseStep.Kind.READ)
    reference = activities.LessonRef(
        uuid=uuid,
        slug=slug,
        title=title,
        course_id=course_id,
        course_slug=course_slug,
        module_title="",
        enrollment_id=enrollment_id,
    )
    keys = [content for kind, content, *_ in segments if kind == "check"]
    checks = activities.load(user=request.user, lesson=reference, keys=keys, request=request)
    here = ""
    if position_lesson == lesson_id and anchor:
        here = here_mark(timezone.localtime(stopped_at), timezone.localtime())
    context = lesson_context(
        course_slug=course_slug,
        course_title=course_title,
        outline=outline,
        facts=facts,
        lesson=str(uuid),
        body=assemble(segments, checks, anchor=anchor, here=here),
        done=set(read.values_list("step__key", flat=True)),
    )
    return render(request, "courses/lesson.html", {**context, "errors": errors or []}, status=status)


def lesson_row(user: Any, path: str) -> tuple[Any, ...] | None:
    """The lesson at an address, in the active language if it exists in it; None where this person sees none."""
    for language in dict.fromkeys(queries.languages()):
        rows = PublishedLesson.objects.visible_to(user).filter(path=path, language=language)
        try:
            return rows.values_list(*LESSON_FIELDS).get()
        except PublishedLesson.DoesNotExist:
            continue
    return None


def elsewhere(request: HttpRequest, course: str, slug: str) -> HttpResponse:
    """A module's address leads to its place on the course page; a lesson of a course on which someone is not enrolled
    to the course, where they can enrol. Everything else is not there."""
    published = queries.published_course(course, request.user)
    if published is None:
        raise Http404
    url = reverse("course", args=[published.slug])
    for module in published.outline["modules"]:
        if module["slug"] == slug:
            return HttpResponseRedirect(f"{url}#module-{slug}")
    raise Http404


def published_or_404(request: HttpRequest, slug: str) -> Course:
    published = queries.published_course(slug, request.user)
    if published is None:
        raise Http404
    return published.course


def enrollment_or_404(request: HttpRequest, slug: str) -> Enrollment:
    enrollments = Enrollment.objects.visible_to(request.user).select_related("course", "position_lesson")
    enrollment = get_object_or_404(enrollments, course__slug=slug, course__retired_at__isnull=True)
    enrollment.user = request.user  # type: ignore[assignment]  # it is theirs: visible_to says so
    return enrollment


@require_POST
@login_required
@transaction.atomic(durable=True)
def enroll(request: HttpRequest, course: str) -> HttpResponse:
    row = published_or_404(request, course)
    actions.enroll(user=request.user, course=row, at=timezone.now())
    return HttpResponseSeeOther(reverse("course", args=[row.slug]))


@require_POST
@login_required
@transaction.atomic(durable=True)
def start(request: HttpRequest, course: str) -> HttpResponse:
    """Start and Carry on are one button: it leads to where this person stopped."""
    enrollment = enrollment_or_404(request, course)
    progress = queries.course_outline(enrollment.course, request.user)
    found = progress.resume_at if progress else None
    if found is None:
        return HttpResponseSeeOther(reverse("course", args=[course]))
    now = timezone.now()
    entry, anchor = found
    actions.start(enrollment=enrollment, at=now)
    if enrollment.position_lesson is None:
        lesson_id = Lesson.objects.values_list("pk", flat=True).get(uuid=entry["uuid"])
        actions.set_position(enrollment=enrollment, lesson=lesson_id, at=now)
    url = reverse("lesson", args=[course, entry["slug"]])
    return HttpResponseSeeOther(f"{url}#{anchor}" if anchor else url)


@require_POST
@login_required
@transaction.atomic(durable=True)
def read_lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Next: the lesson is read, and the next one is where to come back to. After the last one: the course."""
    enrollment = enrollment_or_404(request, course)
    row = lesson_or_404(enrollment, lesson)
    now = timezone.now()
    completes = actions.read_lesson(enrollment=enrollment, lesson=row, at=now)
    progress = queries.course_outline(enrollment.course, request.user)
    following = queries.next_lesson(progress.published.outline, str(row.uuid)) if progress else None
    if completes or following is None:
        if not completes and progress:
            messages.info(request, format_html("You have read “{}”, the last lesson.", row.title))
        return HttpResponseSeeOther(reverse("course", args=[course]))
    following_id = Lesson.objects.values_list("pk", flat=True).get(uuid=following["uuid"])
    actions.set_position(enrollment=enrollment, lesson=following_id, at=now)
    return HttpResponseSeeOther(reverse("lesson", args=[course, following["slug"]]))


@require_POST
@login_required
@transaction.atomic(durable=True)
def position(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Where the reader is, said by the page's script; 204. Anything that is no id of a heading means the top."""
    enrollment = enrollment_or_404(request, course)
    row = lesson_or_404(enrollment, lesson)
    anchor = request.POST.get("anchor", "")
    anchor = anchor if ANCHOR.fullmatch(anchor) else ""
    actions.set_position(enrollment=enrollment, lesson=row, anchor=anchor, at=timezone.now())
    return HttpResponse(status=204)


def lesson_or_404(enrollment: Enrollment, slug: str) -> Lesson:
    return get_object_or_404(Lesson, course=enrollment.course_id, slug=slug, retired_at__isnull=True)
