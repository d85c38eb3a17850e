"""Many requests of one person at the same moment. On SQLite the immediate transaction makes them wait, on
PostgreSQL the lock on the enrolment does; both must end with one row and one statement."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction
from django.test import Client

from assessments.attempts import actions
from assessments.attempts.models import Attempt, Response
from courses.models import StepCompletion
from lms.lrs import store, vocabulary
from tests.factories import attempts


def at_once(jobs, *, threads=10):
    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, jobs))


def test_fifty_identical_posts_make_one_row_and_one_statement(committing):
    taught = attempts.course(questions=2)
    enrollment = attempts.learner(taught)
    version = attempts.version_of(taught.questions[0])
    url = f"/courses/{taught.course.slug}/{taught.lesson.slug}/answers/"
    client = Client()
    client.force_login(enrollment.user, backend="django.contrib.auth.backends.ModelBackend")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    def post():
        browser = Client()
        browser.cookies.load(cookies)
        return browser.post(url, {"version": str(version), f"choice-{version}": "a"}).status_code

    assert set(at_once([post] * 50)) == {303}
    assert (Attempt.objects.count(), Response.objects.count()) == (1, 1)
    assert len(store.statements_of(enrollment.user.account_name, verbs=[vocabulary.ANSWERED])) == 1


def test_the_last_two_answers_at_once_still_finish_the_attempt(committing):
    """Neither sees the other's answer before it commits, so without the lock neither would be the last."""
    taught = attempts.course(questions=9)
    enrollment = attempts.learner(taught)
    with transaction.atomic():
        attempts.answer(taught, enrollment, "a")

    def answer(question):
        def job():
            with transaction.atomic():
                actions.answer(
                    enrollment=enrollment,
                    lesson=taught.lesson,
                    answers=[(question.live_version.uuid, ["a"])],
                    at=attempts.AT,
                )

        return job

    at_once([answer(question) for question in taught.questions[1:]])
    assert Attempt.objects.get().is_passed
    assert StepCompletion.objects.count() == 1
    assert len(store.statements_of(enrollment.user.account_name, verbs=[vocabulary.PASSED])) == 1
