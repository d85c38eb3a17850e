"""Many requests of one person at the same moment: one row, one statement. On SQLite the immediate
transaction makes them wait, on PostgreSQL the unique constraint and the lock on the enrolment do."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from courses import actions
from courses.models import Enrollment, StepCompletion
from courses.queries import check_completions
from lms.lrs import store, vocabulary
from tests.factories import courses as make
from tests.factories.accounts import amara


def at_once(jobs, *, threads=8):
    def run(job):
        try:
            with transaction.atomic():
                return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, jobs))


def test_enrolling_many_times_at_once_is_one_enrolment(committing):
    course, user = make.course(), amara()
    found = at_once([lambda: actions.enroll(user=user, course=course, at=make.AT).pk] * 24)
    assert len(set(found)) == 1
    assert Enrollment.objects.count() == 1
    assert len(store.statements_of(user.account_name, verbs=[vocabulary.REGISTERED])) == 1


def test_starting_many_times_at_once_is_one_start(committing):
    enrollment = make.enrolled(amara(), make.course())
    fresh = Enrollment.objects.select_related("course", "user__identity")
    started = at_once([lambda: actions.start(enrollment=fresh.get(pk=enrollment.pk), at=make.AT)] * 16)
    assert sorted(started) == [False] * 15 + [True]
    assert len(store.statements_of(amara().account_name, verbs=[vocabulary.INITIALIZED])) == 1


def test_reading_the_last_lessons_at_once_completes_the_course_once(committing):
    """Neither request sees the other's tick before it commits, so without the lock neither would be the
    last."""
    course = make.course()
    enrollment = make.enrolled(amara(), course, started=True)
    lessons = make.lessons(course)

    def reading(lesson):
        def job():
            mine = Enrollment.objects.select_related("course", "user__identity").get(pk=enrollment.pk)
            return actions.read_lesson(enrollment=mine, lesson=lesson, at=make.AT)

        return job

    completed = at_once([reading(lesson) for lesson in lessons * 4])
    assert sum(completed) == 1
    assert StepCompletion.objects.count() == 4
    assert len(store.statements_of(amara().account_name, verbs=[vocabulary.COMPLETED])) == 5
    assert check_completions() == []
