import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from lms import outbox
from lms.outbox import actions, hints, thread
from tests.factories.lrs import NOON

EARLIER = NOON - timedelta(days=30)  # the runners ask the real clock, and a row is due from its own time on

# A test ends the thread by SystemExit, which Python passes over in a thread and pytest reports.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture
def rounds(monkeypatch):
    """The thread's work, replaced by a note of it; the thread ends when it is told to, as a test must."""
    noted, changed = [], threading.Condition()

    def note(name):
        def work(*, at):
            with changed:
                noted.append(name)
                changed.notify_all()
            if name == "stop":
                raise SystemExit
            return 0

        return work

    monkeypatch.setattr(thread, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(thread, "_thread", None)
    monkeypatch.setattr(actions, "sweep", note("sweep"))
    monkeypatch.setattr(actions, "drain", note("drain"))

    def wait_for(name):
        with changed:
            assert changed.wait_for(lambda: name in noted, timeout=20)
            noted.clear()

    yield wait_for
    monkeypatch.setattr(actions, "drain", note("stop"))
    monkeypatch.setattr(actions, "sweep", note("stop"))
    hints.waiting.set()
    if thread._thread is not None:
        thread._thread.join(timeout=20)
        assert not thread._thread.is_alive()


def test_the_thread_sweeps_at_its_start_and_drains_when_woken(settings, rounds):
    settings.OUTBOX_RUNNER = "thread"
    thread.start()
    rounds("sweep")
    outbox.wake()
    rounds("drain")


def test_it_sweeps_without_being_woken(settings, rounds, monkeypatch):
    settings.OUTBOX_RUNNER = "thread"
    monkeypatch.setattr(thread, "SWEEP_SECONDS", 0.01)
    thread.start()
    rounds("sweep")
    rounds("sweep")


def test_a_failing_round_does_not_end_the_thread(settings, rounds, monkeypatch, caplog):
    settings.OUTBOX_RUNNER = "thread"
    thread.start()
    rounds("sweep")
    note, failed = actions.drain, threading.Event()

    def fails(*, at):
        failed.set()
        raise OSError("no space left on the device")

    monkeypatch.setattr(actions, "drain", fails)
    outbox.wake()
    assert failed.wait(timeout=20)
    monkeypatch.setattr(actions, "drain", note)
    outbox.wake()
    rounds("drain")
    assert "A round of the outbox thread failed." in caplog.text


def test_a_second_start_makes_no_second_thread(settings, rounds):
    settings.OUTBOX_RUNNER = "thread"
    thread.start()
    first = thread._thread
    thread.start()
    assert thread._thread is first
    rounds("sweep")


@pytest.mark.parametrize("runner", ["celery", "inline"])
def test_other_runners_need_no_thread(settings, rounds, runner):
    settings.OUTBOX_RUNNER = runner
    thread.start()
    assert thread._thread is None


def test_a_published_row_is_handled_by_the_thread_alone(settings, own_database, monkeypatch):
    """The whole way on a database of its own: publish, commit, hint, thread, handler."""
    settings.OUTBOX_RUNNER = "thread"
    handled = threading.Event()
    ended = threading.Event()

    def drains_once(*, at):
        count = real(at=timezone.now())
        if handled.is_set():
            connection.close()
            ended.set()
            raise SystemExit
        return count

    real = actions.drain
    monkeypatch.setattr(actions, "drain", drains_once)
    monkeypatch.setattr(thread, "_thread", None)
    outbox.subscribe("post.changed", name="skills", handler=lambda delivery: handled.set())
    thread.start()
    outbox.publish("post.changed", key="amara", at=EARLIER)
    assert handled.wait(timeout=20)
    outbox.wake()
    assert ended.wait(timeout=20)
    thread._thread.join(timeout=20)
