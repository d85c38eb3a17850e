"""Ada issues credentials in the CMS, sees when they were used, and takes them back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.audit.models import AuditEvent
from lms.lrs.models import Credential
from tests.factories.lrs import AMARA
from tests.lrs import clients
from tests.lrs.admin import RECORDS, ada, facts, rows, soup

__all__ = ["ada"]

pytestmark = pytest.mark.django_db
INDEX = f"{RECORDS}credentials/"


def issue(ada, **asked):
    return ada.post(f"{INDEX}new/", {"name": "The simulator", "scopes": ["statements/write"], **asked})


def test_a_credential_is_issued_its_key_shown_once_and_it_works(ada, client):
    answer = issue(ada)
    shown = facts(answer)
    header = shown["Both, as a header"].removeprefix("Authorization: ")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert shown["Address"].endswith("/xapi")
    sent = client.post(
        "/xapi/statements",
        clients.said(),
        content_type="application/json",
        headers={"Authorization": header, "X-Experience-API-Version": "1.0.3"},
    )
    assert sent.status_code == 200, sent.content
    one = Credential.objects.get()
    assert shown["Key"] not in one.secret_hash
    assert (one.created_by, one.scopes) == (ada.user.uuid, ["statements/write"])
    event = AuditEvent.objects.get(action="lrs.credential_issued")
    assert (event.by, event.subject) == (ada.user.uuid, str(one.uuid))
    for address in (INDEX, f"{INDEX}{one.uuid}/"):
        page = ada.get(address).content.decode()
        assert shown["Key"] not in page
        assert "The simulator" in page
    [row] = rows(ada.get(INDEX))
    assert row[1:3] == ["statements/write", "In use"]
    assert row[4] != "never"


def test_one_for_content_speaks_of_its_learner_only(ada):
    registration = uuid4()
    issue(ada, learner=AMARA, registration=str(registration), name="Course player")
    one = Credential.objects.get()
    assert one.registration == registration
    assert AMARA in one.learner
    assert rows(ada.get(INDEX)) == []
    [row] = rows(ada.get(INDEX, {"kind": "content"}))
    assert row[0].startswith("Course player")
    assert AMARA in facts(ada.get(f"{INDEX}{one.uuid}/"))["Speaks only of"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"learner": "{}"},
        {"learner": '{"objectType":"Group","member":[]}'},
        {"registration": "seven"},
        {"registration": "0b9f5f0e-0000-4000-8000-000000000001"},
        {"expires_at": "2001-01-01T00:00"},
        {"expires_at": "soon"},
        {"name": "a\0b"},
    ],
)
def test_what_makes_no_sense_issues_nothing(ada, wrong):
    answer = issue(ada, **wrong)
    assert answer.status_code == 422
    assert "correct what is marked" in answer.content.decode()
    assert not Credential.objects.exists()


def test_an_end_is_kept_and_shown(ada):
    end = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    issue(ada, expires_at=end.strftime("%Y-%m-%dT%H:%M"))
    one = Credential.objects.get()
    assert one.expires_at == end
    assert facts(ada.get(f"{INDEX}{one.uuid}/"))["State"].startswith("Until")


def test_revoking_asks_first_and_is_for_good(ada):
    client = clients.Xapi()
    client.send(clients.said())
    page = f"{INDEX}{client.credential.uuid}/"
    asks = ada.get(f"{page}revoke/")
    assert "It cannot be undone" in asks.content.decode()
    assert client.get("about").status_code == 200
    assert Credential.objects.get().revoked_at is None
    answer = ada.post(f"{page}revoke/")
    assert answer.status_code == 302
    from lms.lrs import auth

    auth._checked.clear()  # what a process keeps for 3 seconds
    assert client.get().status_code == 401
    assert facts(ada.get(page))["State"].startswith("Revoked")
    assert "Revoke it" not in ada.get(page).content.decode()
    ada.post(f"{page}revoke/")
    [event] = AuditEvent.objects.filter(action="lrs.credential_revoked")
    assert event.by == ada.user.uuid


def test_the_list_has_pages_and_a_number_of_queries_that_stays(ada, django_assert_max_num_queries):
    def counted():
        with django_assert_max_num_queries(40) as held:
            ada.get(INDEX)
        return len(held)

    clients.Xapi(name="First")
    ada.get(INDEX)
    few = counted()
    for number in range(55):
        clients.Xapi(name=f"Client {number}")
    assert counted() <= few
    first, second = ada.get(INDEX), ada.get(INDEX, {"p": "2"})
    assert (len(rows(first)), len(rows(second))) == (50, 6)
    assert "Page 1 of 2" in soup(first).get_text()


def test_an_unknown_one_is_not_there(ada):
    for page in ("", "revoke/"):
        assert ada.get(f"{INDEX}{uuid4()}/{page}").status_code == 404
