"""Forwarding when things go wrong for real: killed processes, late commits, another store that is our own."""

import os
import signal
import subprocess
import sys
import threading
import time
from base64 import b64decode
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as product
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from lms.lrs import store
from lms.lrs.forwarding import actions, running
from lms.lrs.models import DeadLetter, Forwarder
from lms.lrs.store.complete import complete_before
from tests import databases, server
from tests.factories.lrs import NOON, statement, voiding
from tests.lrs import other_store
from tests.lrs.forwarding import forwarder_to, other, said, settings_to, work
from tests.lrs.writers import somebody_writes

__all__ = ["other"]

ROOT = Path(product.BASE_DIR)


def url_of_this_database():
    name = connection.settings_dict["NAME"]
    return f"sqlite:///{name}" if connection.vendor == "sqlite" else databases.url_for(name)


def worker():
    """A process of its own that sends what waits, as a worker does."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "forwarding", "run"],
        cwd=ROOT,
        env={
            **os.environ,
            "LMS_MODE": "test",
            "DATABASE_URL": url_of_this_database(),
            "LRS_FORWARD_TO": "127.0.0.0/8",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def wait_until(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not come about"
        time.sleep(0.02)


def lease_runs_out():
    Forwarder.objects.update(leased_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_that_is_killed_loses_nothing_and_keeps_the_order(own_database, other, settings):
    """Twice: while the other side has the batch in its hands, and after it has taken it."""
    other.seconds = 0.4
    ids = said(180)
    time.sleep(1.1)  # a process of its own waits until what was stored is complete
    there = forwarder_to(other)
    for killed_at in (1, 2):
        process = worker()
        wait_until(lambda number=killed_at, one=process: len(other.asked) >= number or one.poll() is not None)
        assert process.poll() is None, process.stderr.read().decode()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        process.stderr.close()
        held = Forwarder.objects.get(pk=there.pk)
        assert held.leased_until > timezone.now()  # the lease outlives its holder
        work(there)
        assert len(other.asked) == killed_at  # and until it runs out nobody else begins
        lease_runs_out()
    time.sleep(0.5)
    other.seconds = 0.0
    there = work(there)
    assert list(other.kept) == ids
    assert there.sent >= 180 - 50  # what was sent and not noted was sent again
    assert len(other.asked) > 4
    assert there.failures == 0
    assert not DeadLetter.objects.exists()


def test_a_statement_that_commits_late_is_not_passed_over(own_database, other):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: nothing commits late.")
    there = forwarder_to(other)
    late = statement()
    with somebody_writes([late]):
        after = said(2)  # committed, with a greater seq than the one that is not there yet
        again = running.run()
        assert (list(other.kept), again) == ([], running.NOT_YET_COMPLETE)
    work(there)
    assert list(other.kept) == [late["id"], *after]


def test_many_writers_at_once_and_every_statement_arrives(own_database, other):
    there = forwarder_to(other)
    stored, done = [], threading.Event()

    def writes(number):
        try:
            for _ in range(8):
                with transaction.atomic():
                    stored.extend(said(2))
                    if connection.vendor == "postgresql":  # the others go on, and commit before this one
                        time.sleep(0.03 * number)
        finally:
            connection.close()

    def sends():
        try:
            while not done.is_set():
                running.run()
        finally:
            connection.close()

    writers = [threading.Thread(target=writes, args=(number,)) for number in range(6)]
    sender = threading.Thread(target=sends)
    for thread in (sender, *writers):
        thread.start()
    for thread in writers:
        thread.join(timeout=120)
    done.set()
    sender.join(timeout=60)
    work(there)
    assert len(stored) == 96
    assert set(other.kept) == set(stored)
    order = [str(uuid) for uuid in _by_seq()]
    assert list(other.kept) == order


def _by_seq():
    from lms.lrs.models import Statement

    return Statement.objects.order_by("seq").values_list("uuid", flat=True)


def test_a_reader_that_takes_long_holds_nothing_up(own_database, other):
    """A backup reads for an hour in one transaction: it writes nothing, so nothing can turn up from it."""
    reading, may_end = threading.Event(), threading.Event()

    def reads():
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("SET TRANSACTION READ ONLY")
                        cursor.execute("SELECT count(*), txid_current() FROM lrs_statement")
                reading.set()
                assert may_end.wait(timeout=30)
        finally:
            connection.close()

    if connection.vendor == "sqlite":
        pytest.skip("On SQLite every transaction of ours is a writer's.")
    ids = said(1)
    thread = threading.Thread(target=reads)
    thread.start()
    assert reading.wait(timeout=30)
    begun = complete_before()
    forwarder_to(other)
    running.run()
    may_end.set()
    thread.join(timeout=30)
    assert begun > _seq_of(ids[0])
    assert list(other.kept) == ids


def _seq_of(uuid):
    from lms.lrs.models import Statement

    return Statement.objects.get(uuid=uuid).seq


def test_our_own_store_takes_what_is_forwarded_to_it(own_database, settings, monkeypatch, tmp_path):
    """The other side is this product on another database, with its own credential, both versions' rules."""
    import json

    from lms.lrs.store import complete

    settings.LRS_FORWARD_TO = ["127.0.0.0/8"]
    monkeypatch.setattr(complete, "MARGIN", timedelta(0))
    name = f"{databases.prefix()}_copy_elsewhere_{os.getpid()}"
    databases.copy(databases.template(demo=False), name)
    try:
        elsewhere = {"LMS_MODE": "test", "DATABASE_URL": databases.url_for(name)}
        made = subprocess.run(
            [
                *(sys.executable, "manage.py", "lrs_credential", "create"),
                *("--name", "Waymark", "--scope", "all", "--json"),
            ],
            cwd=ROOT,
            env={**os.environ, **elsewhere},
            capture_output=True,
            text=True,
            check=True,
        )
        credential = json.loads(made.stdout)
        with server.running(database_url=databases.url_for(name), folder=tmp_path) as (address, _):
            there = actions.create(
                settings=settings_to(f"{address}/xapi/", username=credential["username"], version="1.0.3"),
                secret=credential["password"],
                starts_from=None,
                by=None,
                at=NOON,
            )
            ids = said(60)
            taken_back = voiding(ids[7])
            store.record([taken_back], at=NOON)
            there = work(there)
            assert (there.last_error, there.sent) == ("", 61)
            actions.send_again(forwarder=there, since=None, by=None, at=NOON)
            there = work(there)  # nothing is doubled there
            assert (there.last_error, there.sent) == ("", 122)
            listed = _asked(address, credential, "statements?ascending=true&limit=100")["statements"]
            assert [one["id"] for one in listed] == [*ids[:7], *ids[8:], taken_back["id"]]
            there_voided = _asked(address, credential, f"statements?voidedStatementId={ids[7]}")
            assert there_voided["id"] == ids[7]
    finally:
        databases.drop(name)


