"""Ada, who manages the record store, looks at statements in the CMS; nobody else can."""

import json
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.audit.models import AuditEvent
from lms.lrs import auth, store, vocabulary
from lms.lrs.admin import browsing, words
from lms.lrs.admin.agents import agent_of, identifier_of
from lms.lrs.models import Statement
from lms.lrs.validation import Invalid
from tests.factories import accounts as people
from tests.factories.lrs import AMARA, NOON, TOM, voiding
from tests.lrs import clients
from tests.lrs.admin import ada, facts, rows, soup
from tests.lrs.forwarding import forwarder_to, other, said, work

__all__ = ["ada", "other"]

pytestmark = pytest.mark.django_db
INDEX = "/cms/records/statements/"


def sign_in(client, user):
    client.force_login(user)
    return client


def listed(client, **asked):
    """The ids of the statements on a page, as its links have them."""
    answer = client.get(INDEX, asked)
    assert answer.status_code == 200
    links = soup(answer).select("table.records-table td a")
    return [link["href"].rstrip("/").rpartition("/")[2] for link in links]


PAGES = ["statements/", f"statements/{UUID(int=7)}/", f"statements/{UUID(int=7)}/text/"]
PAGES += [f"statements/{UUID(int=7)}/attachments/{'a' * 64}/", "credentials/", "credentials/new/"]
PAGES += [
    f"credentials/{UUID(int=7)}/",
    f"credentials/{UUID(int=7)}/revoke/",
    "forwarding/",
    "forwarding/new/",
]
PAGES += [f"forwarding/{UUID(int=7)}/", f"forwarding/{UUID(int=7)}/change/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_grant_the_pages_are_not_there_not_even_for_a_superuser(client, page, method):
    assert getattr(sign_in(client, people.ada()), method)(f"/cms/records/{page}").status_code == 404
    gwen = people.gwen()
    assert getattr(sign_in(client, gwen), method)(f"/cms/records/{page}").status_code == 404
    assert not AuditEvent.objects.filter(action__startswith="lrs.").exists()


def test_a_stranger_is_sent_to_the_sign_in_page(client):
    answer = client.get(INDEX)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_the_menu_shows_the_record_store_to_those_with_the_grant_only(client, ada):
    assert "Record store" in ada.get("/cms/").content.decode()
    assert "Record store" not in sign_in(client, people.gwen()).get("/cms/").content.decode()


def test_the_list_is_newest_first_and_says_who_did_what_and_who_sent_it(ada):
    ids = said(2, account_name=TOM)
    client = clients.Xapi(name="The simulator")
    ids += client.send(clients.said(verb={"id": "https://w3id.org/xapi/adl/verbs/launched"}))
    assert listed(ada) == ids[::-1]
    first, second, _ = rows(ada.get(INDEX))
    assert first[1:] == [
        "daniel@example.org",
        "launched",
        "https://example.org/activities/one",
        "The simulator",
    ]
    assert second[1:] == [TOM, "answered", "Question 2 of “Six dimensions”", "This site"]


def test_the_filters(ada):
    registration = uuid4()
    [amara] = said(1, account_name=AMARA)
    [passed] = said(1, account_name=TOM, verb=vocabulary.PASSED, registration=registration)
    client = clients.Xapi()
    [elsewhere] = client.send(clients.said())
    taken_back = voiding(amara)
    store.record([taken_back], at=NOON)
    base = store.base_iri()
    assert listed(ada, actor=AMARA) == [amara]
    assert listed(ada, actor=f"{base} {TOM}") == [taken_back["id"], passed]
    assert listed(ada, actor="daniel@example.org") == [elsewhere]
    assert listed(ada, actor='{"mbox": "mailto:daniel@example.org"}') == [elsewhere]
    assert listed(ada, verb=vocabulary.PASSED) == listed(ada, verb="passed") == [passed]
    assert listed(ada, activity="https://example.org/activities/one") == [elsewhere]
    assert listed(ada, registration=str(registration)) == [passed]
    assert listed(ada, statement=amara) == [amara]
    assert listed(ada, voided="yes") == [amara]
    assert amara not in listed(ada, voided="no")
    assert listed(ada, sent_by=str(client.credential.uuid)) == [elsewhere]
    assert elsewhere not in listed(ada, sent_by="ourselves")
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert listed(ada, since=tomorrow) == []
    assert len(listed(ada, until=tomorrow)) == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("actor", "{}"),
        ("actor", "{nonsense"),
        ("actor", "a\0b"),
        ("actor", "x" * 3000),
        ("verb", "no iri"),
        ("activity", "no iri"),
        ("registration", "seven"),
        ("statement", "'; DROP TABLE lrs_statement; --"),
        ("since", "yesterday"),
        ("sent_by", "nobody"),
        ("voided", "maybe"),
        ("before", "9" * 30),
        ("after", "-1"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_not_followed(ada, name, value):
    said(1)
    answer = ada.get(INDEX, {name: value})
    assert answer.status_code == 200
    assert not rows(answer)
    assert "cannot be looked up" in answer.content.decode()


def test_pages_go_on_from_a_place_to_older_ones_and_back(ada, monkeypatch):
    monkeypatch.setattr(browsing, "PAGE", 3)
    newest_first = said(8)[::-1]

    def follow(address, words):
        page = soup(ada.get(address))
        link = page.find("a", string=words)
        links = page.select("table.records-table td a")
        return [one["href"].rstrip("/").rpartition("/")[2] for one in links], link and INDEX + link["href"]

    first, older = follow(f"{INDEX}?verb=answered", "Older")
    later = said(1)  # what is stored meanwhile moves nobody's page
    second, older = follow(older, "Older")
    third, no_older = follow(older, "Older")
    assert first + second + third == newest_first
    assert no_older is None
    assert "verb=answered" in older
    _, newer = follow(older, "Newer")
    back, newer = follow(newer, "Newer")
    assert back == second
    assert follow(newer, "Newer")[0] == first
    assert later[0] not in first


def test_one_statement_is_shown_as_it_is_stored(ada):
    text = (
        '{"actor":{"mbox":"mailto:daniel@example.org"},"verb":{"id":"https://example.org/did"},'
        '"object":{"id":"https://example.org/a<script>alert(1)</script>"},'
        '"result":{"score":{"raw":1.50,"max":1e2},"extensions":{"https://example.org/e":"\\u0041\\/"}}}'
    )
    text = text.replace("a<script>alert(1)</script>", "a")
    client = clients.Xapi(name="<b>The simulator</b>")
    [id] = client.post(text).json()
    answer = ada.get(f"{INDEX}{id}/")
    shown = soup(answer).select_one("pre.records-json").get_text()
    assert '"raw": 1.50' in shown
    assert '"max": 1e2' in shown
    assert r'"\u0041\/"' in shown
    assert "".join(shown.split()) == text
    page = answer.content.decode()
    assert "<b>The simulator" not in page
    assert "&lt;b&gt;The simulator" in page
    assert reverse("lrs_credentials:one", args=[client.credential.uuid]) in page
    file = ada.get(f"{INDEX}{id}/text/")
    assert file.content.decode() == text
    assert file["Content-Disposition"].startswith("attachment")


def test_what_anyone_may_send_is_only_ever_text(ada):
    """Names, verbs and keys of languages of a hostile client (security guide, case 39)."""
    hostile = "<img src=x onerror=alert(1)>"
    client = clients.Xapi(name=hostile)
    [id] = client.send(
        clients.said(
            actor={"mbox": "mailto:daniel@example.org", "name": hostile},
            verb={"id": "https://example.org/did", "display": {"en": hostile}},
            object={"id": "https://example.org/a", "definition": {"name": {"en": hostile}}},
        )
    )
    for address in (INDEX, f"{INDEX}{id}/", f"/cms/records/credentials/{client.credential.uuid}/"):
        page = ada.get(address).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_voided_by_what_and_what_refers_to_it(ada):
    [id] = said(1)
    taken_back = voiding(id)
    store.record([taken_back], at=NOON)
    shown = facts(ada.get(f"{INDEX}{id}/"))
    assert shown["Voided by"] == shown["Referred to by"] == taken_back["id"]
    assert facts(ada.get(f"{INDEX}{taken_back['id']}/"))["Refers to"] == id


def test_attachments_come_as_files_and_never_as_pages(ada):
    content = b"<script>alert(document.cookie)</script>"
    sha2 = sha256(content).hexdigest()
    about = {"usageType": "https://example.org/t", "display": {"en": "Page"}, "contentType": "text/html"}
    attachment = {**about, "length": len(content), "sha2": sha2}
    elsewhere = {
        **about,
        "length": 5,
        "sha2": "b" * 64,
        "fileUrl": "https://example.org/other.png",
    }
    head = {"Content-Type": "text/html", "Content-Transfer-Encoding": "binary"}
    head["X-Experience-API-Hash"] = sha2
    client = clients.Xapi()
    sent = clients.said(attachments=[attachment, elsewhere])
    [id] = client.post(**clients.multipart([sent], (head, content))).json()
    page = ada.get(f"{INDEX}{id}/").content.decode()
    assert "not kept here, said to be at" in page
    file = ada.get(f"{INDEX}{id}/attachments/{sha2}/")
    assert file.content == content
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    [without] = said(1)
    assert ada.get(f"{INDEX}{without}/attachments/{sha2}/").status_code == 404


def test_what_became_of_it(ada, other):
    ids = said(2)
    other.poison = {ids[1]: 400}
    work(forwarder_to(other))
    page = ada.get(f"{INDEX}{ids[0]}/").content.decode()
    assert "Archive</a>: Sent" in page
    assert "waits to hear of it" in page  # the outbox was not drained
    page = ada.get(f"{INDEX}{ids[1]}/").content.decode()
    assert "Archive</a>: Refused and set aside (400: " in page
    later = said(1, verb=vocabulary.PASSED)
    assert "Archive</a>: Waiting" in ada.get(f"{INDEX}{later[0]}/").content.decode()


def test_looking_is_recorded_without_names(ada):
    client = clients.Xapi()
    [id] = client.send(clients.said())
    ada.get(INDEX, {"actor": "daniel@example.org"})
    ada.get(f"{INDEX}{id}/")
    first, second = AuditEvent.objects.filter(by=ada.user.uuid, action__startswith="lrs.").order_by("id")
    assert (first.action, first.details) == ("lrs.statements_listed", {"filters": ["actor"], "count": 1})
    assert first.subject == f"agent:{Statement.objects.get(uuid=id).actor}"
    assert (second.action, second.subject) == ("lrs.statement_read", f"statement:{id}")


def test_the_number_of_queries_does_not_grow_with_what_is_shown(ada, other, django_assert_max_num_queries):
    def counted(address):
        with django_assert_max_num_queries(60) as held:
            assert ada.get(address).status_code == 200
        return len(held)

    client = clients.Xapi()
    [id] = client.send(clients.said())
    forwarder_to(other)
    ada.get(INDEX)
    few, one = counted(INDEX), counted(f"{INDEX}{id}/")
    for number in range(6):
        sender = clients.Xapi(name=f"Client {number}")
        [id] = sender.send(clients.said())
        said(3)
        forwarder_to(other, name=f"Archive {number}")
    assert counted(INDEX) <= few
    assert counted(f"{INDEX}{id}/") <= one


def test_nothing_that_is_posted_changes_a_statement(ada):
    [id] = said(1)
    for address in (INDEX, f"{INDEX}{id}/", f"{INDEX}{id}/text/"):
        for method in ("post", "put", "delete", "patch"):
            assert getattr(ada, method)(address).status_code == 405
    assert Statement.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("daniel@example.org", "mailto:daniel@example.org"),
        ("mailto:daniel@example.org", "mailto:daniel@example.org"),
        ("https://example.org/ daniel", "account:https://example.org/\ndaniel"),
        ("https://example.org/daniel", "openid:https://example.org/daniel"),
        ("0123456789ABCDEF0123456789abcdef01234567", "sha1:0123456789abcdef0123456789abcdef01234567"),
        ('{"openid": "https://example.org/daniel"}', "openid:https://example.org/daniel"),
    ],
)
def test_an_agent_may_be_written_in_many_ways(text, identifier):
    assert identifier_of(f" {text} ") == identifier
    from lms.lrs.validation import agent_identifier

    assert agent_identifier(agent_of(identifier)) == identifier


