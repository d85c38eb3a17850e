"""Who may do what: scopes, content tokens, revocation (security guide, rows 66 to 73)."""

import io
import json
import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.audit.models import AuditEvent
from lms.lrs import auth, vocabulary
from lms.lrs.models import Credential, Statement
from tests.factories.lrs import AMARA, TOM, statement, voiding
from tests.lrs.clients import Xapi, said

pytestmark = pytest.mark.django_db

WRITE, READ, MINE, STATE, PROFILE = (
    "statements/write", "statements/read", "statements/read/mine", "state", "profile",
)  # fmt: skip
AGENT = {"mbox": "mailto:daniel@example.org"}
CALLS = {
    "write": ("POST", "statements", said(), {}),
    "read": ("GET", "statements", "", {}),
    "state get": ("GET", "activities/state", "", {"activityId": "http://x.org/a", "agent": AGENT}),
    "state put": (
        "PUT",
        "activities/state",
        "{}",
        {"activityId": "http://x.org/a", "agent": AGENT, "stateId": "s"},
    ),
    "profile get": ("GET", "agents/profile", "", {"agent": AGENT}),
    "profile put": ("POST", "activities/profile", "{}", {"activityId": "http://x.org/a", "profileId": "p"}),
    "agents": ("GET", "agents", "", {"agent": AGENT}),
    "activities": ("GET", "activities", "", {"activityId": "http://x.org/a"}),
}
MAY = {
    WRITE: {"write"},
    READ: {"read", "agents", "activities"},
    MINE: {"read", "agents", "activities"},
    STATE: {"state get", "state put", "agents", "activities"},
    PROFILE: {"profile get", "profile put", "agents", "activities"},
    "define": {"agents", "activities"},
    "all/read": {"read", "state get", "profile get", "agents", "activities"},
    "void": set(),
    "all": set(CALLS),
}


@pytest.mark.parametrize("scope", MAY)
@pytest.mark.parametrize("call", CALLS)
def test_each_scope_opens_exactly_its_resources(scope, call):
    method, resource, body, params = CALLS[call]
    for asked in [method, "HEAD"] if method == "GET" else [method]:
        answer = Xapi(scope).ask(asked, resource, body, **params)
        assert (answer.status_code == 403) is (call not in MAY[scope]), answer.content
        assert answer.status_code in {200, 204, 403}


def test_a_client_that_may_read_its_own_sees_no_others():
    mine, other = Xapi(WRITE, MINE), Xapi()
    [own], [foreign] = mine.send(said()), other.send(said())
    assert mine.found() == [own]
    assert mine.found(agent=AGENT) == mine.found(agent=AGENT, related_agents="true") == [own]
    assert mine.get(statementId=foreign).status_code == 404
    assert sorted(other.found()) == sorted([own, foreign])


def test_a_client_learns_nothing_of_a_statement_that_it_may_not_read_by_targeting_it():
    learner = {"account": vocabulary.account(AMARA)}
    secret = {"verb": {"id": "http://x.org/verbs/secret"}, "context": {"registration": str(uuid4())}}
    hidden = said(actor={"mbox": "mailto:priya@example.org"}, object={"id": "http://x.org/secret"}, **secret)
    [foreign] = Xapi().send(hidden)
    asked = {
        "agent": hidden["actor"],
        "verb": secret["verb"]["id"],
        "activity": hidden["object"]["id"],
        "registration": secret["context"]["registration"],
    }
    for client in (Xapi(WRITE, MINE), Xapi(WRITE, MINE, learner=learner), Xapi(WRITE, READ, learner=learner)):
        [own] = client.send(said(actor=learner, object={"objectType": "StatementRef", "id": foreign}))
        for name, value in asked.items():
            for more in ({}, {"related_agents": "true"}, {"related_activities": "true"}):
                assert client.found(**{name: value}, **more) == [], name
        verb = f"http://x.org/verbs/{uuid4()}"
        [target] = client.send(said(actor=learner, verb={"id": verb}))
        [probe] = client.send(said(actor=learner, object={"objectType": "StatementRef", "id": target}))
        assert client.found(verb=verb) == [probe, target]
        assert own in client.found()


def test_only_the_scope_void_takes_statements_back_and_it_leaves_a_trail():
    author, admin = Xapi(WRITE, READ), Xapi(WRITE, "void")
    [target] = author.send(said())
    assert author.post(voiding(target)).status_code == 403
    assert author.post([said(), voiding(target)]).status_code == 403
    assert Statement.objects.count() == 1
    assert admin.post(voiding(target)).status_code == 200
    event = AuditEvent.objects.get(action="lrs.statement_voided")
    assert event.subject == target
    assert event.details["credential"] == str(admin.credential.uuid)
    [void] = author.found()
    assert admin.post(voiding(void)).status_code == 400  # nothing voids a void


def test_definitions_of_a_client_without_define_are_kept_in_its_statements_only():
    defined = said(object={"id": "http://x.org/o", "definition": {"name": {"en": "Ours"}}})
    Xapi(WRITE).send(defined)
    reader = Xapi(READ)
    assert "definition" not in reader.get("activities", activityId="http://x.org/o").json()
    Xapi(WRITE, "define").send(defined)
    assert reader.get("activities", activityId="http://x.org/o").json()["definition"]


# Content.

REGISTRATION = UUID(int=5)


@pytest.fixture
def content():
    learner = {"account": vocabulary.account(AMARA)}
    return Xapi(WRITE, MINE, STATE, PROFILE, "void", learner=learner, registration=REGISTRATION)


def test_content_speaks_of_its_own_learner(content):
    [uuid] = content.send(statement(registration=REGISTRATION))
    assert content.found() == [uuid]


