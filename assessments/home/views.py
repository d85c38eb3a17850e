"""The learner's home: what next, shortest first."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.home import queries
from assessments.skills.queries import Step
from assessments.skills.views.sentences import step_words


@dataclass(frozen=True, slots=True)
class Shown:
    """A gap with the words that the template prints of it."""

    step: Step
    words: str
    skills: list[tuple[str, str]]


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Anonymous people are sent to the sign-in page, which leads back here."""
    found = queries.home_of(request.user, timezone.localdate())
    gaps = [
        Shown(gap.step, step_words(gap.step), [(name, _(str(word))) for name, word in gap.skills])
        for gap in found.gaps
    ]
    return render(request, "home/home.html", {"home": found, "gaps": gaps})
