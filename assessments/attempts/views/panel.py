"""What the course page says about the checks: how far, what is needed, passed or not, try again."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone

from assessments.attempts.queries import results_for
from courses.activities import CourseRef


def result_panel(*, user: Any, course: CourseRef, request: HttpRequest) -> str:
    """`courses.activities.Panel`: nothing before the first answer. One query."""
    if course.enrollment is None:
        return ""
    result = results_for(course.enrollment)
    if result.status == "not-started":
        return ""
    return get_template("attempts/result_panel.html").render(
        {
            "result": result,
            "again_url": reverse("try_again", args=[course.slug]),
            "csrf_token": get_token(request),
            "finished_at": timezone.localtime(result.finished_at) if result.finished_at else None,
        }
    )
