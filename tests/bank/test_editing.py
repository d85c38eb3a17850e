"""An author at work in the CMS: write, preview, publish, choose. Forms are posted as the browser posts
them."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from assessments.bank.models import Question, QuestionVersion
from assessments.bank.wagtail_hooks import QuestionViewSet
from lms.frameworks.models import SkillLevel
from tests.factories import attempts, bank, frameworks
from tests.factories.accounts import ada, amara, gwen

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    user = gwen()
    user.groups.set(Group.objects.filter(name="Content authors"))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name, *args):
    return reverse(f"wagtailsnippets_bank_question:{name}", args=args)


def shows(level="awareness"):
    skill = bank.data_quality()
    return SkillLevel.objects.get(skill=skill, level__slug=level).pk


def form(action="", right="a", **values):
    """The editor's form, filled in."""
    options = [
        (
            "option",
            {"text": text, "reason": f"Because of {text}.", "is_right": "on" if letter in right else ""},
        )
        for letter, text in zip("abcd", bank.DIMENSIONS, strict=True)
    ]
    filled = {
        "shows": shows(),
        "place": "",
        "form": "single",
        "select": "",
        "stem_format": "text",
        "stem": "Which dimension fails?",
        "options": streamfield(options),
        "go_live_at": "",
        "expire_at": "",
        **values,
    }
    return nested_form_data(filled) | ({action: "1"} if action else {})


def test_an_author_writes_and_publishes_a_question(author):
    taught = attempts.course(questions=0)
    response = author.post(url("add"), form("action-publish", place=taught.module.pk))
    assert response.status_code == 302, response.context["form"].errors
    question = Question.objects.get()
    assert (question.course, question.module) == (taught.course, taught.module)
    assert question.live_version.key == ["a"]
    assert question.slug == f"{taught.course.slug}-q1"


def test_saving_a_draft_publishes_nothing(author):
    bank.data_quality()
    assert author.post(url("add"), form()).status_code == 302
    question = Question.objects.get()
    assert (question.live, question.live_version) == (False, None)


def test_changing_the_right_answer_makes_a_version_that_the_history_shows(author):
    question = bank.question()
    response = author.post(url("edit", question.pk), form("action-publish", right="c"))
    assert response.status_code == 302
    assert [version.key for version in QuestionVersion.objects.order_by("number")] == [["a"], ["c"]]
    assert author.get(url("history", question.pk)).status_code == 200


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"right": ""}, "Tick “Right answer” on the option that is right."),
        ({"right": "ab"}, "Only one option can be right."),
        ({"select": "2"}, "Leave this empty: the question has one right answer."),
        ({"form": "multiple", "right": "ab", "select": "3"}, "You ticked 2 right answers. Enter 2"),
        ({"options": streamfield([])}, "Write at least two options."),
    ],
)
def test_a_question_that_cannot_be_asked_is_not_published(author, values, words):
    bank.data_quality()
    response = author.post(url("add"), form("action-publish", **values))
    assert response.status_code == 200
    text = BeautifulSoup(response.content, "html.parser").get_text() + str(response.context["form"].errors)
    assert words in text
    assert not Question.objects.exists()


def test_an_option_without_a_reason_is_not_published(author):
    bank.data_quality()
    data = form("action-publish")
    data["options-1-value-reason"] = ""
    assert author.post(url("add"), data).status_code == 200
    assert not Question.objects.exists()


def test_only_levels_that_a_skill_defines_are_offered(author):
    essentials = bank.data_quality().framework
    frameworks.skill(essentials, "data-ethics", levels=["awareness"])
    soup = BeautifulSoup(author.get(url("add")).content, "html.parser")
    offered = [
        option.get_text() for option in soup.find("select", attrs={"name": "shows"}).find_all("option")
    ]
    assert "Data ethics, awareness" in offered
    assert "Data ethics, expert" not in offered
    assert "Data quality, expert" in offered


def test_the_editor_shows_what_is_stored(author):
    taught = attempts.course(questions=1)
    soup = BeautifulSoup(author.get(url("edit", taught.questions[0].pk)).content, "html.parser")
    selected = [
        soup.find("select", attrs={"name": name}).find("option", selected=True).get_text()
        for name in ("shows", "place")
    ]
    assert selected == ["Data quality, awareness", "Six dimensions"]


def test_both_previews_answer_and_only_the_second_holds_reasons(author):
    question = bank.question()
    preview = url("preview_on_edit", question.pk)
    assert author.post(preview, form()).json()["is_valid"]
    learner = author.get(preview).content.decode()
    assert "I don’t know" in learner
    assert "Because of" not in learner
    reasons = author.get(preview, {"mode": "reasons"}).content.decode()
    assert "Because of Accuracy." in reasons
    assert "Right answer" in reasons


def test_the_choosers_short_form_saves_a_draft_with_a_revision(author):
    bank.data_quality()
    chooser = "wagtailsnippetchoosers_bank_question"
    page = author.get(reverse(f"{chooser}:choose"))
    assert "Write a new one" in page.json()["html"]
    data = {"shows": shows(), "place": "", "stem": "Which one?"}
    response = author.post(reverse(f"{chooser}:create"), data)
    assert json.loads(response.content)["step"] == "chosen"
    question = Question.objects.get()
    assert (question.live, question.live_version) == (False, None)
    assert question.revisions.count() == 1
    assert question.has_unpublished_changes


def test_the_list_and_its_filters_open(author):
    taught = attempts.course(questions=2)
    text = author.get(url("list"), {"course": taught.course.pk}).content.decode()
    assert taught.questions[0].slug in text
    assert author.get(url("list"), {"q": "postcode"}).status_code == 200


def test_nobody_deletes_a_question(author):
    question = bank.question()
    admin = Client()
    admin.force_login(ada(), backend="django.contrib.auth.backends.ModelBackend")
    for client in (author, admin):
        assert client.post(url("delete", question.pk)).status_code in {302, 403}
    assert Question.objects.filter(pk=question.pk).exists()


def test_a_learner_sees_no_question_of_the_cms():
    question = bank.question()
    client = Client()
    client.force_login(amara(), backend="django.contrib.auth.backends.ModelBackend")
    for path in (url("list"), url("edit", question.pk), url("preview_on_edit", question.pk)):
        response = client.get(path)
        assert response.status_code in {302, 403, 404}
        assert b"Because of" not in response.content


def test_the_menu_says_questions():
    assert QuestionViewSet().menu_label == "Questions"
