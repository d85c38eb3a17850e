"""Statements go on to another record store: in order, at least once, and one that is refused holds none."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from lms.audit.models import AuditEvent
from lms.lrs import store, vocabulary
from lms.lrs.forwarding import actions, running
from lms.lrs.forwarding.progress import progress
from lms.lrs.models import DeadLetter, Forwarder
from tests.factories.lrs import AMARA, NOON, TOM, statement, voiding
from tests.lrs import clients
from tests.lrs.forwarding import forwarder_to, other, said, settings_to, work

__all__ = ["other"]

pytestmark = pytest.mark.django_db
PASSED = vocabulary.PASSED


def letters():
    return {str(one.statement): one.status for one in DeadLetter.objects.all()}


def test_everything_arrives_in_order_as_it_was_stored(other):
    ids = said(120)
    there = work(forwarder_to(other))
    assert list(other.kept) == ids
    assert [len(asked.ids) for asked in other.asked] == [50, 50, 20]
    assert (there.sent, there.failures, there.last_error) == (120, 0, "")
    assert there.last_success_at is not None
    [shown] = progress()
    assert (shown.behind, shown.state(at=timezone.now())) == (0, "Up to date")


def test_a_statement_is_sent_with_what_makes_it_the_same_one_there(other):
    bare = {key: value for key, value in statement().items() if key not in ("id", "timestamp")}
    [uuid] = store.record([bare], at=NOON)
    work(forwarder_to(other))
    [arrived] = other.kept.values()
    assert arrived["id"] == str(uuid)
    assert arrived["timestamp"].startswith("2026-11-24T12:00:00")
    assert arrived["authority"]["account"]["name"] == "authority"
    assert "stored" not in arrived
    assert {key: arrived[key] for key in bare} == bare


def test_the_request_says_who_asks_and_in_which_version(other):
    said()
    work(forwarder_to(other, version="2.0.0"))
    [asked] = other.asked
    assert asked.path == "/xapi/statements"
    assert asked.headers["X-Experience-API-Version"] == "2.0.0"
    assert asked.headers["Host"] == other.address.removeprefix("http://")


def test_a_second_round_sends_only_what_is_new(other):
    there = forwarder_to(other)
    said(3)
    work(there)
    later = said(2)
    work(there)
    assert [asked.ids for asked in other.asked][1:] == [later]


def test_it_begins_where_it_was_told_to(other):
    said(3)
    there = forwarder_to(other, starts_from=timezone.now())
    later = said(2)
    work(there)
    assert list(other.kept) == later


def test_a_filter_of_verbs_activities_and_actors(other):
    passed = said(2, verb=PASSED)
    said(2)
    there = work(forwarder_to(other, verbs=[PASSED]))
    assert list(other.kept) == passed
    assert progress()[0].behind == 0
    assert there.sent == 2
    actions.send_again(forwarder=there, since=None, by=None, at=NOON)
    base = store.base_iri()
    wanted = statement(account_name=TOM)
    store.record([wanted, clients.said(id="7f5d2c2e-0000-4000-8000-000000000001")], at=NOON)
    only = settings_to(
        other.endpoint, actors=[base], activities=[wanted["context"]["contextActivities"]["parent"][0]["id"]]
    )
    other.kept.clear()
    work(actions.change(forwarder=there, settings=only, by=None, at=NOON))
    assert list(other.kept) == [wanted["id"]]


def test_voiding_follows_what_it_voids(other):
    [wanted] = said(1, verb=PASSED)
    [other_one] = said(1)
    takes_back = [voiding(wanted), voiding(other_one)]
    store.record(takes_back, at=NOON)
    work(forwarder_to(other, verbs=[PASSED]))
    assert list(other.kept) == [wanted, takes_back[0]["id"]]
    assert other.kept[takes_back[0]["id"]]["object"]["id"] == wanted


def test_attachments_go_with_their_statements(other):
    client, content = clients.Xapi(), b"\x89PNG certificate \x00\xff" * 1000
    sha2 = sha256(content).hexdigest()
    attachment = {
        "usageType": "https://example.org/certificate",
        "display": {"en-GB": "Certificate"},
        "contentType": "image/png",
        "length": len(content),
        "sha2": sha2,
    }
    head = {
        "Content-Type": "image/png",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha2,
    }
    answer = client.post(**clients.multipart([clients.said(attachments=[attachment])], (head, content)))
    assert answer.status_code == 200, answer.content
    plain = said(2)
    work(forwarder_to(other))
    assert list(other.kept) == [*answer.json(), *plain]
    assert other.parts == {sha2: content}


def test_one_that_is_refused_is_set_aside_and_holds_none(other):
    ids = said(60)
    other.poison = {ids[3]: 400, ids[10]: 409}
    there = work(forwarder_to(other))
    assert list(other.kept) == [id for id in ids if id not in other.poison]
    assert letters() == {ids[3]: 400, ids[10]: 409}
    assert DeadLetter.objects.get(status=400).reason == f"{ids[3]}: no, thank you"
    assert there.failures == 0
    assert progress()[0].behind == 0
    # The refused batch again one by one; the next one is a batch again.
    assert [len(asked.ids) for asked in other.asked] == [50, *[1] * 50, 10]


def test_what_was_set_aside_can_be_sent_again(other):
    ids = said(5)
    other.poison = {ids[1]: 400, ids[3]: 400}
    there = work(forwarder_to(other))
    del other.poison[ids[3]]
    assert actions.replay(forwarder=there, by=None, at=NOON) == 2
    assert progress()[0].replaying == 2
    there = work(there)
    assert ids[3] in other.kept
    assert letters() == {ids[1]: 400}
    [letter] = DeadLetter.objects.all()
    assert (letter.tries, letter.replay_at) == (2, None)
    assert there.sent == 4
    assert AuditEvent.objects.get(action="lrs.dead_letters_replayed").details == {"count": 2}


def test_a_batch_that_is_too_large_is_halved_until_it_is_taken(other):
    other.fails = lambda asked: (413, {}, "too much") if len(asked.ids) > 10 else None
    ids = said(30)
    there = work(forwarder_to(other))
    assert list(other.kept) == ids
    assert max(len(asked.ids) for asked in other.asked[-3:]) <= 10
    assert there.failures == 0


@pytest.mark.parametrize("status", [401, 404, 408, 429, 500, 502, 503, 301, 302, 307, 308, 201])
def test_what_is_not_about_a_statement_moves_nothing(other, status):
    ids = said(3)
    other.fails = lambda asked: (status, {"Location": f"{other.address}/elsewhere"}, "not now")
    there = work(forwarder_to(other))
    assert len(other.asked) == 1  # nobody was followed anywhere
    assert not other.kept
    assert not letters()
    assert there.position == -1
    assert there.failures == 1
    assert str(status) in there.last_error
    assert there.retry_at > timezone.now()
    assert progress()[0].state(at=timezone.now()) == "Failing"
    other.fails = lambda asked: None
    there = work(there)
    assert list(other.kept) == ids
    assert (there.failures, there.retry_at) == (0, None)


def test_a_credential_that_may_not_send_holds_all_and_sets_nothing_aside(other):
    ids = said(60)
    other.fails = lambda asked: (403, {}, "statements/write is missing")
    there = work(forwarder_to(other))
    assert (there.position, there.failures) == (-1, 1)
    assert there.last_error == "403: statements/write is missing"
    assert len(other.asked) < 30
    assert not letters()
    other.fails = lambda asked: None
    there = work(there)
    assert list(other.kept) == ids
    assert (there.failures, there.sent) == (0, 60)


def test_one_that_may_not_be_sent_holds_no_other(other):
    """The credential there lacks the right to void: what it may send goes on, in order, each counted once."""
    ids = said(60)
    other.poison = {ids[3]: 403, ids[4]: 403}
    there = work(forwarder_to(other))
    assert set(other.kept) == set(ids) - set(other.poison)
    assert letters() == {ids[3]: 403, ids[4]: 403}
    assert (there.failures, there.sent) == (0, 58)
    # Sent again in vain, it holds nothing up either.
    more = said(2)
    assert actions.replay(forwarder=there, by=None, at=NOON) == 2
    there = work(there)
    assert letters() == {ids[3]: 403, ids[4]: 403}
    assert more[1] in other.kept
    assert (there.failures, there.sent) == (0, 60)


def test_the_newest_that_may_not_be_sent_waits_until_another_is_taken(other):
    ids = said(2)
    other.poison = {ids[1]: 403}
    there = work(forwarder_to(other))
    assert (there.failures, letters()) == (1, {})
    ids += said(1)
    there = work(there)
    assert list(other.kept) == [ids[0], ids[2]]
    assert (there.failures, letters()) == (0, {ids[1]: 403})


def test_it_waits_as_long_as_it_is_asked_to(other):
    said()
    other.fails = lambda asked: (503, {"Retry-After": "600"}, "closed for lunch")
    there = work(forwarder_to(other))
    assert timedelta(seconds=590) < there.retry_at - timezone.now() < timedelta(seconds=670)
    work(there, due=False)
    assert len(other.asked) == 1
    other.fails = lambda asked: (503, {}, "closed")
    there = work(there)
    assert there.failures == 2


def test_the_other_store_is_not_there(other):
    said()
    there = forwarder_to(other)
    gone = settings_to("http://127.0.0.1:9/xapi")
    there = actions.change(forwarder=there, settings=gone, secret="sesame", by=None, at=NOON)
    there = work(there)
    assert (there.failures, there.position) == (1, -1)
    assert "ConnectError" in there.last_error


def test_a_pause_stops_it_and_resuming_goes_on_where_it_was(other):
    ids = said(3)
    there = work(forwarder_to(other))
    assert actions.pause(forwarder=there, by=None, at=NOON)
    assert not actions.pause(forwarder=there, by=None, at=NOON)
    more = said(2)
    work(there)
    assert list(other.kept) == ids
    assert actions.resume(forwarder=there, by=None, at=NOON)
    work(there)
    assert list(other.kept) == ids + more


def test_a_pause_in_the_middle_ends_after_the_batch_under_way(other, monkeypatch):
    ids = said(120)
    there = forwarder_to(other)
    sent = running.send

    def is_paused_meanwhile(*args, **more):
        Forwarder.objects.filter(pk=there.pk).update(paused_at=NOON)
        return sent(*args, **more)

    monkeypatch.setattr(running, "send", is_paused_meanwhile)
    work(there)
    assert list(other.kept) == ids[:50]


def test_who_lost_the_lease_notes_nothing(other, monkeypatch):
    """A process that was stopped for a minute comes back: another has done its work by then."""
    ids = said(3)
    there = forwarder_to(other)
    sent = running.send

    def is_stopped(forwarder, batch, **more):
        answer = sent(forwarder, batch, **more)
        monkeypatch.setattr(running, "send", sent)
        Forwarder.objects.filter(pk=there.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
        running.run()
        return answer

    monkeypatch.setattr(running, "send", is_stopped)
    there = work(there)
    assert list(other.kept) == ids
    assert there.sent == 3  # counted once, sent twice
    assert len(other.asked) == 2


def test_one_lease_at_a_time(other):
    said(3)
    there = forwarder_to(other)
    Forwarder.objects.filter(pk=there.pk).update(leased_until=timezone.now() + timedelta(seconds=30))
    work(there)
    assert not other.asked


def test_a_fault_of_ours_is_seen_and_holds_no_other_forwarder(other, monkeypatch):
    ids = said(2)
    first, second = forwarder_to(other), forwarder_to(other, name="Beside")
    sent = running.send

    def fails(forwarder, batch, **more):
        if forwarder.name == "Archive":
            raise KeyError("sha2")
        return sent(forwarder, batch, **more)

    monkeypatch.setattr(running, "send", fails)
    there = work(first)
    assert there.last_error == "KeyError: 'sha2'"
    assert list(other.kept) == ids
    assert Forwarder.objects.get(pk=second.pk).sent == 2


def test_going_back_sends_again_and_doubles_nothing(other):
    ids = said(4)
    there = work(forwarder_to(other))
    assert not actions.send_again(forwarder=there, since=timezone.now(), by=None, at=NOON)
    assert actions.send_again(forwarder=there, since=None, by=None, at=NOON)
    work(there)
    assert list(other.kept) == ids
    assert [asked.ids for asked in other.asked] == [ids, ids]


def test_the_key_is_kept_sealed_and_given_to_no_other_server(other, settings):
    there = forwarder_to(other)
    assert "sesame" not in there.secret
    elsewhere = settings_to("https://lrs.example.org/xapi")
    settings.LRS_FORWARD_TO = ["*", "127.0.0.0/8"]
    with pytest.raises(actions.KeyNeeded):
        actions.change(forwarder=there, settings=elsewhere, by=None, at=NOON)
    said()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 8
    assert work(there).sent == 1
    settings.SECRET_KEY_FALLBACKS = []
    said()
    assert "enter it again" in work(there).last_error


def test_what_people_do_leaves_a_trace_that_names_nobody(other):
    there = forwarder_to(other, actors=["mailto:daniel@example.org"])
    actions.pause(forwarder=there, by=None, at=NOON)
    actions.resume(forwarder=there, by=None, at=NOON)
    events = AuditEvent.objects.filter(subject=f"forwarder:{there.uuid}").order_by("id")
    assert [event.action for event in events] == [
        "lrs.forwarder_created",
        "lrs.forwarder_paused",
        "lrs.forwarder_resumed",
    ]
    trail = json.dumps([event.details for event in events])
    assert "daniel" not in trail
    assert "sesame" not in trail


def test_statements_of_anyone_are_sent_by_the_outbox_with_its_sweep(other):
    from lms.outbox.following import follow_all

    ids = said(2, account_name=AMARA)
    forwarder_to(other)
    assert follow_all() is None
    assert list(other.kept) == ids
