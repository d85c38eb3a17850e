"""An author finds that a key was wrong, and takes the question back in the CMS."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail import hooks

from assessments.attempts.models import Attempt
from assessments.bank.models import Question, QuestionVersion
from lms import outbox
from lms.accounts.models import User
from lms.audit.models import AuditEvent
from tests.bank.test_editing import form, url
from tests.factories import attempts, bank
from tests.factories.accounts import amara, gwen, tom

pytestmark = pytest.mark.django_db


def browser(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def author():
    user = gwen()
    user.groups.set(Group.objects.filter(name="Content authors"))
    return browser(user)


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def ticked(response):
    soup = BeautifulSoup(response.content, "html.parser")
    return [box["value"] for box in soup.find_all("input", attrs={"name": "versions"}, checked=True)]


def test_the_editor_leads_to_a_page_that_says_what_follows(author):
    question = bank.question()
    page = author.get(url("edit", question.pk))
    assert url("withdraw", question.pk) in page.content.decode()
    page = author.get(url("withdraw", question.pk))
    assert "This cannot be undone." in words(page)
    assert "Right answer: Accuracy. This is the one that learners are asked now." in words(page)
    assert ticked(page) == [str(question.live_version_id)]
    assert QuestionVersion.objects.get().withdrawn_at is None, "reading changes nothing"


def test_the_second_click_withdraws_and_leaves_a_trail(author):
    question = bank.question()
    response = author.post(url("withdraw", question.pk), {"versions": [question.live_version_id]})
    assert (response.status_code, response["Location"]) == (302, url("edit", question.pk))
    assert "Withdrawn: version 1." in words(author.get(url("edit", question.pk)))
    question.refresh_from_db()
    assert question.live_version is None
    assert question.versions.get().withdrawn_at is not None
    event = AuditEvent.objects.get(action="question_version.withdrawn")
    assert (event.by, event.details["number"]) == (User.objects.get(first_name="Gwen").uuid, 1)
    assert "Version 1 withdrawn" in words(author.get(url("history", question.pk)))
    assert "No, withdrawn" in words(author.get(url("list")))


def test_a_wrong_key_that_was_mended_since_is_withdrawn_alone(author):
    question = bank.question()
    wrong = question.live_version
    right = bank.edit(question, options=bank.options(right="b"))
    page = author.get(url("withdraw", question.pk))
    assert "Version 1, published on" in words(page)
    assert ticked(page) == [str(right.pk)]
    author.post(url("withdraw", question.pk), {"versions": [wrong.pk]})
    question.refresh_from_db()
    assert question.live_version == right


def test_who_failed_by_the_wrong_key_passes(author):
    taught = attempts.course(questions=3)
    attempts.answer(taught, attempts.learner(taught), *"aab")
    assert not Attempt.objects.get().is_passed
    question = taught.questions[2]
    author.post(url("withdraw", question.pk), {"versions": [question.live_version_id]})
    outbox.drain(at=timezone.now())
    assert Attempt.objects.get().is_passed


def test_nothing_ticked_and_what_is_withdrawn_already_change_nothing(author):
    question = bank.question()
    page = author.post(url("withdraw", question.pk), {})
    assert page.status_code == 422
    assert "Tick the versions that were wrong." in words(page)
    for _ in range(2):
        author.post(url("withdraw", question.pk), {"versions": [question.live_version_id]})
    assert AuditEvent.objects.filter(action="question_version.withdrawn").count() == 1
    assert "is withdrawn already" in words(author.get(url("withdraw", question.pk)))


def test_a_version_of_another_question_is_refused(author):
    question, other = bank.question(), bank.question()
    page = author.post(url("withdraw", question.pk), {"versions": [other.live_version_id]})
    assert page.status_code == 422
    assert not QuestionVersion.objects.filter(withdrawn_at__isnull=False).exists()
    assert author.get(url("withdraw", 99999)).status_code == 404


def test_the_withdrawn_wording_cannot_be_published_again_by_mistake(author):
    bank.data_quality()
    author.post(url("add"), form("action-publish"))
    question = Question.objects.get()
    author.post(url("withdraw", question.pk), {"versions": [question.live_version_id]})
    page = author.post(url("edit", question.pk), form("action-publish"))
    assert page.status_code == 200
    assert "This wording was withdrawn" in words(page)
    assert author.post(url("edit", question.pk), form("action-publish", right="b")).status_code == 302
    assert Question.objects.get().live_version.number == 2


def test_who_may_only_edit_sees_no_button_and_may_not_withdraw():
    question = bank.question()
    editors = Group.objects.create(name="Editors only")
    wanted = ["access_admin", "change_question", "view_question"]
    editors.permissions.set(Permission.objects.filter(codename__in=wanted))
    user = tom()
    user.groups.set([editors])
    client = browser(user)
    assert url("withdraw", question.pk) not in client.get(url("edit", question.pk)).content.decode()
    client.post(url("withdraw", question.pk), {"versions": [question.live_version_id]})
    assert QuestionVersion.objects.get().withdrawn_at is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_learner_does_not_learn_that_there_is_such_a_page(method):
    question = bank.question()
    for client in (browser(amara()), Client()):
        response = getattr(client, method)(url("withdraw", question.pk), {"versions": ["1"]})
        assert response.status_code in {302, 404}
        assert b"Accuracy" not in response.content
    assert QuestionVersion.objects.get().withdrawn_at is None


def test_the_permission_can_be_given_to_a_group():
    offered = [permission for hook in hooks.get_hooks("register_permissions") for permission in hook()]
    assert "withdraw_question" in {permission.codename for permission in offered}