@pytest.mark.parametrize(
    "actor",
    [
        {
            "account": vocabulary.account(TOM)
            if False
            else {"homePage": "https://waymark.example", "name": TOM}
        },
        {"account": {"homePage": "https://elsewhere.example", "name": AMARA}},
        {"mbox": "mailto:amara@example.gov.uk"},
        {"mbox_sha1sum": "a" * 40},
        {"openid": "https://amara.example.org"},
        {"objectType": "Group", "account": {"homePage": "https://waymark.example", "name": AMARA}},
        {
            "objectType": "Group",
            "member": [{"account": {"homePage": "https://waymark.example", "name": AMARA}}],
        },
        {"objectType": "Group", "mbox": "mailto:team@example.org", "member": []},
    ],
)
def test_content_cannot_speak_of_anyone_else_in_any_form(content, actor):
    own = statement(registration=REGISTRATION)
    for body in ({**own, "actor": actor}, [statement(registration=REGISTRATION), {**own, "actor": actor}]):
        assert content.post(body).status_code == 403
    assert not Statement.objects.exists()


def test_content_stays_in_its_registration_and_voids_nothing(content):
    assert content.post(statement(registration=uuid4())).status_code == 403
    [target] = Xapi().send(statement(registration=REGISTRATION))
    assert content.post(voiding(target, account_name=AMARA)).status_code == 403
    assert content.found() == []  # what others said of its learner


def test_content_has_documents_of_its_own_learner_only(content):
    own, other = {"account": vocabulary.account(AMARA)}, {"account": vocabulary.account(TOM)}
    where = {"activityId": "http://x.org/a", "stateId": "s"}
    assert content.put("{}", "activities/state", agent=own, **where).status_code == 204
    assert content.put("{}", "activities/state", agent=other, **where).status_code == 403
    assert content.get("activities/state", agent=other, activityId="http://x.org/a").status_code == 403
    profile = {"activityId": "http://x.org/a", "profileId": "p"}
    assert content.get("activities/profile", activityId="http://x.org/a").status_code == 200
    assert content.post("{}", "activities/profile", **profile).status_code == 403
    assert content.get("agents/profile", agent=other).status_code == 403


def test_content_neither_lists_nor_deletes_documents_of_another_registration(content):
    own, other = {"account": vocabulary.account(AMARA)}, str(uuid4())
    where, platform = {"activityId": "http://x.org/a", "agent": own}, Xapi()
    for name, more in (("none", {}), ("own", {"registration": str(REGISTRATION)}), ("other", {})):
        more = {"registration": other} if name == "other" else more
        assert platform.put("{}", "activities/state", stateId=name, **where, **more).status_code == 204
    assert content.get("activities/state", **where).json() == ["none", "own"]
    for method in (content.get, content.delete):
        assert method("activities/state", registration=other, **where).status_code == 403
    assert content.delete("activities/state", **where).status_code == 204
    assert platform.get("activities/state", **where).json() == ["other"]


# Keys.


@pytest.mark.parametrize(
    "header", [None, "", "Basic", "Basic ???", "Basic OnA=", "Bearer x", "Basic AAA6AA=="]
)
def test_without_a_credential_nothing_is_said(header):
    xapi = Xapi()
    for answer in (
        xapi.get(headers={"Authorization": header}),
        xapi.post(said(), headers={"Authorization": header}),
    ):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Basic ")
    assert not Statement.objects.exists()


def test_a_wrong_key_is_refused_and_many_are_answered_429_while_the_right_one_is_served():
    xapi, wrong = Xapi(), Xapi()
    wrong.authorization = "Basic " + "eDp5"
    statuses = [wrong.get().status_code for _ in range(200)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert xapi.get().status_code == 200


def test_a_revoked_credential_is_dead_within_five_seconds(monkeypatch):
    xapi = Xapi()
    assert xapi.get().status_code == 200
    auth.revoke(xapi.credential, by=None, at=timezone.now())
    now = time.monotonic()
    monkeypatch.setattr(auth.time, "monotonic", lambda: now + 4.9)
    assert xapi.get().status_code == 401
    assert AuditEvent.objects.filter(
        action="lrs.credential_revoked", subject=str(xapi.credential.uuid)
    ).exists()


def test_an_expired_credential_is_refused():
    xapi = Xapi(expires_at=timezone.now() - timedelta(seconds=1))
    assert xapi.get().status_code == 401


def test_the_key_is_kept_nowhere_and_the_last_use_is_kept_to_the_minute(django_assert_num_queries):
    xapi = Xapi()
    assert xapi.issued.secret not in json.dumps(list(Credential.objects.values()), default=str)
    assert len(xapi.issued.secret) >= 22  # 128 bits
    xapi.get()
    assert Credential.objects.get(pk=xapi.credential.pk).last_used_at is not None
    with django_assert_num_queries(0):
        auth.client_of(xapi.authorization, address="", at=timezone.now())


def command(*arguments):
    out = io.StringIO()
    call_command("lrs_credential", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_issues_lists_and_revokes():
    made = json.loads(command("create", "--name", "An LMS", "--scope", "statements/write,state", "--json"))
    assert made["scopes"] == ["statements/write", "state"]
    assert made["endpoint"].endswith("/xapi")
    xapi = Xapi()
    xapi.authorization = made["authorization"]
    assert xapi.post(said()).status_code == 200
    assert made["password"] not in command("list")
    [listed] = [one for one in json.loads(command("list", "--json")) if one["name"] == "An LMS"]
    assert listed["last_used_at"]
    command("revoke", made["username"])
    auth._checked.clear()
    assert xapi.post(said()).status_code == 401
    with pytest.raises(CommandError, match="revoked already"):
        command("revoke", made["id"])
    with pytest.raises(CommandError, match="No such scope: everything"):
        command("create", "--name", "x", "--scope", "everything")
