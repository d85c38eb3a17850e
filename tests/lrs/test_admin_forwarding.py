"""Ada sets up forwarding in the CMS, sees how far it has come, and deals with what was refused."""

import io
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from lms.audit.models import AuditEvent
from lms.lrs.forwarding import actions, running
from lms.lrs.models import DeadLetter, Forwarder
from tests.lrs.admin import RECORDS, ada, facts, rows
from tests.lrs.forwarding import forwarder_to, other, said, work

__all__ = ["ada", "other"]

pytestmark = pytest.mark.django_db
INDEX = f"{RECORDS}forwarding/"


def asked(other, **more):
    return {
        "name": "Archive",
        "endpoint": other.endpoint,
        "username": "waymark",
        "secret": "sesame",
        "version": "1.0.3",
        "start": "all",
        **more,
    }


def page_of(forwarder):
    return f"{INDEX}{forwarder.uuid}/"


def test_forwarding_is_set_up_and_everything_goes_there(ada, other):
    ids = said(3)
    answer = ada.post(f"{INDEX}new/", asked(other))
    there = Forwarder.objects.get()
    assert answer["Location"] == page_of(there)
    assert there.created_by == ada.user.uuid
    assert rows(ada.get(INDEX))[0][2:] == ["Waiting", rows(ada.get(INDEX))[0][3], "0", "0", "never"]
    assert rows(ada.get(INDEX))[0][3].startswith("3, stored since")
    work(there)
    assert list(other.kept) == ids
    shown = facts(ada.get(page_of(there)))
    assert (shown["State"], shown["Sent"], shown["Still to go through"]) == ("Up to date", "3", "0")
    assert AuditEvent.objects.get(action="lrs.forwarder_created").by == ada.user.uuid


def test_the_key_is_shown_nowhere(ada, other):
    ada.post(f"{INDEX}new/", asked(other, secret="open-sesame-7"))
    there = Forwarder.objects.get()
    refused = ada.post(f"{INDEX}new/", asked(other, secret="open-sesame-7"))  # the name is taken
    assert refused.status_code == 422
    pages = [ada.get(address) for address in (INDEX, page_of(there), f"{page_of(there)}change/")]
    for answer in [refused, *pages]:
        assert "open-sesame-7" not in answer.content.decode()
        assert there.secret not in answer.content.decode()


@pytest.mark.parametrize(
    ("start", "is_sent"), [({"start": "now"}, False), ({"start": "since", "since": "2001-01-01T00:00"}, True)]
)
def test_it_begins_where_she_says(ada, other, start, is_sent):
    said(2)
    ada.post(f"{INDEX}new/", asked(other, **start))
    later = said(1)
    work(Forwarder.objects.get())
    assert (len(other.kept) == 3) == is_sent
    assert later[0] in other.kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"secret": ""},
        {"username": ""},
        {"version": "0.9"},
        {"endpoint": "https://10.0.0.1/xapi"},
        {"endpoint": "https://169.254.169.254/latest"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "https://user:key@127.0.0.1/xapi"},
        {"verbs": "answered"},
        {"activities": "no iri"},
        {"actors": "{}"},
        {"start": "since", "since": ""},
        {"start": "never"},
    ],
)
def test_what_makes_no_sense_sets_up_nothing(ada, other, wrong):
    answer = ada.post(f"{INDEX}new/", asked(other, **wrong))
    assert answer.status_code == 422
    assert "correct what is marked" in answer.content.decode()
    assert not Forwarder.objects.exists()


def test_changing_keeps_the_key_for_the_same_server_and_asks_for_it_for_another(ada, other, settings):
    there = forwarder_to(other)
    change = f"{page_of(there)}change/"
    verbs = "https://example.org/a\r\n\r\nhttps://example.org/b\r\nhttps://example.org/a"
    answer = ada.post(change, asked(other, secret="", name="Long archive", verbs=verbs))
    assert answer["Location"] == page_of(there)
    kept = Forwarder.objects.get()
    assert (kept.name, kept.secret) == ("Long archive", there.secret)
    assert kept.verbs == ["https://example.org/a", "https://example.org/b"]
    assert "https://example.org/b" in ada.get(change).content.decode()
    elsewhere = {"endpoint": "http://127.0.0.1:9/xapi", "secret": ""}
    refused = ada.post(change, asked(other, **elsewhere))
    assert refused.status_code == 422
    assert "This is another server" in refused.content.decode()
    assert Forwarder.objects.get().endpoint == other.endpoint


def test_pausing_and_going_on(ada, other):
    there = forwarder_to(other)
    ada.post(f"{page_of(there)}pause/")
    ids = said(1)
    work(there)
    assert not other.kept
    assert facts(ada.get(page_of(there)))["State"] == "Paused"
    ada.post(f"{page_of(there)}resume/")
    work(there)
    assert list(other.kept) == ids


def test_a_failure_is_shown_and_can_be_tried_at_once(ada, other):
    ids = said(1)
    other.fails = lambda asked: (503, {"Retry-After": "3000"}, "closed <b>for lunch</b>")
    there = work(forwarder_to(other))
    page = ada.get(page_of(there))
    assert facts(page)["State"] == "Failing"
    assert "503: closed <b>for lunch</b>" in facts(page)["Last error"]
    assert "<b>for lunch" not in page.content.decode()
    assert "Failing: 503" in rows(ada.get(INDEX))[0][2]
    other.fails = lambda asked: None
    work(there, due=False)
    assert not other.kept
    ada.post(f"{page_of(there)}retry/")
    work(there, due=False)
    assert list(other.kept) == ids


