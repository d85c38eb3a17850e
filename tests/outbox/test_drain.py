import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from lms import outbox
from lms.outbox import actions
from lms.outbox.models import OutboxRow
from tests.factories.lrs import NOON

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def hear(*, name="skills", topic="post.changed", fails_on=()):
    """Subscribe a handler that keeps what it is given, and raises for some payloads."""
    heard = []

    def handler(delivery):
        if any(payload.get("n") in fails_on for payload in delivery.payloads):
            raise ValueError("cannot read \0 this")
        heard.append(delivery)

    outbox.subscribe(topic, name=name, handler=handler)
    return heard


def publish(key, n=0, at=NOON):
    outbox.publish("post.changed", key=key, payload={"n": n}, at=at)


def test_rows_of_one_subscriber_and_key_are_one_call():
    heard = hear()
    for n, key in enumerate(["amara", "tom", "amara", "amara"]):
        publish(key, n, at=NOON + n * MINUTE)
    assert outbox.drain(at=NOON + 10 * MINUTE) == 4
    amara, tom = heard
    assert (amara.key, amara.payload, amara.created_at) == ("amara", {"n": 3}, NOON + 3 * MINUTE)
    assert amara.payloads == ({"n": 0}, {"n": 2}, {"n": 3})
    assert (amara.topic, amara.at) == ("post.changed", NOON + 10 * MINUTE)
    assert (tom.key, tom.payloads) == ("tom", ({"n": 1},))
    assert not OutboxRow.objects.exists()


def test_each_subscriber_is_called_for_itself():
    skills, reports = hear(), hear(name="reports")
    publish("amara")
    outbox.drain(at=NOON)
    assert [d.key for d in skills] == [d.key for d in reports] == ["amara"]


def test_oldest_first():
    heard = hear()
    for n, key in enumerate(["tom", "amara", "priya"]):
        publish(key, at=NOON - n * MINUTE)
    outbox.drain(at=NOON)
    assert [d.key for d in heard] == ["priya", "amara", "tom"]


def test_what_is_not_due_yet_waits():
    heard = hear()
    publish("amara", at=NOON + MINUTE)
    assert outbox.drain(at=NOON) == 0
    assert outbox.drain(at=NOON + MINUTE) == len(heard) == 1


def test_a_limit_leaves_the_rest_for_the_next_drain():
    hear()
    for n in range(5):
        publish(f"person-{n}")
    assert outbox.drain(at=NOON, limit=2) == 2
    assert OutboxRow.objects.count() == 3


def test_a_poison_row_is_tried_five_times_and_set_aside_while_others_go_on():
    heard = hear(fails_on={666})
    publish("amara", 666)
    for n in range(3):
        publish(f"person-{n}", n)
    at = NOON
    assert outbox.drain(at=at) == 3  # at once, behind the poison row
    waits = []
    while not (row := OutboxRow.objects.get()).dead_at:
        waits.append(row.due_at - at)
        at = row.due_at
        assert outbox.drain(at=at - timedelta(seconds=1)) == 0
        outbox.drain(at=at)
    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 240]
    assert (row.tries, row.last_error) == (5, "ValueError: cannot read  this")
    assert outbox.drain(at=at + timedelta(days=9)) == 0
    assert len(heard) == 3


def test_a_poison_row_does_not_take_others_of_its_key_with_it():
    heard = hear(fails_on={666})
    for n in (1, 666, 2):
        publish("amara", n)
    assert outbox.drain(at=NOON) == 2
    assert [d.payload for d in heard] == [{"n": 1}, {"n": 2}]
    assert OutboxRow.objects.get().tries == 1


def test_a_poison_row_of_one_subscriber_is_no_other_subscribers_trouble():
    hear(fails_on={666})
    reports = hear(name="reports")
    publish("amara", 666)
    outbox.drain(at=NOON)
    assert [d.key for d in reports] == ["amara"]


def test_what_a_failing_handler_wrote_is_undone():
    def writes_then_fails(delivery):
        OutboxRow.objects.create(topic="t", subscriber="s", key="half", created_at=NOON, due_at=NOON)
        raise IntegrityError

    outbox.subscribe("post.changed", name="skills", handler=writes_then_fails)
    publish("amara")
    outbox.drain(at=NOON)
    assert not OutboxRow.objects.filter(key="half").exists()
    assert OutboxRow.objects.get().tries == 1


def test_what_a_handler_publishes_is_drained_in_the_same_go():
    heard = hear(name="reports", topic="level.moved")
    outbox.subscribe(
        "post.changed", name="skills", handler=lambda d: outbox.publish("level.moved", key=d.key, at=d.at)
    )
    publish("amara")
    assert outbox.drain(at=NOON) == 2
    assert [d.key for d in heard] == ["amara"]


def test_rows_for_a_subscriber_of_a_newer_release_are_left_for_it():
    OutboxRow.objects.create(topic="t", subscriber="newer", key="amara", created_at=NOON, due_at=NOON)
    assert outbox.drain(at=NOON) == 0
    assert OutboxRow.objects.get().tries == 0


def test_dead_letters_are_listed_and_replayed():
    heard = hear(fails_on={666})
    publish("amara", 666)
    OutboxRow.objects.update(tries=4)
    outbox.drain(at=NOON)
    row, out = OutboxRow.objects.get(), io.StringIO()
    call_command("dead_letters", stdout=out)
    assert f"{row.id}\t2026-11-24 12:00\tpost.changed\tskills\tamara" in out.getvalue()
    assert "ValueError: cannot read" in out.getvalue()
    assert "1 rows set aside." in out.getvalue()

    OutboxRow.objects.update(payload={"n": 1})  # mended
    call_command("dead_letters", "--replay", str(row.id), stdout=out)
    assert "1 rows will be tried again." in out.getvalue()
    call_command("drain", stdout=out)
    assert "1 rows handled." in out.getvalue()
    assert [d.payload for d in heard] == [{"n": 1}]


def test_replay_of_all_leaves_living_rows_as_they_are():
    hear(fails_on={666})
    publish("amara", 666)
    outbox.drain(at=NOON)
    assert actions.replay(at=NOON) == 0
    assert OutboxRow.objects.get().tries == 1
