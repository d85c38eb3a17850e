from datetime import timedelta

import pytest
from django.db import transaction

from lms import outbox
from lms.outbox import hints, topics
from lms.outbox.models import OutboxRow
from tests.factories.lrs import NOON

pytestmark = pytest.mark.django_db


def test_one_row_for_each_subscriber(django_assert_num_queries):
    for name in ("skills", "reports"):
        outbox.subscribe("post.changed", name=name, handler=print)
    outbox.subscribe("person.left", name="skills", handler=print)
    with django_assert_num_queries(1):
        outbox.publish("post.changed", key="amara", payload={"starts_on": "2026-12-01"}, at=NOON)
    rows = OutboxRow.objects.order_by("subscriber").values_list("subscriber", "topic", "key", "payload")
    assert list(rows) == [
        (name, "post.changed", "amara", {"starts_on": "2026-12-01"}) for name in ("reports", "skills")
    ]


def test_only_the_verbs_that_a_subscriber_wants():
    outbox.subscribe("statement.recorded", name="skills", handler=print, verbs={"answered"})
    rows = [("amara", {"verb": verb}) for verb in ("answered", "passed", "answered")]
    outbox.publish_many("statement.recorded", rows, at=NOON)
    assert list(OutboxRow.objects.values_list("payload__verb", flat=True)) == ["answered", "answered"]


def test_only_the_keys_that_a_subscriber_wants():
    outbox.subscribe("statement.recorded", name="skills", handler=print, keys=str.isalpha)
    outbox.publish_many("statement.recorded", [("amara", {}), ("agent:7", {})], at=NOON)
    assert OutboxRow.objects.get().key == "amara"


def test_rows_that_may_wait_are_due_later_and_wake_nobody(django_capture_on_commit_callbacks):
    outbox.subscribe("activity.defined", name="lrs", handler=print, after=timedelta(seconds=10))
    with django_capture_on_commit_callbacks() as callbacks:
        outbox.publish("activity.defined", key="all", at=NOON)
    assert OutboxRow.objects.get().due_at == NOON + timedelta(seconds=10)
    assert callbacks == []
    assert outbox.drain(at=NOON) == 0
    assert outbox.drain(at=NOON + timedelta(seconds=10)) == 1


@pytest.mark.parametrize("times", [1, 3])
def test_several_topics_are_one_query(times, django_assert_num_queries):
    for topic in ("post.changed", "person.left"):
        outbox.subscribe(topic, name="skills", handler=print)
    rows = [(topic, "amara", {"n": 1}) for topic in ("post.changed", "person.left")] * times
    with django_assert_num_queries(1):
        outbox.publish_all(rows, at=NOON)
    kept = OutboxRow.objects.order_by("id").values_list("topic", "key", "payload")
    assert list(kept) == rows
    assert set(OutboxRow.objects.values_list("created_at", "due_at", "tries", "last_error", "dead_at")) == {
        (NOON, NOON, 0, "", None)
    }


def test_no_subscriber_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        outbox.publish("post.changed", key="amara", at=NOON)


def test_a_name_may_subscribe_to_several_topics_but_to_each_once():
    outbox.subscribe("post.changed", name="skills", handler=print)
    outbox.subscribe("person.left", name="skills", handler=print)
    with pytest.raises(topics.AlreadyRegistered, match=r"^skills already subscribes to person\.left\.$"):
        outbox.subscribe("person.left", name="skills", handler=print)


def test_a_rolled_back_transaction_leaves_nothing(monkeypatch, django_capture_on_commit_callbacks):
    outbox.subscribe("post.changed", name="skills", handler=print)
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        outbox.publish("post.changed", key="amara", at=NOON)
        transaction.set_rollback(True)
    assert not OutboxRow.objects.exists()
    assert callbacks == []


def test_a_transaction_wakes_once_however_much_it_publishes(django_capture_on_commit_callbacks):
    outbox.subscribe("post.changed", name="skills", handler=print)
    with django_capture_on_commit_callbacks() as callbacks:
        for key in ("amara", "tom", "priya"):
            outbox.publish("post.changed", key=key, at=NOON)
    assert callbacks == [hints.wake]


def test_waking_the_thread_sets_its_event(settings):
    settings.OUTBOX_RUNNER = "thread"
    hints.waiting.clear()
    outbox.wake()
    assert hints.waiting.is_set()
    hints.waiting.clear()


class Broker:
    """Counts what is sent to it, or refuses all of it."""

    def __init__(self, *, is_down):
        self.is_down, self.sent = is_down, []

    def send_task(self, name, **options):
        self.sent.append(name)
        if self.is_down:
            raise ConnectionRefusedError


def test_waking_celery_sends_the_name_of_the_task(settings, monkeypatch):
    settings.OUTBOX_RUNNER, broker = "celery", Broker(is_down=False)
    monkeypatch.setattr(hints, "_sender", lambda: broker)
    outbox.wake()
    assert broker.sent == ["lms.outbox.tasks.drain"]


def test_a_broker_that_is_down_fails_nobody_and_is_left_alone_for_a_while(settings, monkeypatch, caplog):
    settings.OUTBOX_RUNNER, broker = "celery", Broker(is_down=True)
    monkeypatch.setattr(hints, "_sender", lambda: broker)
    monkeypatch.setattr(hints, "_quiet_until", 0.0)
    for _ in range(3):
        outbox.wake()
    assert len(broker.sent) == 1
    assert "the sweep will find the rows" in caplog.text
    monkeypatch.setattr(hints, "_quiet_until", 0.0)
    outbox.wake()
    assert len(broker.sent) == 2
