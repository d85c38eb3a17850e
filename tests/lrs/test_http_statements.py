"""Statements over HTTP, in both versions of xAPI."""

import json
from uuid import uuid4

import pytest

from lms.lrs import store
from lms.lrs.models import Statement
from lms.outbox import topics
from lms.outbox.models import OutboxRow
from tests.factories.lrs import AMARA, NOON, statement
from tests.lrs.clients import VERSIONS, Xapi, said

pytestmark = pytest.mark.django_db


@pytest.fixture(params=VERSIONS)
def xapi(request):
    return Xapi(version=request.param)


def test_a_statement_comes_back_as_the_text_that_was_sent_with_what_the_store_sets(xapi):
    text = '{ "verb":{"id":"http://x.org/v"},\n"actor":{"mbox":"mailto:d@example.org"}, '
    text += '"object":{"id":"http://x.org/é"},"result":{"score":{"raw":0.50}} }'
    [uuid] = xapi.post(text).json()
    got = xapi.get(statementId=uuid)
    stored = Statement.objects.get(uuid=uuid)
    assert stored.body == text
    assert got.content.decode().startswith(text.rstrip(" }")[:-1])
    assert '"raw":0.50' in got.content.decode()
    assert got.json()["id"] == uuid
    assert got.json()["timestamp"] == got.json()["stored"]
    assert got.json()["version"] == {"1.0.3": "1.0.0", "2.0.0": "2.0.0"}[xapi.version]


def test_authority_and_stored_are_the_stores_to_say(xapi):
    forged = {"mbox": "mailto:priya@example.org"}
    [uuid] = xapi.send(said(authority=forged, stored="2001-01-01T00:00:00Z"))
    got = xapi.get(statementId=uuid).json()
    assert got["authority"] == xapi.authority
    assert got["stored"] != "2001-01-01T00:00:00Z"
    assert xapi.found(agent=forged, related_agents="true") == []
    assert xapi.found(agent=xapi.authority, related_agents="true") == [uuid]


def test_put_stores_once_and_says_when_another_has_the_id(xapi):
    uuid, made = str(uuid4()), said()
    assert xapi.put(made, statementId=uuid).status_code == 204
    assert xapi.put(made, statementId=uuid).status_code == 204
    assert xapi.put(said(result={"success": True}), statementId=uuid).status_code == 409
    assert xapi.get(statementId=uuid).json()["object"] == made["object"]
    assert Statement.objects.count() == 1


def test_the_id_in_a_put_statement_is_the_one_of_the_request(xapi):
    answer = xapi.put(said(id=str(uuid4())), statementId=str(uuid4()))
    assert answer.status_code == 400
    assert answer.json()["path"] == "id"


def test_a_batch_is_stored_in_order_or_not_at_all(xapi):
    ids = [str(uuid4()) for _ in range(3)]
    assert xapi.send(*(said(id=uuid) for uuid in ids)) == ids
    assert xapi.found(ascending="true") == ids
    answer = xapi.post([said(), said(verb={"id": "no-iri"})])
    assert (answer.status_code, answer.json()["path"]) == (400, "[1].verb.id")
    assert Statement.objects.count() == 3


def test_what_comes_over_http_leaves_the_same_outbox_rows_as_our_own(xapi, monkeypatch):
    monkeypatch.setattr(topics, "_subscriptions", {})
    topics.subscribe("statement.recorded", name="everything", handler=print)
    store.record([statement()], at=NOON)
    xapi.send(statement())
    ours, theirs = OutboxRow.objects.order_by("id")
    assert ours.key == theirs.key == AMARA
    assert ours.payload.keys() == theirs.payload.keys()


def test_our_own_statements_are_given_out_with_this_installation_as_their_authority(xapi):
    [uuid] = store.record([statement()], at=NOON)
    got = xapi.get(statementId=str(uuid)).json()
    assert got["authority"]["account"]["homePage"] == store.base_iri()
    assert xapi.found(agent=got["authority"], related_agents="true") == [str(uuid)]


def test_a_single_context_activity_is_given_out_in_an_array_and_nothing_else_changes(xapi):
    text = json.dumps(
        said(context={"contextActivities": {"parent": {"id": "http://x.org/p"}}, "platform": "\u00e9"})
    )
    [uuid] = xapi.post(text).json()
    got = xapi.get(statementId=uuid)
    assert got.json()["context"]["contextActivities"] == {"parent": [{"id": "http://x.org/p"}]}
    assert '"platform": "\\u00e9"' in got.content.decode()


