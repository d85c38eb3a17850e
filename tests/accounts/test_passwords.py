"""Resetting and changing a password: once, within a day, without telling who has an account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms import outbox
from lms.accounts import actions
from tests.factories import accounts as people
from tests.factories.accounts import AT, PASSWORD, TODAY

pytestmark = pytest.mark.django_db
RESET = "/account/password/reset/"
NEW = "an entirely new pass phrase"


@pytest.fixture(autouse=True)
def no_limit_left_over():
    cache.clear()


@pytest.fixture
def amara():
    return people.person("Amara", "Okafor", password=PASSWORD)


def ask(client, email="amara.okafor@example.gov.uk", **extra):
    """Ask for a link; the mail is on its way when the outbox has been drained."""
    response = client.post(RESET, {"email": email}, follow=True, **extra)
    outbox.drain(at=timezone.now())
    return response


def link() -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/account/password/reset/key/\S+)", mail.outbox[-1].body)[1]


def choose(client, path, password=NEW):
    form = client.get(path, follow=True)
    if "does not work any more" in form.text:
        return form
    where = re.search(r'<form method="post" action="([^"]*reset/key[^"]*)"', form.text)[1]
    return client.post(where, {"password1": password, "password2": password}, follow=True)


def test_a_forgotten_password_is_reset_by_mail(client, amara):
    assert "Look in your mail" in ask(client).text
    message = mail.outbox[0]
    assert message.to == ["amara.okafor@example.gov.uk"]
    assert message.subject == "Waymark: Reset your password"
    assert f"{link()}\n" in str(message.message()), (
        "the link stands on one line, as the demo's console prints it"
    )
    assert "Your new password is saved" in choose(client, link()).text
    amara.refresh_from_db()
    assert amara.check_password(NEW)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, amara):
    def answer(email):
        response = ask(client, email)
        return response.status_code, re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", response.text)

    assert answer("amara.okafor@example.gov.uk") == answer("nobody.at.all@example.gov.uk")
    assert len(mail.outbox) == 1


def test_a_known_and_an_unknown_address_cost_the_same_queries(client, amara):
    def queries(email):
        with CaptureQueriesContext(connection) as captured:
            client.post(RESET, {"email": email})
        statements = [query["sql"] for query in captured if "cache" not in query["sql"]]
        return [sql.split()[:3] for sql in statements if "SAVEPOINT" not in sql]

    known = queries("amara.okafor@example.gov.uk")
    assert known == queries("nobody.at.all@example.gov.uk")
    assert not any("accounts_user" in " ".join(words) for words in known)


def test_asked_for_twice_in_a_moment_one_mail_goes_out(client, amara):
    client.post(RESET, {"email": amara.email})
    client.post(RESET, {"email": amara.email.upper()})
    outbox.drain(at=timezone.now())
    assert len(mail.outbox) == 1


def test_an_address_in_the_wrong_format_is_said_to_be_wrong(client):
    page = client.post(RESET, {"email": "amara"}).text
    assert page.count("like name@example.gov.uk") == 2


def test_who_left_gets_no_link(client, amara):
    actions.leave(user=amara, on=TODAY, by=None, at=AT)
    ask(client)
    assert mail.outbox == []


def test_a_forged_host_does_not_choose_where_the_link_leads(client, amara):
    ask(client, headers={"host": "localhost", "x-forwarded-host": "evil.example"})
    assert "evil" not in mail.outbox[0].body
    assert link()


def test_a_link_works_once(client, amara):
    ask(client)
    path = link()
    choose(client, path)
    assert "This link does not work any more" in choose(client, path, "another new pass phrase").text
    amara.refresh_from_db()
    assert amara.check_password(NEW)


def test_a_link_is_dead_after_a_day(client, amara):
    with time_machine.travel(AT, tick=False):
        ask(client)
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        assert "This link does not work any more" in choose(client, link()).text


def test_the_key_does_not_stay_in_the_address(client, amara):
    ask(client)
    path = link()
    response = client.get(path)
    assert response.status_code == 302
    assert path.rsplit("-", 1)[1].strip("/") not in response.headers["Location"]


def test_a_reset_ends_every_session(client, amara):
    client.force_login(amara)
    assert client.get("/account/post/").status_code == 200
    client.cookies, kept = type(client.cookies)(), client.cookies
    ask(client)
    choose(client, link())
    client.cookies = kept
    assert client.get("/account/post/").status_code == 302


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, amara, django_user_model):
    client.post("/account/login/", {"login": amara.email, "password": PASSWORD})
    here = client.cookies
    client.cookies = type(here)()
    client.post("/account/login/", {"login": amara.email, "password": PASSWORD})
    there, client.cookies = client.cookies, here
    client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
        follow=True,
    )
    assert client.get("/account/post/").status_code == 200
    client.cookies = there
    assert client.get("/account/post/").status_code == 302
    assert Session.objects.exists()


def test_a_weak_or_different_password_is_refused_beside_its_field(client, amara):
    client.force_login(amara)
    page = client.post(
        "/account/password/change/", {"oldpassword": "no", "password1": "password", "password2": "other"}
    ).text
    assert "Enter the password that you use now" in page
    assert 'href="#id_oldpassword"' in page
    assert "at least 12 characters" in page
    amara.refresh_from_db()
    assert amara.check_password(PASSWORD)


def test_who_has_no_password_sets_one(client):
    tom = people.tom()
    client.force_login(tom)
    assert client.get("/account/password/change/").headers["Location"] == "/account/password/set/"
    assert client.get("/account/password/set/").status_code == 200
    client.post("/account/password/set/", {"password1": NEW, "password2": NEW})
    tom.refresh_from_db()
    assert tom.check_password(NEW)


def test_resets_of_one_address_are_limited(client, amara):
    for _ in range(5):
        ask(client)
    limited = client.post(RESET, {"email": amara.email})
    assert limited.status_code == 429
    assert "Too many requests" in limited.text
    assert len(mail.outbox) == 5
