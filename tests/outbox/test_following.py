"""Those who keep their own place: called after hints and sweeps, apart from the rows."""

import threading

import pytest

from lms import outbox
from lms.outbox import actions, hints, tasks, thread, topics
from lms.outbox.following import follow_all
from tests.outbox.test_tasks import EARLIER


def test_each_is_called_and_the_most_impatient_says_when_to_come_back():
    called = []
    outbox.follow("forwarding", handler=lambda: called.append("forwarding"))
    outbox.follow("archive", handler=lambda: called.append("archive") or 4.0)
    outbox.follow("index", handler=lambda: 2.5)
    assert follow_all() == 2.5
    assert called == ["forwarding", "archive"]


def test_one_that_fails_costs_the_others_nothing(caplog):
    called = []

    def fails():
        raise OSError("no route to host")

    outbox.follow("forwarding", handler=fails)
    outbox.follow("archive", handler=lambda: called.append("archive"))
    assert follow_all() is None
    assert called == ["archive"]
    assert "A round of forwarding failed." in caplog.text


def test_a_name_is_taken_once():
    outbox.follow("forwarding", handler=lambda: None)
    with pytest.raises(topics.AlreadyRegistered):
        outbox.follow("forwarding", handler=lambda: None)


@pytest.mark.django_db
def test_a_sweep_of_celery_sends_them_a_task_of_their_own(monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.follow, "delay", lambda: sent.append("now"))
    monkeypatch.setattr(tasks.follow, "apply_async", lambda args, countdown: sent.append(countdown))
    tasks.sweep()
    assert sent == []  # nobody follows
    outbox.follow("forwarding", handler=lambda: 3.0)
    tasks.sweep()
    assert sent == ["now"]
    tasks.follow()
    assert sent == ["now", 4]


@pytest.mark.django_db
def test_rounds_that_want_to_go_on_do_not_multiply(monkeypatch):
    """Each hint would begin a row of rounds of its own, and with writers at work none of them would end."""
    sent = []
    monkeypatch.setattr(tasks.follow, "apply_async", lambda args, countdown: sent.append(args))
    outbox.subscribe("post.changed", name="skills", handler=print)
    outbox.follow("forwarding", handler=lambda: 1.0)
    for _ in range(5):
        outbox.publish("post.changed", key="amara", at=EARLIER)
        tasks.drain()
    assert sent == [[0]]
    for _ in range(5):
        tasks.follow(0)
    assert sent == [[0], [1]]
    tasks.follow(1)  # the one that waited begins: the next may wait
    assert sent == [[0], [1], [1]]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_slow_network_does_not_hold_the_rows(settings, monkeypatch):
    settings.OUTBOX_RUNNER = "thread"
    drained, released, ended = threading.Event(), threading.Event(), threading.Event()

    def waits_for_a_network():
        released.wait(timeout=20)
        ended.set()
        raise SystemExit

    def drain(*, at):
        drained.set()
        if released.is_set():
            raise SystemExit
        return 0

    monkeypatch.setattr(thread, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(thread, "_thread", None)
    monkeypatch.setattr(actions, "sweep", lambda *, at: 0)
    monkeypatch.setattr(actions, "drain", drain)
    outbox.follow("forwarding", handler=waits_for_a_network)
    thread.start()
    outbox.wake()
    assert drained.wait(timeout=20)
    assert not ended.is_set()
    released.set()
    hints.waiting.set()
    for one in (thread._thread, thread._follower):
        one.join(timeout=20)
        assert not one.is_alive()
