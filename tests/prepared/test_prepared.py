"""A prepared query gives what its QuerySet gives, however often and for whomever it runs."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Department, User
from lms.outbox.models import OutboxRow
from lms.prepared import ROWS_AN_INSERT, PreparedQuery, execute, insert

pytestmark = pytest.mark.django_db


def departments(*, uuids, kind):
    return (
        Department.objects.filter(uuid__in=uuids).filter(Q(kind=kind) | Q(name__startswith="Rivers"))
    ).values_list("pk", "uuid", "name", "closed_on")


@pytest.fixture
def tree():
    return [
        Department.add_root(kind="department", name="Rivers and Harbours", short_name="RIVH"),
        Department.add_root(kind="agency", name="Public Records", short_name="RECS"),
        Department.add_root(kind="department", name="Rivers beyond", short_name="RIVB"),
    ]


@pytest.mark.parametrize("take", [1, 2, 3])
def test_it_gives_what_the_queryset_gives_for_lists_of_any_length(tree, take):
    query = PreparedQuery(departments, uuids=[UUID], kind=str)
    uuids = [each.uuid for each in tree[:take]]
    for kind in ("agency", "department", "team", "agency"):
        plain = departments(uuids=uuids, kind=kind)
        assert sorted(map(tuple, query.run(uuids=uuids, kind=kind))) == sorted(plain)


def test_nobody_gets_the_rows_of_whoever_came_first(tree):
    amara, daniel = (
        User.objects.create_user(email=f"{name}@example.gov.uk", first_name=name)
        for name in ("amara", "daniel")
    )
    query = PreparedQuery(
        lambda *, pk: User.objects.filter(pk=pk).values_list("email", "date_joined"), pk=int
    )
    for person in (amara, daniel, amara, daniel):
        assert [tuple(row) for row in query.run(pk=person.pk)] == [(person.email, person.date_joined)]
    assert query.run(pk=0) == []


def test_it_counts_as_one_query_and_text_stays_text(tree):
    query = PreparedQuery(departments, uuids=[UUID], kind=str)
    with CaptureQueriesContext(connection) as seen:
        rows = query.run(uuids=[uuid4()], kind="' OR 1=1 --")
    assert rows == []
    assert len(seen) == 1


def outbox_rows(count):
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    return [
        OutboxRow(
            topic="t", subscriber="s", key=f"’{n}", payload={"n": n}, created_at=at, due_at=at, dead_at=None
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, ROWS_AN_INSERT + 1])
def test_an_insert_stores_what_bulk_create_stores(count):
    insert(outbox_rows(count))
    ours = list(OutboxRow.objects.order_by("pk").values())
    OutboxRow.objects.all().delete()
    OutboxRow.objects.bulk_create(outbox_rows(count))
    theirs = list(OutboxRow.objects.order_by("pk").values())
    assert [row | {"id": None} for row in ours] == [row | {"id": None} for row in theirs]


def test_an_insert_is_one_query_and_keeps_the_constraints():
    user = User.objects.create(email="amara@example.gov.uk")
    with CaptureQueriesContext(connection) as captured:
        insert(outbox_rows(5))
    assert len(captured) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([User(email=user.email, uuid=user.uuid)])


def test_a_statement_by_hand_says_how_many_rows_it_touched(tree):
    sql = "UPDATE accounts_department SET short_name = %s WHERE name LIKE %s"
    for _ in range(4):
        assert execute(sql, ["RIV", "Rivers%"]) == 2
    assert execute(sql, ["X", "Nowhere"]) == 0
    assert sorted(Department.objects.values_list("short_name", flat=True)) == ["RECS", "RIV", "RIV"]