def test_a_voided_statement_is_found_by_its_voided_id_alone(xapi):
    [target] = xapi.send(said())
    [void] = xapi.send(
        said(
            verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
            object={"objectType": "StatementRef", "id": target},
        )
    )
    assert xapi.get(statementId=target).status_code == 404
    assert xapi.get(voidedStatementId=target).json()["id"] == target
    assert xapi.get(voidedStatementId=void).status_code == 404
    assert xapi.get(statementId=void).status_code == 200
    assert xapi.found() == [void]


def test_head_answers_as_get_without_the_body(xapi):
    [uuid] = xapi.send(said())
    got, head = xapi.get(statementId=uuid), xapi.ask("HEAD", "statements", statementId=uuid)
    assert head.content == b""
    for name in ("Content-Type", "Last-Modified", "X-Experience-API-Version", "Content-Length"):
        assert head.get(name) == got.get(name)
    assert xapi.ask("HEAD", "statements", statementId=str(uuid4())).status_code == 404


def test_formats_reduce_to_ids_or_to_one_language(xapi):
    made = said(
        actor={
            "objectType": "Group",
            "name": "A team",
            "member": [{"name": "D", "mbox": "mailto:d@example.org"}],
        },
        object={
            "objectType": "Activity",
            "id": "http://x.org/o",
            "definition": {"name": {"en": "One", "cy": "Un", "cy-GB": "Un!"}},
        },
    )
    xapi.send(made)
    [ids] = xapi.get(format="ids").json()["statements"]
    assert ids["actor"] == {"objectType": "Group", "member": [{"mbox": "mailto:d@example.org"}]}
    assert ids["object"] == {"id": "http://x.org/o"}
    for wanted, name in (("cy", {"cy": "Un"}), ("cy-GB, en", {"cy-GB": "Un!"}), ("fr", {"en": "One"})):
        [got] = xapi.get(format="canonical", headers={"Accept-Language": wanted}).json()["statements"]
        assert got["object"]["definition"]["name"] == name
    [exact] = xapi.get().json()["statements"]
    assert exact["object"] == made["object"]


def test_pages_follow_each_other_and_belong_to_the_client_that_asked(xapi):
    ids = xapi.send(*(said() for _ in range(5)))
    for ascending, expected in (("true", ids), ("false", ids[::-1])):
        answer, seen = xapi.get(limit="2", ascending=ascending).json(), []
        while True:
            seen.append([statement["id"] for statement in answer["statements"]])
            if not answer["more"]:
                break
            more = answer["more"].partition("more=")[2]
            answer = xapi.get(more=more).json()
        assert seen == [expected[:2], expected[2:4], expected[4:]]
    assert Xapi(version=xapi.version).get(more=more).status_code == 400
    assert xapi.get(more=more[:-1] + ("A" if more[-1] != "A" else "B")).status_code == 400
    assert xapi.get(more=more, limit="1").status_code == 400


@pytest.mark.parametrize(
    "params",
    [
        {"nothing": "1"},
        {"Agent": "{}"},
        {"limit": "-1"},
        {"limit": "1e3"},
        {"verb": "not an iri"},
        {"agent": "{}"},
        {"agent": '{"mbox":"mailto:a@b.c"'},
        {"since": "yesterday"},
        {"registration": "7"},
        {"ascending": "TRUE"},
        {"format": "all"},
        {"statementId": "7"},
        {"statementId": str(uuid4()), "limit": "1"},
        {"statementId": str(uuid4()), "voidedStatementId": str(uuid4())},
        {"agent": '{"objectType":"Group","member":[{"mbox":"mailto:a@b.c"}]}'},
    ],
)
def test_a_parameter_that_means_nothing_here_is_refused_by_name(xapi, params):
    answer = xapi.get(**params)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert "X-Experience-API-Consistent-Through" in answer


def test_activities_and_agents_answer_for_what_is_known_and_what_is_not(xapi):
    xapi.send(
        said(
            object={"id": "http://x.org/o", "definition": {"name": {"en": "One"}, "type": "http://x.org/t"}}
        ),
        said(object={"id": "http://x.org/o", "definition": {"name": {"cy": "Un"}}}),
    )
    known = xapi.get("activities", activityId="http://x.org/o").json()
    assert known["definition"] == {"name": {"en": "One", "cy": "Un"}, "type": "http://x.org/t"}
    assert xapi.get("activities", activityId="http://x.org/p").json() == {
        "objectType": "Activity",
        "id": "http://x.org/p",
    }
    person = xapi.get("agents", agent={"mbox": "mailto:d@example.org", "name": "D"}).json()
    assert person == {"objectType": "Person", "name": ["D"], "mbox": ["mailto:d@example.org"]}
