"""Two worlds that differ only in which option is right: before the answer nobody can tell them apart
(security guide, G2).

Covers the lesson, the lesson after a refused post, the course page, the previews of authors, the redirect
and every statement. The control in the last test shows that the comparison does see a key.
"""

import json
import re
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client

from assessments.attempts.views.checks import _asked
from assessments.bank.models import Question, QuestionVersion
from assessments.bank.queries.versions import _contents
from lms.lrs import store
from tests.factories import attempts
from tests.factories.accounts import amara

pytestmark = pytest.mark.django_db

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CHANGING = [
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "csrf"),
    (re.compile(r'nonce="[^"]+"'), "nonce"),
]


def turn_key(question: Question, right: str) -> None:
    """Make another option right in place. A version never changes, so its trigger goes for a moment."""
    version = QuestionVersion.objects.get(pk=question.live_version_id)
    options, _ = question.option_rows()
    question.options = [
        ("option", {"text": each["text"], "reason": each["reason"], "is_right": each["id"] == right})
        for each in options
    ]
    question.save()
    with connection.cursor() as cursor:
        on = " ON bank_questionversion" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER bank_version_never_changes{on}")
    QuestionVersion.objects.filter(pk=version.pk).update(key=[right])


def in_both_worlds(look, question):
    """What `look` sees with (a) right, and with (c) right."""
    with undone():
        first = look()
    _asked.clear()  # the second world draws its checks itself,
    _contents.clear()  # of versions that it reads itself
    with undone():
        turn_key(question, "c")
        return first, look()


@contextmanager
def undone():
    """A savepoint that is rolled back; not `atomic`, which the views' durable blocks would refuse around
    them."""
    savepoint = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


@pytest.fixture
def taught():
    return attempts.course(questions=2, further=1)


@pytest.fixture
def look_at(taught):
    client = Client()
    client.force_login(attempts.learner(taught).user, backend="django.contrib.auth.backends.ModelBackend")

    def look(method, path, data=None):
        response = getattr(client, method)(path, data or {})
        text = response.content.decode()
        for pattern, word in CHANGING:
            text = pattern.sub(word, text)
        headers = {name: value for name, value in response.items() if name != "Content-Security-Policy"}
        return response.status_code, headers, text

    return look


def lesson_url(taught):
    return f"/courses/{taught.course.slug}/{taught.lesson.slug}/"


def test_the_lesson_page(taught, look_at):
    first, second = in_both_worlds(lambda: look_at("get", lesson_url(taught)), taught.questions[0])
    assert first == second
    assert first[0] == 200


def test_the_page_after_a_post_that_was_no_answer(taught, look_at):
    version = str(attempts.version_of(taught.questions[0]))
    posts = [{"version": version}, {"version": version, f"choice-{version}": ["a", "c"]}]
    for data in posts:
        first, second = in_both_worlds(
            lambda data=data: look_at("post", lesson_url(taught) + "answers/", data), taught.questions[0]
        )
        assert first == second
        assert first[0] == 422


def test_the_course_page(taught, look_at):
    first, second = in_both_worlds(
        lambda: look_at("get", f"/courses/{taught.course.slug}/"), taught.questions[0]
    )
    assert first == second


def test_another_question_of_the_lesson_stays_secret_after_one_is_answered(taught, look_at):
    version = str(attempts.version_of(taught.questions[1]))
    look_at("post", lesson_url(taught) + "answers/", {"version": version, f"choice-{version}": "a"})
    first, second = in_both_worlds(lambda: look_at("get", lesson_url(taught)), taught.questions[0])
    assert first == second


def test_an_author_previews_the_question_as_a_learner_sees_it(taught):
    def look():
        question = Question.objects.get(pk=taught.questions[0].pk)
        response = question.make_preview_request(None, "")
        text = response.content.decode()
        for pattern, word in CHANGING:
            text = pattern.sub(word, text)
        return response.status_code, re.sub(UUID, "", text)  # a draft's version has no uuid yet

    first, second = in_both_worlds(look, taught.questions[0])
    assert first == second
    assert "Because of accuracy" not in first[1]


def test_the_checks_of_a_previewed_lesson(taught):
    from courses import activities

    reference = activities.LessonRef(
        uuid=taught.lesson.uuid,
        slug=taught.lesson.slug,
        title=taught.lesson.title,
        course_id=taught.course.pk,
        course_slug=taught.course.slug,
        enrollment_id=None,
    )
    keys = [str(question.uuid) for question in taught.questions]

    def look():
        return activities.load(user=None, lesson=reference, keys=keys, request=None)

    first, second = in_both_worlds(look, taught.questions[0])
    assert first == second
    assert len(first) == 3
    assert all("<button" in html and "disabled" in html for html in first.values())


def test_a_wrong_answer_says_the_same_in_the_record_store_whichever_option_is_right(taught, look_at):
    version = str(attempts.version_of(taught.questions[0]))

    def look():
        look_at("post", lesson_url(taught) + "answers/", {"version": version, f"choice-{version}": "b"})
        said = [json.dumps(s) for s in store.statements_of(amara().account_name)]
        # The ids of the row and the attempt are random, and so is the moment.
        return [re.sub(UUID + r'|"(timestamp|stored)": "[^"]+"', "", text) for text in said]

    first, second = in_both_worlds(look, taught.questions[0])
    assert first == second
    assert len(first) == 1


def test_the_comparison_sees_a_key_where_there_is_one(taught, look_at):
    """After the answer the page does hold the key, so the two worlds must differ: else this file proves
    nothing."""
    version = str(attempts.version_of(taught.questions[0]))
    look_at("post", lesson_url(taught) + "answers/", {"version": version, f"choice-{version}": "b"})
    first, second = in_both_worlds(lambda: look_at("get", lesson_url(taught)), taught.questions[0])
    assert first != second
