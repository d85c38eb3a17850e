"""Administrators make people and give grants; nobody else does, by any way."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from lms.accounts.models import Capability, Grant, User
from lms.audit.models import AuditEvent
from tests.factories import accounts as people

pytestmark = pytest.mark.django_db


def user_form(**changes):
    return {
        "email": "New.Person@example.gov.uk",
        "first_name": "New",
        "last_name": "Person",
        "password1": people.PASSWORD,
        "password2": people.PASSWORD,
        **changes,
    }


def test_an_administrator_makes_a_person_in_the_cms_with_an_account_name(client):
    client.force_login(people.ada())
    assert client.get(reverse("wagtailusers_users:add")).status_code == 200
    response = client.post(reverse("wagtailusers_users:add"), user_form())
    assert response.status_code == 302, response.context["form"].errors
    made = User.objects.get(email="new.person@example.gov.uk")
    assert made.account_name
    client.logout()
    client.post("/account/login/", {"login": "new.person@example.gov.uk", "password": people.PASSWORD})
    assert client.session["_auth_user_id"] == str(made.pk)


def test_an_address_in_capitals_is_found_to_be_taken_and_not_a_server_error(client):
    people.person("New", "Person")
    client.force_login(people.ada())
    response = client.post(reverse("wagtailusers_users:add"), user_form())
    assert response.status_code == 200
    assert "already exists" in response.text
    assert User.objects.filter(first_name="New").count() == 1


def test_an_author_sees_neither_people_nor_groups_nor_grants(client):
    client.force_login(people.gwen())
    page = client.get(reverse("wagtailadmin_home")).text
    for name in ("wagtailusers_users:index", "wagtailusers_groups:index", "grant:index"):
        assert reverse(name) not in page
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("where", ["wagtailusers_users:edit", "wagtailusers_users:delete"])
def test_an_author_does_not_make_herself_an_administrator(client, where):
    gwen = people.gwen()
    client.force_login(gwen)
    client.post(reverse(where, args=[gwen.pk]), user_form(is_superuser="on"))
    gwen.refresh_from_db()
    assert not gwen.is_superuser


def grant_form(**changes):
    return {
        "user": people.priya().pk,
        "capability": Capability.VIEW_REPORTS,
        "department": "",
        "starts_on": "2026-11-24",
        "ends_on": "",
        **changes,
    }


def test_an_administrator_gives_and_ends_a_grant_and_both_leave_traces(client):
    org = people.organization()
    client.force_login(people.ada())
    assert "\u2003Operations" in client.get(reverse("grant:add")).text
    assert client.post(reverse("grant:add"), grant_form(department=org.rivers.pk)).status_code == 302
    given = Grant.objects.get()
    assert (given.user, given.department, given.granted_by) == (people.priya(), org.rivers, people.ada())
    assert client.get(reverse("grant:index")).status_code == 200
    edit = reverse("grant:edit", args=[given.pk])
    assert client.post(edit, {"ends_on": "2026-12-31"}).status_code == 302
    given.refresh_from_db()
    assert str(given.ends_on) == "2026-12-31"
    assert client.post(edit, {"ends_on": "2027-12-31"}).status_code == 200
    assert client.post(edit, {"ends_on": ""}).status_code == 200
    given.refresh_from_db()
    assert str(given.ends_on) == "2026-12-31"
    assert AuditEvent.objects.filter(action__startswith="grant.", by=people.ada().uuid).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"capability": Capability.VIEW_AUDIT},
        {"starts_on": "2026-11-24", "ends_on": "2026-11-23"},
        {"user": ""},
    ],
)
def test_a_grant_that_makes_no_sense_is_refused_in_words(client, wrong):
    org = people.organization()
    client.force_login(people.ada())
    assert client.post(reverse("grant:add"), grant_form(department=org.rivers.pk, **wrong)).status_code == 200
    assert not Grant.objects.exists()


def test_no_grant_is_deleted(client):
    given = people.grant(people.priya())
    client.force_login(people.ada())
    client.post(reverse("grant:delete", args=[given.pk]))
    assert Grant.objects.filter(pk=given.pk).exists()


def test_a_manager_of_people_gives_no_grants(client):
    people.grant(people.priya(), Capability.MANAGE_PEOPLE)
    client.force_login(people.priya())
    client.post(reverse("grant:add"), grant_form())
    assert Grant.objects.count() == 1


def test_the_command_makes_a_first_administrator(client, monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", people.PASSWORD)
    arguments = [
        "create_admin",
        "--email",
        "Ada.Lin@example.gov.uk",
        "--first-name",
        "Ada",
        "--last-name",
        "Lin",
    ]
    call_command(*arguments, stdout=StringIO())
    ada = User.objects.get(email="ada.lin@example.gov.uk")
    assert ada.is_superuser
    assert ada.may(Capability.VIEW_AUDIT)
    assert not ada.may(Capability.VIEW_REPORTS)
    with pytest.raises(CommandError, match="already"):
        call_command(*arguments)


def test_the_command_refuses_a_weak_password_and_makes_nobody(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "password")
    with pytest.raises(CommandError):
        call_command("create_admin", "--email", "a@example.gov.uk", "--first-name", "A", "--last-name", "L")
    assert not User.objects.exists()


def test_the_command_gives_a_grant():
    org = people.organization()
    people.priya()
    arguments = [
        "grant",
        "--email",
        "Priya.Nair@example.gov.uk",
        "--capability",
        "view_reports",
        "--department",
    ]
    call_command(*arguments, "Operations", stdout=StringIO())
    assert Grant.objects.get().department == org.operations
    for wrong in ("Nowhere", "Op"):
        with pytest.raises(CommandError, match="0 departments"):
            call_command(*arguments, wrong)
    with pytest.raises(CommandError, match="whole site"):
        call_command(
            *["grant", "--email", "priya.nair@example.gov.uk", "--capability", "view_audit"],
            *["--department", str(org.rivers.uuid)],
        )
    with pytest.raises(CommandError, match="Nobody"):
        call_command("grant", "--email", "x@example.gov.uk", "--capability", "view_reports")