def test_what_was_refused_is_listed_and_sent_again_one_by_one_or_all(ada, other):
    ids = said(4)
    other.poison = dict.fromkeys(ids[:3], 400)
    there = work(forwarder_to(other))
    listed = rows(ada.get(page_of(there)))
    assert [row[1] for row in listed] == ids[:3]
    assert listed[0][2] == f"400: {ids[0]}: no, thank you"
    other.poison = {}
    letter = DeadLetter.objects.get(statement=ids[1])
    ada.post(f"{page_of(there)}replay/", {"letter": [str(letter.pk), "x", "9" * 40], "which": "ticked"})
    assert "will be sent again" in rows(ada.get(page_of(there)))[1][3]
    work(there)
    assert list(other.kept) == [ids[3], ids[1]]
    ada.post(f"{page_of(there)}replay/", {"which": "all"})
    work(there)
    assert set(other.kept) == set(ids)
    assert rows(ada.get(page_of(there))) == []


def test_a_letter_of_another_is_not_hers_to_send_from_here(ada, other):
    [id] = said(1)
    other.poison = {id: 400}
    first = work(forwarder_to(other))
    second = forwarder_to(other, name="Beside", starts_from=timezone.now())
    letter = DeadLetter.objects.get()
    ada.post(f"{page_of(second)}replay/", {"letter": [str(letter.pk)], "which": "ticked"})
    letter.refresh_from_db()
    assert letter.replay_at is None
    assert letter.forwarder == first


def test_going_back(ada, other):
    said(2)
    there = work(forwarder_to(other))
    ada.post(f"{page_of(there)}again/", {"since": "nonsense"})
    work(there)
    assert len(other.asked) == 1
    ada.post(f"{page_of(there)}again/", {"since": ""})
    work(there)
    assert len(other.asked) == 2
    assert AuditEvent.objects.filter(action="lrs.forwarder_sent_again").count() == 1


def test_deleting_asks_first_says_what_goes_and_leaves_an_event(ada, other):
    ids = said(2)
    other.poison = {ids[0]: 400}
    there = work(forwarder_to(other))
    address = f"{page_of(there)}delete/"
    assert address in ada.get(page_of(there)).content.decode()
    asked = ada.get(address)
    assert "1 refused statement is set aside" in asked.content.decode()
    assert Forwarder.objects.exists()
    assert ada.post(address, {"letters": "1"}, follow=True).redirect_chain[-1][0] == INDEX
    assert not Forwarder.objects.exists()
    assert not DeadLetter.objects.exists()
    [event] = AuditEvent.objects.filter(action="lrs.forwarder_deleted")
    assert (event.details["dead_letters"], event.details["sent"]) == (1, 1)
    assert (event.details["name"], event.subject) == ("Archive", f"forwarder:{there.uuid}")
    assert ada.get(address).status_code == ada.post(address, {"letters": "1"}).status_code == 404


@pytest.mark.parametrize("agreed", ["0", "", "x", "9" * 40])
def test_who_agreed_to_another_number_is_asked_again(ada, other, agreed):
    [id] = said(1)
    other.poison = {id: 400}
    there = work(forwarder_to(other))
    answer = ada.post(f"{page_of(there)}delete/", {"letters": agreed})
    assert answer.status_code == 409
    assert "has changed since you were asked" in answer.content.decode()
    assert DeadLetter.objects.exists()


def test_who_is_at_work_stops_when_it_is_deleted(other, monkeypatch):
    said(2)
    there = forwarder_to(other)
    send = running.send

    def deleted_meanwhile(*asked, **more):
        answer = send(*asked, **more)
        actions.delete(forwarder=there, letters=0, by=None, at=timezone.now())
        return answer

    monkeypatch.setattr(running, "send", deleted_meanwhile)
    assert running.run() is None
    assert len(other.kept) == 2
    assert not Forwarder.objects.exists()


def test_the_command_says_what_goes_and_deletes_when_told():
    settings_of = {"name": "Archive", "endpoint": "https://lrs.example.org/xapi", "username": "w"}
    Forwarder.objects.create(**settings_of, secret="", created_at=timezone.now())
    out = io.StringIO()
    call_command("forwarding", "delete", "Archive", stdout=out)
    assert "0 statements set aside go with it" in out.getvalue()
    assert Forwarder.objects.exists()
    call_command("forwarding", "delete", "Archive", "--yes", stdout=out)
    assert not Forwarder.objects.exists()


@pytest.mark.parametrize("action", ["pause", "resume", "retry", "replay", "again"])
def test_a_button_is_a_post(ada, other, action):
    there = forwarder_to(other)
    assert ada.get(f"{page_of(there)}{action}/").status_code == 405
    assert ada.post(f"{INDEX}{uuid4()}/{action}/").status_code == 404


def test_another_word_is_no_button(ada, other):
    assert ada.post(f"{page_of(forwarder_to(other))}explode/").status_code == 404


def test_the_number_of_queries_stays_however_many_there_are(ada, other, django_assert_max_num_queries):
    def counted(address):
        with django_assert_max_num_queries(40) as held:
            assert ada.get(address).status_code == 200
        return len(held)

    ids = said(2)
    other.poison = {ids[0]: 400}
    there = work(forwarder_to(other))
    ada.get(INDEX)
    few, one = counted(INDEX), counted(page_of(there))
    for number in range(5):
        forwarder_to(other, name=f"Archive {number}")
    more = said(5)
    other.poison |= dict.fromkeys(more, 409)
    work(there)
    assert counted(INDEX) <= few
    assert counted(page_of(there)) <= one
