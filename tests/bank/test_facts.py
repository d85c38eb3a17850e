"""Which questions rest on a fact: what a fact's page lists, and what is marked when it changes."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from assessments.bank.queries import uses_of_facts
from courses import facts
from courses.actions import save_fact
from tests.factories import attempts, bank
from tests.factories.accounts import gwen

pytestmark = pytest.mark.django_db


def titles(keys=None):
    return {key: [use.title.split(":")[0] for use in uses] for key, uses in uses_of_facts(keys).items()}


def test_published_questions_are_listed_under_each_of_their_facts():
    course = attempts.course(questions=0).course
    bank.question("q1", course=course, facts=["dq-01", "dq-03"])
    bank.question("q2", course=course, facts=["dq-03"])
    bank.question("q3", course=course)
    assert titles() == {"dq-01": ["q1"], "dq-03": ["q1", "q2"]}
    assert titles(["dq-01", "dq-09"]) == {"dq-01": ["q1"]}
    use = uses_of_facts(["dq-01"])["dq-01"][0]
    assert (use.kind, use.course) == ("question", course.slug)
    assert "/edit/" in use.edit_url


def test_the_editor_shows_the_facts_and_which_has_changed():
    user = gwen()
    user.groups.set(Group.objects.filter(name="Content authors"))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    said = {"fact": "Five.", "sources": [], "read_on": None, "status": "official-source-read"}
    for key in ("dq-01", "dq-02"):
        save_fact(key=key, said=said, by=None, at=bank.AT)
    question = bank.question("q1", facts=["dq-01", "dq-02"])
    without = bank.question("q2")
    save_fact(key="dq-02", said={**said, "fact": "Six <b>now</b>."}, by=None, at=bank.AT)
    page = client.get(reverse("wagtailsnippets_bank_question:edit", args=[question.pk])).content.decode()
    assert "What it rests on" in page
    assert page.count("look whether the question and its reasons still hold") == 1
    assert "Six &lt;b&gt;now&lt;/b&gt;." in page
    assert "Before: Five." in page
    page = client.get(reverse("wagtailsnippets_bank_question:edit", args=[without.pk])).content.decode()
    assert "What it rests on" not in page


def test_what_nobody_is_asked_rests_on_nothing():
    bank.draft("draft", facts=["dq-01"])
    bank.question("retired", facts=["dq-01"]).unpublish()
    assert titles() == {}


def test_a_title_never_holds_the_key():
    bank.question("q1", facts=["dq-01"], stem="Which dimension fails?")
    assert uses_of_facts(None)["dq-01"][0].title == "q1: Which dimension fails?"


def test_one_query_however_many(django_assert_num_queries):
    for number in range(4):
        bank.question(f"q{number}", facts=["dq-01"])
    with django_assert_num_queries(1):
        assert len(uses_of_facts(None)["dq-01"]) == 4


def test_courses_ask_the_bank():
    bank.question("q1", facts=["dq-01"])
    assert [use.title[:2] for use in facts.uses_above(["dq-01"])["dq-01"]] == ["q1"]