def test_what_stands_alone_is_an_account_of_this_site():
    assert identifier_of(AMARA) == f"account:{store.base_iri()}\n{AMARA}"
    with pytest.raises(Invalid):
        identifier_of('{"name": "Daniel"}')


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        '{"a":[]}',
        '{"a":{},"b":[1,2.50,{"c":"}{,:\\""}]}',
        ' {"a" : true , "b":null}',
        '"x"',
        "1e9",
    ],
)
def test_laid_out_json_is_the_same_json_with_other_space(text):
    shown = words.laid_out(text)
    assert json.loads(shown) == json.loads(text)
    assert "".join(shown.split()) == "".join(text.split())


def test_laid_out():
    assert words.laid_out('{"a":1,"b":[{"c":"x, y"},2],"d":{}}') == (
        '{\n  "a": 1,\n  "b": [\n    {\n      "c": "x, y"\n    },\n    2\n  ],\n  "d": {}\n}'
    )


def test_a_credential_of_content_can_be_asked_for_by_its_page(ada):
    learner = {"mbox": "mailto:daniel@example.org"}
    client = clients.Xapi("statements/write", learner=learner)
    ids = client.send(clients.said())
    said(1)
    assert listed(ada, sent_by=str(client.credential.uuid)) == ids
    auth.revoke(client.credential, by=None, at=NOON)
    assert "revoked since" in ada.get(f"{INDEX}{ids[0]}/").content.decode()
