"""What a learner presses. Each reads a form, calls one action in one transaction, and leads on with a 303."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from courses import actions, queries
from courses.models import Enrollment, Lesson

ANCHOR = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: what follows a POST is a GET, whatever a browser makes of 302."""

    status_code = 303


def enrollment_or_404(request: HttpRequest, slug: str) -> Enrollment:
    """This person's enrolment on a live course, by its address."""
    mine = Enrollment.objects.visible_to(request.user).filter(user=request.user)
    enrollment = get_object_or_404(
        mine.select_related("course", "position_lesson", "user__identity"),
        course__slug=slug,
        course__retired_at__isnull=True,
    )
    return enrollment


def lesson_or_404(enrollment: Enrollment, slug: str) -> Lesson:
    return get_object_or_404(Lesson, course=enrollment.course_id, slug=slug, retired_at__isnull=True)


def lesson_id(uuid: str) -> int:
    return Lesson.objects.values_list("pk", flat=True).get(uuid=uuid)


@require_POST
@login_required
@transaction.atomic(durable=True)
def enroll(request: HttpRequest, course: str) -> HttpResponse:
    published = queries.published_course(course, request.user)
    if published is None:
        raise Http404
    actions.enroll(user=request.user, course=published.course, at=timezone.now())
    return HttpResponseSeeOther(reverse("course", args=[published.slug]))


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
        actions.set_position(enrollment=enrollment, lesson=lesson_id(entry["uuid"]), at=now)
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
    if completes:
        messages.success(request, "You have completed the course.")
    if completes or following is None:
        return HttpResponseSeeOther(reverse("course", args=[course]))
    actions.set_position(enrollment=enrollment, lesson=lesson_id(following["uuid"]), at=now)
    return HttpResponseSeeOther(reverse("lesson", args=[course, following["slug"]]))


@require_POST
@login_required
@transaction.atomic(durable=True)
def position(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Where the reader is, said by the page's script. Anything that is no id of a heading means the top."""
    enrollment = enrollment_or_404(request, course)
    row = lesson_or_404(enrollment, lesson)
    anchor = request.POST.get("anchor", "")
    anchor = anchor if ANCHOR.fullmatch(anchor) else ""
    actions.set_position(enrollment=enrollment, lesson=row, anchor=anchor, at=timezone.now())
    return HttpResponse(status=204)
