"""Many writers of one id, and batches that overlap, on a database of their own (security guide, row 74)."""

import random
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction

from lms.lrs import store
from lms.lrs.models import Related, Statement
from lms.outbox.models import OutboxRow
from tests.factories.lrs import NOON, statement

WRITERS, ROUNDS = 8, 12


def record_at_once(pool, batches):
    """Each batch in a thread and a transaction of its own; "stored" or "conflict" for each."""

    def write(batch):
        try:
            with transaction.atomic():
                store.record(batch, at=NOON)
        except store.StatementConflict:
            return "conflict"
        finally:
            connections.close_all()
        return "stored"

    return list(pool.map(write, batches))


@pytest.fixture
def pool(own_database):
    with ThreadPoolExecutor(WRITERS) as made:
        yield made


def test_one_id_with_one_content_is_stored_once_and_everyone_hears_yes(pool):
    for _ in range(ROUNDS):
        made = statement()
        assert record_at_once(pool, [[made]] * WRITERS) == ["stored"] * WRITERS
        assert Statement.objects.filter(uuid=made["id"]).count() == 1
    assert (
        Statement.objects.count() == OutboxRow.objects.filter(subscriber="skills.refresh").count() == ROUNDS
    )
    assert Related.objects.count() == 4 * ROUNDS


def test_one_id_with_eight_contents_has_one_winner(pool):
    for _ in range(ROUNDS):
        uuid = uuid4()
        heard = record_at_once(
            pool, [[statement(id=uuid, result={"response": str(n)})] for n in range(WRITERS)]
        )
        assert sorted(heard) == ["conflict"] * (WRITERS - 1) + ["stored"]
    assert Statement.objects.count() == ROUNDS


def test_shuffled_batches_that_overlap_never_deadlock(pool):
    for _ in range(ROUNDS):
        shared = [statement(id=UUID(int=random.getrandbits(128))) for _ in range(20)]
        batches = [random.sample(shared, 15) for _ in range(WRITERS)]
        assert record_at_once(pool, batches) == ["stored"] * WRITERS
    ids = {s["id"] for batch in batches for s in batch}
    assert Statement.objects.filter(uuid__in=ids).count() == len(ids)
    assert Statement.objects.count() == OutboxRow.objects.filter(subscriber="skills.refresh").count()


def test_a_batch_with_one_conflict_stores_nothing_at_all(pool):
    made = statement()
    record_at_once(pool, [[made]])
    batch = [statement(), made | {"result": {"success": False}}, statement()]
    assert record_at_once(pool, [batch] * WRITERS) == ["conflict"] * WRITERS
    assert Statement.objects.count() == 1
    assert Related.objects.count() == 4
