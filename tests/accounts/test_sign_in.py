"""One way in: safe redirects, the same answer for known and unknown, limits per account, no sign-up."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from lms.accounts import actions, sign_in
from lms.accounts.models import User
from tests.factories import accounts as people
from tests.factories.accounts import AT, PASSWORD, TODAY

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_limit_left_over():
    cache.clear()


@pytest.fixture
def amara():
    return people.person("Amara", "Okafor", password=PASSWORD)


def post_login(client, *, email="amara.okafor@example.gov.uk", password=PASSWORD, **data):
    return client.post(LOGIN, {"login": email, "password": password, **data})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_sign_in_page_has_the_form_and_no_panel_of_its_own(client):
    page = client.get(LOGIN).text
    assert '<label class="govuk-label" for="id_login">' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page


def test_a_person_signs_in_and_out(client, amara):
    assert post_login(client).headers["Location"] == "/"
    assert is_signed_in(client)
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)


def test_the_session_key_changes_at_sign_in(client, amara):
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    post_login(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("target", ["/skills/", "/courses/data-quality/?page=2#top"])
def test_one_goes_on_where_one_came_from(client, amara, target):
    assert f'name="next" value="{target}"' in client.get(LOGIN, {"next": target}).text
    assert post_login(client, next=target).headers["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "http://testserver.evil.example/",
        "http://localhost/",
        "javascript:alert(1)",
        "///evil.example",
        " //evil.example",
        "%2F%2Fevil.example",
        "http://evil.example\\@testserver/",
        "\x00//evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(client, amara, target):
    assert client.get(LOGIN, {"next": target}).status_code == 200
    location = post_login(client, next=target).headers["Location"]
    # Either home, or something that a browser reads as a path of this host.
    assert not re.match(r"^[\x00-\x20]*([/\\]{2}|[a-z]+:)", location, re.IGNORECASE), location


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, amara):
    def answer(email):
        response = post_login(client, email=email, password="not the password at all")
        text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", response.text)
        return response.status_code, text.replace(email, "")

    assert answer("amara.okafor@example.gov.uk") == answer("nobody.at.all@example.gov.uk")


def test_ten_wrong_guesses_close_an_account_for_a_while_and_no_other(client, amara):
    people.person("Tom", "Hughes", password=PASSWORD)
    for _ in range(10):
        post_login(client, password="wrong")
    locked = post_login(client)
    assert "Wait five minutes" in locked.text
    assert not is_signed_in(client)
    post_login(client, email="tom.hughes@example.gov.uk")
    assert is_signed_in(client)


def test_guesses_count_whatever_the_case_of_the_address(client, amara):
    for number in range(10):
        email = "Amara.Okafor@example.gov.uk" if number % 2 else "AMARA.okafor@EXAMPLE.gov.uk"
        post_login(client, email=email, password="wrong")
    post_login(client)
    assert not is_signed_in(client)


def test_who_left_cannot_sign_in(client, amara):
    actions.leave(user=amara, on=TODAY, by=None, at=AT)
    response = post_login(client)
    assert not is_signed_in(client)
    assert "This account is closed" in client.get(response.headers["Location"]).text


def test_sign_up_is_closed(client):
    for response in (
        client.get("/account/signup/"),
        client.post("/account/signup/", {"email": "new@example.gov.uk", "password1": PASSWORD}),
    ):
        assert "You cannot sign up here yourself" in response.text
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "path", ["email/", "confirm-email/", "confirm-email/abc/", "login/code/", "3rdparty/", "reauthenticate/"]
)
def test_what_allauth_has_and_we_do_not_is_not_there(client, amara, path):
    assert client.get(f"/account/{path}").status_code == 404
    client.force_login(amara)
    assert client.get(f"/account/{path}").status_code == 404
    assert client.post(f"/account/{path}", {"email": "evil@example.com", "action_add": ""}).status_code == 404


def test_a_panel_is_shown_beside_the_form_with_the_way_on(client, monkeypatch):
    monkeypatch.setattr(sign_in, "_panels", [])
    sign_in.register_panel("account/signup_closed.html", lambda request: {"people": []})
    sign_in.register_panel("account/signup_closed.html", sign_in._panels[0].context)
    assert len(sign_in._panels) == 1
    assert client.get(LOGIN).status_code == 200


def test_the_cms_sends_people_to_the_same_page(client):
    for path in ("/cms/", "/cms/login/", "/cms/pages/"):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, LOGIN)
    assert client.get("/cms/password_reset/").status_code in {302, 404}
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")


def test_a_learner_who_asks_for_the_cms_gets_a_plain_404_and_no_circle(client, amara):
    client.force_login(amara)
    response = client.get("/cms/", follow=True)
    assert response.status_code == 404
    assert len(response.redirect_chain) == 1


def test_an_author_enters_the_cms_with_the_same_session(client):
    client.force_login(people.gwen())
    assert client.get("/cms/").status_code == 200
    assert client.get("/cms/login/").headers["Location"] == "/cms/"


def test_nobody_changes_their_address_or_password_inside_the_cms(client):
    client.force_login(people.gwen())
    page = client.get("/cms/account/").text
    assert 'name="email' not in page
    assert "password" not in page.lower()


def test_no_mail_is_sent_by_looking_at_pages(client):
    for path in ("login/", "password/reset/", "signup/", "inactive/"):
        client.get(f"/account/{path}")
    assert mail.outbox == []
