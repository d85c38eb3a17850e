"""The buttons: check an answer, try again. Each translates a form into one action and leads on."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from assessments.attempts import actions, queries
from assessments.attempts.actions import InvalidChoice, NotAfterAFailure, UnknownQuestion
from assessments.attempts.actions.answering import MOST_ANSWERS, Choice
from assessments.attempts.views.checks import DONT_KNOW, Refused
from courses import activities
from courses import views as courses
from courses.models import Enrollment


@require_POST
@login_required
def answers(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Answers to 1 to 50 checks of a lesson: `version` once for each, `choice-<version>` as often as
    chosen."""
    posted = request.POST.getlist("version")
    if not 1 <= len(posted) <= MOST_ANSWERS:
        return HttpResponseBadRequest(f"Expected 1 to {MOST_ANSWERS} answers.")
    versions = [uuid_or_404(text) for text in posted]
    chosen = {version: request.POST.getlist(f"choice-{version}") for version in versions}
    if nothing := {version: "none" for version, values in chosen.items() if not values}:
        return refuse(request, course, lesson, Refused(chosen=chosen, problems=nothing))
    key = request.POST.get("check", "")
    anchor = activities.anchor_of(key) if is_uuid(key) else ""
    try:
        with transaction.atomic(durable=True):
            outcome = actions.answer_in_lesson(
                user=request.user,
                course=course,
                lesson=lesson,
                answers=[(version, choice_of(chosen[version])) for version in versions],
                place=anchor,
                at=timezone.now(),
            )
    except (UnknownQuestion, Enrollment.DoesNotExist):
        raise Http404 from None
    except InvalidChoice as invalid:
        return refuse(request, course, lesson, Refused(chosen=chosen, problems=invalid.problems))
    url = reverse("lesson", args=[course, lesson])
    place = f"#{anchor}" if anchor else ""
    if outcome.stale:
        messages.warning(
            request, "This question has changed since you opened the page. Please answer it as it is now."
        )
    if outcome.is_passed is not None:
        tell_result(request, outcome, course, place)
        place = ""
    return courses.HttpResponseSeeOther(f"{url}{place}")


def refuse(request: HttpRequest, course: str, lesson: str, refused: Refused) -> HttpResponse:
    """The lesson again, with what is wrong at the top and at the question, and what was chosen still
    chosen."""
    request.refused_answers = refused  # type: ignore[attr-defined]
    return courses.show_lesson(request, course, lesson, errors=refused.errors, status=422)


def choice_of(values: list[str]) -> Choice:
    """The option ids chosen; none for "I don't know" alone. Both together are left for the action to
    refuse."""
    return [] if values == [DONT_KNOW] else values


def uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def tell_result(request: HttpRequest, outcome: actions.Outcome, course: str, place: str) -> None:
    """The banner after the last check; the reasons for the last answer are one link away."""
    url = reverse("course", args=[course])
    if outcome.completed_course:
        text, link = "You passed the checks and completed the course.", "See your result"
    elif outcome.is_passed:
        text, link = "You passed the checks of this course.", "See your result and what is left"
    else:
        text, link = "You have answered every check. This time it was not enough to pass.", "See your result"
    say = messages.success if outcome.is_passed else messages.info
    say(
        request,
        format_html(
            '{} <a class="govuk-notification-banner__link" href="{}#checks-result">{}</a> or '
            '<a class="govuk-notification-banner__link" href="{}">read the reasons for your last answer</a>.',
            text,
            url,
            link,
            place or "#main",
        ),
    )


@require_POST
@login_required
@transaction.atomic(durable=True)
def try_again(request: HttpRequest, course: str) -> HttpResponse:
    """A new attempt after a failed one; it leads to the first lesson with a check."""
    mine = Enrollment.objects.visible_to(request.user).filter(user=request.user)
    enrollment = get_object_or_404(mine, course__slug=course, course__retired_at__isnull=True)
    try:
        attempt = actions.try_again(enrollment=enrollment, at=timezone.now())
    except NotAfterAFailure:
        return courses.HttpResponseSeeOther(reverse("course", args=[course]))
    place = queries.first_check(attempt)
    if place is None:
        return courses.HttpResponseSeeOther(reverse("course", args=[course]))
    slug, key = place
    return courses.HttpResponseSeeOther(
        f"{reverse('lesson', args=[course, slug])}#{activities.anchor_of(key)}"
    )
