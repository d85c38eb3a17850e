"""The version of a request selects the rules, and each answer says by which it was made."""

import json
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client

from tests.lrs.clients import VERSIONS, Xapi, said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("1.0", "1.0.3"),
        ("1.0.0", "1.0.3"),
        ("1.0.3", "1.0.3"),
        ("1.0.9", "1.0.3"),
        ("2.0", "2.0.0"),
        ("2.0.0", "2.0.0"),
        ("2.0.4", "2.0.0"),
    ],
)
def test_patches_of_a_version_are_that_version(asked, spoken):
    answer = Xapi(version=asked).get()
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (200, spoken)


@pytest.mark.parametrize("asked", ["0.9", "1.1.0", "1.0.", "2.1", "3.0.0", "1", "one", "1.00", "\u0661.0"])
def test_other_versions_are_refused(asked):
    answer = Xapi(version=asked).get()
    assert answer.status_code == 400
    assert answer.json()["path"] == "X-Experience-API-Version"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_request_without_a_version_is_answered_in_the_one_that_its_client_speaks(version):
    xapi = Xapi(version=version)
    xapi.get()
    answer = xapi.get(headers={"X-Experience-API-Version": None})
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (400, version)


def test_about_is_open_to_anyone_in_any_version():
    for headers in ({}, {"X-Experience-API-Version": "7"}):
        answer = Client().get("/xapi/about", headers=headers)
        assert answer.json() == {"version": ["1.0.3", "2.0.0"]}
    assert Client().post("/xapi/about").status_code == 405
    assert Client().get("/xapi/about?a=1").status_code == 400


def test_context_agents_are_of_2_0_alone():
    made = said(
        context={"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:p@example.org"}}]}
    )
    assert Xapi(version="2.0.0").post(made).status_code == 200
    assert Xapi(version="1.0.3").post(made).status_code == 400
    assert (
        len(Xapi(version="2.0.0").found(agent={"mbox": "mailto:p@example.org"}, related_agents="true")) == 1
    )


def form(xapi, method, **fields):
    return xapi.client.post(
        f"/xapi/statements?method={method}",
        urlencode({"Authorization": xapi.authorization, "X-Experience-API-Version": xapi.version, **fields}),
        content_type="application/x-www-form-urlencoded",
    )


def test_a_form_is_a_request_of_1_0_for_clients_that_can_set_no_headers():
    xapi = Xapi()
    assert form(xapi, "POST", content=json.dumps(said())).status_code == 200
    assert len(form(xapi, "GET", verb=said()["verb"]["id"]).json()["statements"]) == 1
    assert form(xapi, "GET", verb="http://x.org/other").json()["statements"] == []
    assert form(xapi, "PATCH").status_code == 400
    assert form(xapi, "POST").status_code == 400  # no content


def test_2_0_has_no_such_form():
    assert form(Xapi(version="2.0.0"), "GET").status_code == 400


def test_a_form_cannot_do_what_its_credential_may_not():
    xapi = Xapi("statements/write")
    assert form(xapi, "POST", content=json.dumps(said())).status_code == 200
    assert form(xapi, "GET").status_code == 403


@pytest.mark.parametrize("name", ["Authorization", "If-Match", "content-type"])
def test_a_form_says_each_header_once_in_whatever_letters(name):
    xapi = Xapi()
    twice = {name: "x", name.swapcase(): "y"} if name != "Authorization" else {"AUTHORIZATION": "Basic eDp5"}
    answer = form(xapi, "GET", **twice)
    assert (answer.status_code, answer.json()["rule"]) == (400, "stands twice")


def test_other_methods_are_named():
    answer = Xapi().ask("PATCH", "statements")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


def test_only_listed_origins_may_read_answers_from_a_browser(settings):
    settings.LRS_CORS_ORIGINS = ["https://content.example"]
    xapi = Xapi()
    for origin, expected in (
        ("https://content.example", True),
        ("https://evil.example", False),
        ("null", False),
    ):
        for answer in (
            xapi.get(headers={"Origin": origin}),
            xapi.ask("OPTIONS", "statements", headers={"Origin": origin, "Authorization": None}),
        ):
            assert ("Access-Control-Allow-Origin" in answer) is expected
            assert "Access-Control-Allow-Credentials" not in answer
            assert "Origin" in answer["Vary"]


ALWAYS = ("X-Experience-API-Version", "X-Experience-API-Consistent-Through", "Cache-Control")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_answer_says_through_when_it_is_complete_refusals_included(version, monkeypatch):
    xapi, reader = Xapi(version=version), Xapi("statements/read", version=version)
    nobody = {"Authorization": None}
    [uuid] = xapi.send(said())
    state = {"activityId": "http://x.org/a", "agent": said()["actor"], "stateId": "s"}
    xapi.put("{}", "activities/state", **state)
    answers = {
        200: [
            xapi.get(),
            xapi.get(statementId=uuid),
            xapi.get(attachments="true"),
            xapi.get("about"),
            xapi.get("activities/state", **state),
            xapi.ask("HEAD", "statements"),
            xapi.ask("HEAD", "about", headers=nobody),
        ],
        204: [
            xapi.ask("OPTIONS", resource, headers=nobody)
            for resource in ("statements", "activities/state", "agents", "about")
        ],
        304: [xapi.get("activities/state", headers={"If-None-Match": "*"}, **state)],
        400: [xapi.post("{"), xapi.get(nothing="1"), xapi.get(headers={"X-Experience-API-Version": "7"})],
        401: [xapi.get(headers=nobody), xapi.ask("HEAD", "statements", headers=nobody)],
        403: [reader.post(said())],
        404: [
            xapi.get(statementId="8f87ccde-bb56-4c2e-ab83-44982ef22df0"),
            xapi.get("activities/state", **{**state, "stateId": "x"}),
        ],
        405: [xapi.ask("PATCH", "statements"), xapi.delete("statements"), xapi.post("", "about")],
        409: [xapi.post(said(id=uuid, result={"success": True}))],
        412: [xapi.put("{}", "activities/state", headers={"If-Match": '"x"'}, **state)],
        413: [xapi.post(" " * (2**20 + 1))],
        415: [xapi.post(said(), headers={"Content-Encoding": "br"})],
    }
    monkeypatch.setattr("lms.lrs.views.statements.searching.find", _gone)
    answers[503] = [xapi.get()]
    for status, each in answers.items():
        for answer in each:
            assert answer.status_code == status, answer.content
            assert all(name in answer for name in ALWAYS), (status, answer.headers)


def _gone(*_, **__):
    raise OperationalError("the server closed the connection unexpectedly")