def _asked(address, credential, resource):
    import httpx

    answer = httpx.get(
        f"{address}/xapi/{resource}",
        auth=(credential["username"], credential["password"]),
        headers={"X-Experience-API-Version": "1.0.3"},
        trust_env=False,
        timeout=20,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.django_db
def test_the_command_shows_sends_and_replays(other):
    ids = said(3)
    there = forwarder_to(other)
    other.poison = {ids[1]: 400}

    def printed(*arguments):
        out = StringIO()
        call_command("forwarding", *arguments, stdout=out)
        return out.getvalue()

    assert "Archive: waiting, 3 behind, 0 sent, 0 set aside, last success never" in printed("list")
    assert "up to date, 0 behind, 2 sent, 1 set aside" in printed("run")
    letter = DeadLetter.objects.get()
    assert f"{letter.pk}\t" in printed("dead-letters", "Archive")
    assert f"{ids[1]}\t400\t" in printed("dead-letters", "Archive")
    other.poison = {}
    assert printed("dead-letters", "Archive", "--replay") == "1 statements will be sent again.\n"
    assert printed("pause", "Archive") == "Paused.\n"
    assert "paused" in printed("run")
    assert len(other.kept) == 2
    assert printed("resume", "Archive") == "It goes on.\n"
    assert "3 sent, 0 set aside" in printed("run", "Archive")
    assert set(other.kept) == set(ids)
    assert Forwarder.objects.get(pk=there.pk).failures == 0


def test_the_other_store_of_the_tests_knows_its_client():
    assert b64decode(other_store.AUTHORIZATION.partition(" ")[2]) == b"waymark:sesame"
