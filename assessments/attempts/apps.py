from typing import Any

from django.apps import AppConfig


class AttemptsConfig(AppConfig):
    name = "assessments.attempts"
    label = "attempts"

    def ready(self) -> None:
        from assessments.attempts.views import load_checks, result_panel
        from courses import activities
        from lms import outbox

        activities.register_loader(load_checks)
        activities.register_result_panel("checks", order=10, panel=result_panel)
        outbox.subscribe("lesson.published", name="attempts.follow_lesson", handler=follow_lesson)
        outbox.subscribe("question.changed", name="attempts.follow_question", handler=follow_question)
        outbox.subscribe("version.withdrawn", name="attempts.rescore", handler=rescore)


def follow_lesson(delivery: Any) -> None:
    """The lessons of a course changed: so may its checks."""
    from assessments.attempts import actions
    from courses.models import Course

    for course in Course.objects.filter(lessons__uuid=delivery.key):
        actions.follow_course(course=course, at=delivery.at)


def follow_question(delivery: Any) -> None:
    """A question was published or taken back: the courses that ask it, or could now, follow."""
    from assessments.attempts import actions
    from courses.models import Course

    for course in Course.objects.filter(questions__uuid=delivery.key).distinct().order_by("pk"):
        actions.follow_course(course=course, at=delivery.at)


def rescore(delivery: Any) -> None:
    from uuid import UUID

    from assessments.attempts import actions

    actions.rescore(version=UUID(delivery.key), at=delivery.at)
