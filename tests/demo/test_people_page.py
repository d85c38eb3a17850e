"""The page of demo people: a button for each, in a demo only, and for nobody else."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from assessments.demo.cast import AMARA, BY_EMAIL, CAST, GWEN, PASSWORD, PRIYA
from lms.accounts.models import User

pytestmark = pytest.mark.django_db


def button_of(person):
    return reverse("demo_sign_in", args=[User.objects.get(email=person.email).uuid])


def test_the_page_shows_everyone_with_address_and_password(client):
    page = client.get(reverse("demo"))
    text = page.content.decode()
    assert page.status_code == 200
    for person in CAST:
        assert person.name in text
        assert person.email in text
    assert text.count(PASSWORD) == len(CAST)


def test_the_sign_in_page_offers_the_same_people(client):
    text = client.get(reverse("account_login")).content.decode()
    assert all(f"Sign in as {person.name}" in text for person in CAST)


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.first_name)
def test_a_button_signs_in_and_opens_what_the_person_can_show(client, person):
    answer = client.post(button_of(person))
    assert answer.status_code == 303
    assert answer.url == reverse(person.lands_on)
    assert client.get(answer.url, follow=True).status_code == 200
    assert client.session["_auth_user_id"] == str(User.objects.get(email=person.email).pk)


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.first_name)
def test_the_password_on_the_page_is_theirs(person):
    assert User.objects.get(email=person.email).check_password(PASSWORD)


def test_the_button_leads_back_to_where_the_visitor_wanted_to_go(client):
    assert client.post(button_of(AMARA), {"next": reverse("my_skills")}).url == reverse("my_skills")


def test_but_never_to_another_site(client):
    assert client.post(button_of(AMARA), {"next": "https://elsewhere.example/"}).url == reverse("home")


def test_people_outside_the_cast_have_no_button(client):
    other = User.objects.exclude(email__in=BY_EMAIL).filter(is_active=True).first()
    assert client.post(reverse("demo_sign_in", args=[other.uuid])).status_code == 404


def test_reading_the_button_does_nothing(client):
    assert client.get(button_of(PRIYA)).status_code == 405


def test_the_button_needs_the_page_it_stands_on():
    assert Client(enforce_csrf_checks=True).post(button_of(PRIYA)).status_code == 403


def test_in_server_mode_there_is_no_such_page(client):
    button = button_of(GWEN)
    with override_settings(LMS_MODE="server"):
        assert client.get(reverse("demo")).status_code == 404
        assert client.post(button).status_code == 404
