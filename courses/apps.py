from typing import Any

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"

    def ready(self) -> None:
        from courses import actions, queries
        from lms import derived
        from lms.accounts import erasing
        from lms.site import navigation

        follow_the_tree()
        erasing.keep("courses.Enrollment", "user", said="enrolments, with their attempts and ticks")
        navigation.register(label="Find learning", url_name="catalogue", order=20)
        derived.register(
            "published courses", rebuild=actions.rebuild_published, check=queries.check_published
        )
        derived.register("course completions", rebuild=lambda: 0, check=queries.check_completions)


def follow_the_tree() -> None:
    """Wagtail says when a page changes; `sync_course` makes the rows follow. It also says it in the middle
    of what it does, so each of these looks at the tree as it is by then and leaves an order of events to
    nobody."""
    from django.db.models.signals import post_delete
    from wagtail import signals

    from courses.models import CoursePage, LessonPage, ModulePage

    for page_class in (CoursePage, ModulePage, LessonPage):
        for signal in (signals.page_published, signals.page_unpublished, signals.page_slug_changed):
            signal.connect(page_changed, sender=page_class, dispatch_uid=f"courses {page_class.__name__}")
        signals.post_page_move.connect(
            page_changed, sender=page_class, dispatch_uid=f"courses {page_class.__name__}"
        )
        post_delete.connect(page_deleted, sender=page_class, dispatch_uid=f"courses {page_class.__name__}")


def page_changed(sender: Any, *, instance: Any, **kwargs: Any) -> None:
    from django.utils import timezone

    from courses import actions
    from courses.models.pages import course_page_of

    course = course_page_of(instance)
    if course is not None:
        actions.sync_course(course=course.translation_key, at=timezone.now())


def page_deleted(sender: Any, *, instance: Any, **kwargs: Any) -> None:
    """The pages above may be gone too, so the course is found by the rows. Nothing else remembers it."""
    from django.utils import timezone

    from courses import actions, queries

    course = queries.course_of(instance.translation_key)
    if course is not None:
        actions.sync_course(course=course, at=timezone.now())
