"""The frame around every page, as Amara sees it: header, cost, language switch, messages."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib import messages
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from lms.site import languages
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_the_header_names_amara_and_signs_her_out_by_a_form(client):
    client.force_login(accounts.amara())
    soup = BeautifulSoup(client.get(reverse("privacy")).content, "html.parser")
    form = soup.select_one(".wm-account form")

    assert "Amara Okafor" in soup.select_one(".wm-account").get_text()
    assert (form["method"], form["action"]) == ("post", reverse("account_logout"))
    assert form.select_one("[name=csrfmiddlewaretoken]")


def test_the_frame_costs_no_query_of_its_own(client, django_assert_max_num_queries):
    """Session and person, and at most one for each item that asks what a person may do."""
    client.force_login(accounts.amara())

    with django_assert_max_num_queries(3):
        client.get(reverse("privacy"))


def test_a_page_of_amara_is_kept_nowhere(client):
    client.force_login(accounts.amara())

    assert client.get(reverse("privacy"))["Cache-Control"] == "private, no-store"


def test_amara_s_name_is_not_in_the_next_person_s_page(client):
    client.force_login(accounts.amara())
    client.get(reverse("privacy"))
    client.force_login(accounts.tom())

    assert "Amara" not in client.get(reverse("privacy")).content.decode()


def test_a_name_is_text_and_the_token_is_each_person_s_own():
    tokens = set()
    for person in (accounts.amara(), accounts.tom()):
        person.first_name, person.last_name = "<b>", "{{ token }}"
        person.save()
        client = Client()
        client.force_login(person)
        soup = BeautifulSoup(client.get(reverse("privacy")).content, "html.parser")
        assert "<b> {{ token }}" in soup.select_one(".wm-account").get_text()
        tokens.add(client.cookies["csrftoken"].value)
        assert soup.select_one(".wm-account [name=csrfmiddlewaretoken]")["value"]
    assert len(tokens) == 2


def test_there_is_no_switch_while_there_is_one_language(client):
    assert languages.on_screen() == (settings.LANGUAGE_CODE,)
    assert "wm-lang" not in client.get(reverse("privacy")).content.decode()


def test_the_switch_keeps_the_page(client, monkeypatch):
    monkeypatch.setattr(languages, "on_screen", lambda: ("en-gb", "cy"))
    soup = BeautifulSoup(client.get(reverse("privacy")).content, "html.parser")
    link = soup.select_one(".wm-lang a")

    assert (link["href"], link["lang"], link.get_text(strip=True)) == ("/cy/privacy/", "cy", "Cymraeg")
    assert soup.select_one(".wm-lang [aria-current]").get_text(strip=True) == "English"


def test_the_page_says_its_language(client, monkeypatch):
    monkeypatch.setattr(languages, "on_screen", lambda: ("en-gb", "cy"))
    assert BeautifulSoup(client.get("/privacy/").content, "html.parser").html["lang"] == "en-GB"
    assert BeautifulSoup(client.get("/cy/privacy/").content, "html.parser").html["lang"] == "cy"


@pytest.mark.parametrize("path", ["/cy/", "/cy/privacy/", "/cy/courses/x/", "/cy/nowhere/"])
def test_an_address_in_welsh_says_that_it_is_not_there_yet(client, path):
    response = client.get(path)
    soup = BeautifulSoup(response.content, "html.parser")
    assert (response.status_code, response["Content-Language"]) == (404, "en-gb")
    assert soup.html["lang"] == "en-GB"
    assert soup.h1.get_text() == "This page is not in Welsh yet"
    assert soup.select_one("main [lang=cy]")
    assert soup.find("a", string="Read it in English")["href"] == path.removeprefix("/cy")
    assert client.get("/privacy/").status_code == 200, "and the next request is in English again"


@pytest.mark.parametrize("path", ["/cy//evil.example/", "/cy/%5Cevil.example/", "/cy///evil.example"])
def test_the_way_to_english_stays_on_this_site(client, path):
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    address = soup.find("a", string="Read it in English")["href"]
    assert address.startswith("/")
    assert address[1] not in "/\\"


@pytest.mark.parametrize(
    ("name", "setting"), [("privacy", "DATA_PROTECTION_EMAIL"), ("accessibility", "CONTACT_EMAIL")]
)
def test_a_page_names_its_contact_or_says_that_there_is_none(client, settings, name, setting):
    assert "Here is nobody to write to" in client.get(reverse(name)).content.decode()
    setattr(settings, setting, "somebody@example.gov.uk")
    page = client.get(reverse(name)).content.decode()
    assert 'href="mailto:somebody@example.gov.uk"' in page
    assert "nobody to write to" not in page


def test_a_message_is_a_banner_with_a_name_of_its_own():
    request = RequestFactory().get("/")
    request.session, request._messages = {}, []
    shown = [
        messages.storage.base.Message(messages.SUCCESS, "Saved"),
        messages.storage.base.Message(20, "Read on"),
    ]
    html = Template("{% include 'site/messages.html' %}").render(Context({"messages": shown}))
    banners = BeautifulSoup(html, "html.parser").select(".govuk-notification-banner")

    assert [banner["role"] for banner in banners] == ["alert", "region"]
    assert len({banner["aria-labelledby"] for banner in banners}) == 2


def test_the_demo_says_so_on_every_page(client, settings):
    settings.LMS_MODE = "demo"
    words = BeautifulSoup(client.get(reverse("privacy")).content, "html.parser").select_one(".wm-proto")

    assert " ".join(words.get_text().split()) == (
        "Demo. People and figures are made up. Courses, roles and skills are real."
    )
