"""A lesson, the page that is read most: five queries with session, user and menu, whatever the size of the
site."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses import activities, queries
from courses.models.rendering import assemble, here_mark, kept_context, kept_segments


@require_safe
@login_required
def lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    return show_lesson(request, course, lesson)


def show_lesson(
    request: HttpRequest,
    course: str,
    lesson: str,
    *,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The lesson for the signed-in person. An app above shows it again with `errors` ({"text", "href"} for
    the error summary, which its loader may still be filling) when what was posted to it was no answer."""
    row = queries.lesson_row(request.user, f"{course}/{lesson}")
    if row is None:
        return elsewhere(request, course, lesson)
    lesson_id, uuid, slug, title, course_id, course_slug, course_title, *of_person = row
    enrollment, position_lesson, anchor, stopped_at, stored, outline, facts, read = of_person
    segments = kept_segments(stored)
    reference = activities.LessonRef(
        uuid=uuid,
        slug=slug,
        title=title,
        course_id=course_id,
        course_slug=course_slug,
        enrollment_id=enrollment,
    )
    keys = [content for kind, content, *_ in segments if kind == "check"]
    checks = activities.load(user=request.user, lesson=reference, keys=keys, request=request)
    here = ""
    if position_lesson == lesson_id and anchor:
        here = here_mark(timezone.localtime(stopped_at), timezone.localtime())
    language = get_language() or ""
    context = kept_context(course_slug, course_title, outline, facts, str(uuid), read, language)
    body = assemble(segments, checks, anchor=anchor, here=here)
    shown = {**context, "body": body, "errors": errors or []}
    return render(request, "courses/lesson.html", shown, status=status)


def elsewhere(request: HttpRequest, course: str, slug: str) -> HttpResponse:
    """A module's address leads to its place on the course page. All else is not there, also a lesson of a
    course on which this person is not enrolled: denied and missing look the same."""
    published = queries.published_course(course, request.user)
    if published is None:
        raise Http404
    for module in published.outline["modules"]:
        if module["slug"] == slug:
            return HttpResponseRedirect(f"{reverse('course', args=[published.slug])}#module-{slug}")
    raise Http404
