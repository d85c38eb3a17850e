import contextlib
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from lms.lrs import store, vocabulary
from lms.lrs.models import Related, Statement
from lms.outbox import topics
from lms.outbox.models import OutboxRow
from tests.factories.lrs import AMARA, NOON, TOM, statement

pytestmark = pytest.mark.django_db


def counted(statements, django_assert_max_num_queries):
    """record() within the budget of an answer: two queries on either database."""
    with django_assert_max_num_queries(2):
        return store.record(statements, at=NOON)


def test_one_statement_with_its_side_rows_and_outbox_rows_is_two_queries(django_assert_max_num_queries):
    counted([statement()], django_assert_max_num_queries)
    assert (Statement.objects.count(), Related.objects.count()) == (1, 4)  # actor, version, question, course


def test_ten_statements_are_two_queries_too(django_assert_max_num_queries):
    counted([statement() for _ in range(10)], django_assert_max_num_queries)
    assert (Statement.objects.count(), Related.objects.count()) == (10, 40)


def test_the_text_is_kept_as_received():
    text = '{ "verb":{"id":"' + vocabulary.ANSWERED + '"}, "actor":{"mbox":"mailto:gwen@example.org"},'
    text += '\n\t"object":{"id":"https://example.org/é"}, "result":{"score":{"scaled":0.50}} }'
    [uuid] = store.record([text], at=NOON)
    assert Statement.objects.get(uuid=uuid).body == text


def test_columns_hold_what_finds_the_statement():
    registration = uuid4()
    made = statement(registration=registration, happened=NOON - timedelta(days=30))
    store.record([made], at=NOON)
    row = Statement.objects.get()
    assert (str(row.uuid), row.registration) == (made["id"], registration)
    assert row.happened == NOON - timedelta(days=30)
    assert row.related == sorted(Related.objects.values_list("key", flat=True))
    assert {row.actor, row.activity} < set(row.related)


def test_seq_and_stored_are_the_same_microsecond_of_the_clock():
    before = datetime.now(UTC) - timedelta(seconds=1)
    store.record([statement() for _ in range(3)], at=NOON)
    for row in Statement.objects.all():
        assert row.seq >> 10 == round(row.stored.timestamp() * 1_000_000)
        assert before < row.stored < datetime.now(UTC) + timedelta(seconds=1)


def test_order_in_the_batch_is_order_in_the_store():
    ids = store.record([statement() for _ in range(30)], at=NOON)
    assert list(Statement.objects.order_by("seq").values_list("uuid", flat=True)) == ids


def test_a_batch_longer_than_one_query_is_stored_whole():
    ids = store.record([statement() for _ in range(1203)], at=NOON)
    assert list(Statement.objects.order_by("seq").values_list("uuid", flat=True)) == ids


def test_an_empty_batch_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert store.record([], at=NOON) == []


def test_a_statement_without_id_and_timestamp_gets_both():
    made = statement(happened=None)
    del made["id"]
    [uuid] = store.record([made], at=NOON)
    [read] = store.statements_of(AMARA)
    assert (read["id"], read["timestamp"]) == (str(uuid), "2026-11-24T12:00:00.000000Z")
    assert json.loads(Statement.objects.get().body) == made


def test_the_same_statement_again_changes_nothing():
    made = statement()
    store.record([made], at=NOON)
    rows = OutboxRow.objects.count()
    again = dict(reversed(made.items())) | {"stored": NOON.isoformat()}
    assert str(store.record([again, statement()], at=NOON)[0]) == made["id"]
    assert Statement.objects.count() == 2
    assert OutboxRow.objects.count() == rows * 2  # the new one's alone


def test_the_same_id_with_other_content_is_a_conflict():
    made = statement()
    store.record([made], at=NOON)
    with pytest.raises(store.StatementConflict) as caught, transaction.atomic():
        store.record([made | {"result": {"success": False}}], at=NOON)
    assert str(caught.value.statement_id) == made["id"]


def test_a_batch_with_one_conflict_stores_nothing_even_when_its_caller_goes_on():
    made = statement()
    store.record([made], at=NOON)
    with transaction.atomic():
        with contextlib.suppress(
            store.StatementConflict
        ):  # its caller goes on, and still cannot commit the half
            store.record([statement(), made | {"result": {"success": False}}, statement()], at=NOON)
        assert connection.needs_rollback
    assert Statement.objects.count() == 1


def test_a_batch_with_one_invalid_statement_stores_nothing_and_says_which():
    with pytest.raises(store.Invalid, match=r"^\[1\]\.verb\.id: must be an absolute IRI$"):
        store.record([statement(), statement(verb="passed")], at=NOON)
    assert not Statement.objects.exists()


def test_one_id_twice_in_a_batch_is_refused():
    made = statement()
    with pytest.raises(store.Invalid, match=r"^\[2\]\.id: is the id of \[0\] too$"):
        store.record([made, statement(), made], at=NOON)


def test_a_rollback_takes_statement_side_rows_and_outbox_rows_with_it(monkeypatch):
    monkeypatch.setattr(topics, "_subscriptions", {})
    topics.subscribe("statement.recorded", name="test", handler=print)
    with transaction.atomic():
        store.record([statement()], at=NOON)
        assert OutboxRow.objects.count() == 1
        transaction.set_rollback(True)
    assert [model.objects.count() for model in (Statement, Related, OutboxRow)] == [0, 0, 0]


def test_each_statement_leaves_a_row_for_each_subscriber_that_wants_its_verb(monkeypatch):
    monkeypatch.setattr(topics, "_subscriptions", {})
    topics.subscribe("statement.recorded", name="answers", handler=print, verbs={vocabulary.ANSWERED})
    topics.subscribe("statement.recorded", name="everything", handler=print)
    ids = store.record([statement(), statement(account_name=TOM, verb=vocabulary.PASSED)], at=NOON)
    rows = OutboxRow.objects.order_by("id").values_list("subscriber", "key", "payload", "created_at")
    first = {"verb": vocabulary.ANSWERED, "statement": str(ids[0])}
    assert sorted(rows, key=str) == sorted(
        [
            ("answers", AMARA, first, NOON),
            ("everything", AMARA, first, NOON),
            ("everything", TOM, {"verb": vocabulary.PASSED, "statement": str(ids[1])}, NOON),
        ],
        key=str,
    )
