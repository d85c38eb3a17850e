"""Amara takes the real course, in a browser without JavaScript: enrol, start, read, answer, pass."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from assessments.attempts.models import Attempt, AttemptItem
from assessments.bank.models import Question
from courses.importing import import_course
from courses.models import Course, Enrollment, Lesson, LessonPage
from lms import outbox
from lms.lrs import store, vocabulary
from tests.factories import bank, frameworks
from tests.factories.accounts import amara

FOLDER = Path(__file__).parents[2] / "courses" / "content" / "data-quality"

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    frameworks.shipped("essentials")
    import_course(folder=FOLDER, at=bank.AT)
    outbox.drain(at=timezone.now())
    return Course.objects.get()


@pytest.fixture
def client(course):
    client = Client()
    client.force_login(amara(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def soup_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def submit(client, form, **chosen):
    """Send a form as a browser does, with its hidden fields."""
    hidden = {field["name"]: field["value"] for field in form.find_all("input", type="hidden")}
    response = client.post(form["action"], hidden | chosen)
    assert response.status_code == 303, response.status_code
    return client.get(response["Location"].split("#")[0])


def answer_all(client, page, *, also_further=False):
    """Answer the checks of a lesson page rightly, one form after the other, as they come."""
    while form := next(
        (f for f in page.select(".wm-check form") if also_further or "Go further" not in f.get_text()), None
    ):
        version = form.find("input", attrs={"name": "version"})["value"]
        key = Question.objects.get(live_version__uuid=version).live_version.key
        page = soup_of(submit(client, form, **{f"choice-{version}": key}))
    return page


def test_from_the_catalogue_to_the_completed_course(client, course):
    page = soup_of(client.get(f"/courses/{course.slug}/"))
    page = soup_of(submit(client, page.find("form", action=f"/courses/{course.slug}/enrol/")))
    page = soup_of(submit(client, page.find("form", action=f"/courses/{course.slug}/start/")))
    lessons = Lesson.objects.filter(course=course).count()
    for _ in range(lessons):
        page = answer_all(client, page)
        page = soup_of(submit(client, page.find("form", action=lambda url: url and url.endswith("/read/"))))
    enrollment = Enrollment.objects.get()
    assert enrollment.completed_at is not None
    attempt = Attempt.objects.get()
    assert (attempt.is_passed, attempt.scaled_score) == (True, 1.0)
    assert "You passed the checks" in page.get_text()
    said = store.statements_of(amara().account_name)
    verbs = [statement["verb"]["id"] for statement in said]
    assert verbs.count(vocabulary.ANSWERED) == 9
    assert verbs.count(vocabulary.COMPLETED) == lessons + 1
    assert verbs.count(vocabulary.PASSED) == 1
    assert AttemptItem.objects.filter(is_counting=False).count() == 14


def test_a_lesson_taken_from_the_course_takes_its_open_checks_along(client, course):
    Enrollment.objects.create(user=amara(), course=course, enrolled_at=bank.AT, started_at=bank.AT)
    first = Lesson.objects.filter(course=course).order_by("module__order", "order").first()
    answer_all(client, soup_of(client.get(f"/courses/{course.slug}/{first.slug}/")))
    gone = LessonPage.objects.get(slug="quality-note")
    gone.unpublish()
    outbox.drain(at=timezone.now())  # the CMS asks the clock
    excused = AttemptItem.objects.exclude(excused_at=None)
    assert [item.question.slug for item in excused] == ["data-quality-q8"]


def test_every_question_of_the_course_can_be_shown_and_answered(client, course):
    Enrollment.objects.create(user=amara(), course=course, enrolled_at=bank.AT, started_at=bank.AT)
    for lesson in Lesson.objects.filter(course=course):
        page = soup_of(client.get(f"/courses/{course.slug}/{lesson.slug}/"))
        answer_all(client, page, also_further=True)
    assert AttemptItem.objects.filter(response__is_correct=True).count() == 23
