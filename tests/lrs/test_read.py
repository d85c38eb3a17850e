from datetime import timedelta
from uuid import UUID

import pytest

from lms.lrs import store, vocabulary
from tests.factories.lrs import AMARA, NOON, TOM, statement, voiding

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def ids_of(statements):
    return [s["id"] for s in statements]


def test_statements_of_a_person_come_oldest_first_by_timestamp_then_id(django_assert_num_queries):
    late = statement(happened=NOON + DAY)
    early = [statement(happened=NOON, id=UUID(int=n)) for n in (3, 1, 2)]
    store.record([late, *early], at=NOON)
    with django_assert_num_queries(1):
        read = store.statements_of(AMARA)
    assert ids_of(read) == [str(UUID(int=n)) for n in (1, 2, 3)] + [late["id"]]


def test_only_the_verbs_asked_for():
    store.record([statement(), statement(verb=vocabulary.PASSED)], at=NOON)
    [read] = store.statements_of(AMARA, verbs={vocabulary.PASSED})
    assert read["verb"]["id"] == vocabulary.PASSED
    assert store.statements_of(AMARA, verbs=set()) == []


def test_never_another_persons():
    store.record([statement(account_name=TOM)], at=NOON)
    assert store.statements_of(AMARA) == []


def test_never_an_account_of_the_same_name_elsewhere():
    elsewhere = {"account": {"homePage": "https://learning.example.org", "name": AMARA}}
    store.record([statement(actor=elsewhere)], at=NOON)
    assert store.statements_of(AMARA) == []
    assert list(store.accounts()) == []
    assert len(list(store.iter_statements())) == 1


def test_two_identifiers_with_one_key_are_never_mixed(monkeypatch):
    from lms.lrs.store import inserting, reading

    for module in (reading, inserting):
        monkeypatch.setattr(module, "key_of", lambda kind, identifier: 7)
    store.record([statement(), statement(account_name=TOM, verb=vocabulary.PASSED)], at=NOON)
    assert len(store.statements_of(AMARA)) == 1
    assert store.statements_of(TOM, verbs={vocabulary.ANSWERED}) == []
    assert sorted(name for name, _ in store.by_account()) == sorted([AMARA, TOM])


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 100])
def test_a_rebuild_reads_everyone_once_however_long_its_pages(batch):
    people = [f"person-{n}" for n in range(5)]
    store.record(
        [statement(account_name=p, happened=NOON - n * DAY) for p in people for n in range(4)], at=NOON
    )
    read = list(store.by_account(batch=batch))
    assert sorted(name for name, _ in read) == people
    for name, statements in read:
        assert statements == store.statements_of(name)
    assert len(list(store.iter_statements(batch=batch))) == 20
    assert sorted(store.accounts()) == people


def test_a_rebuild_by_verb_leaves_out_who_has_none():
    store.record([statement(), statement(account_name=TOM, verb=vocabulary.PASSED)], at=NOON)
    assert [name for name, _ in store.by_account(verbs={vocabulary.ANSWERED})] == [AMARA]


def test_pages_of_a_rebuild_are_walked_along_an_index(django_assert_num_queries):
    store.record([statement() for _ in range(10)], at=NOON)
    with django_assert_num_queries(3):
        assert len(list(store.iter_statements(batch=4))) == 10


def test_a_voided_statement_is_not_read_but_the_voiding_one_is():
    made, other = statement(), statement()
    void = voiding(made["id"])
    store.record([made, other], at=NOON)
    store.record([void], at=NOON)
    assert ids_of(store.statements_of(AMARA)) == [other["id"]]
    assert ids_of(store.statements_of(TOM)) == [void["id"]]
    assert made["id"] not in ids_of(store.iter_statements())


def test_a_void_may_arrive_before_its_target():
    made = statement()
    store.record([voiding(made["id"])], at=NOON)
    store.record([made], at=NOON)
    assert store.statements_of(AMARA) == []


def test_a_void_of_a_void_is_refused():
    void = voiding(UUID(int=1))
    store.record([void], at=NOON)
    with pytest.raises(store.Invalid, match="is itself a voiding statement"):
        store.record([voiding(void["id"])], at=NOON)


def test_a_void_that_came_before_the_void_it_names_has_no_effect():
    made = statement()
    void = voiding(made["id"])
    store.record([voiding(void["id"], account_name=AMARA)], at=NOON)
    store.record([made, void], at=NOON)
    assert len(store.statements_of(AMARA)) == 1  # the void of the void; the answer stays voided


def test_two_voids_of_one_statement_are_both_kept():
    made = statement()
    store.record([made, voiding(made["id"]), voiding(made["id"])], at=NOON)
    assert len(store.statements_of(TOM)) == 2
    assert store.statements_of(AMARA) == []


def test_whoever_counted_a_statement_hears_that_it_is_voided(monkeypatch):
    from lms.outbox import topics
    from lms.outbox.models import OutboxRow

    monkeypatch.setattr(topics, "_subscriptions", {})
    topics.subscribe("statement.recorded", name="answers", handler=print, verbs={vocabulary.ANSWERED})
    made = statement()
    store.record([made], at=NOON)
    OutboxRow.objects.all().delete()
    store.record([voiding(made["id"])], at=NOON)
    row = OutboxRow.objects.get()
    assert row.key == AMARA
    assert row.payload == {"verb": vocabulary.ANSWERED, "statement": made["id"], "voided": True}
