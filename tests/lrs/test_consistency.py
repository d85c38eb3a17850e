"""Through which moment the store says that it is complete, while somebody writes (communication 2.1.3)."""

from datetime import UTC, datetime

from django.db import connection

from lms.lrs import store
from lms.lrs.models import Statement
from lms.lrs.store.consistency import consistency
from tests.factories.lrs import NOON, statement
from tests.lrs.writers import somebody_writes


def test_nobody_writes_and_the_store_is_complete_right_now(own_database):
    before = datetime.now(UTC)
    store.record([statement()], at=NOON)
    assert Statement.objects.get().stored <= consistency().through
    assert before <= consistency().through <= datetime.now(UTC)


def test_what_somebody_is_writing_is_not_promised(own_database):
    store.record([statement()], at=NOON)
    seen = Statement.objects.get().stored
    with somebody_writes([statement()]):
        through = consistency().through
    late = Statement.objects.order_by("seq").last().stored
    assert seen <= through < late


def test_a_writer_that_has_not_looked_at_the_clock_yet_counts(own_database):
    with somebody_writes([]):
        through = consistency().through
        asked = datetime.now(UTC)
    assert through < asked
    assert connection.vendor == "sqlite" or consistency().through > asked


def test_whoever_asks_leaves_no_lock_and_no_short_patience_behind(own_database):
    consistency()
    store.record([statement()], at=NOON)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20_000,)
    assert not connection.in_atomic_block
