"""A rebuild and a check while statements come and go, on a database of their own."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.utils import timezone

from lms.derived import registered
from lms.lrs import store
from lms.lrs.models import Reference, Statement, Targeted
from lms.lrs.store import removing
from tests.factories.lrs import NOON, statement

ROUNDS = 15


def referring(target):
    return statement(object={"objectType": "StatementRef", "id": str(target)})


def tables():
    return [one for one in registered() if one.name.startswith("lrs_")]


@pytest.mark.usefixtures("own_database")
def test_no_row_is_lost_or_left_behind_and_no_check_cries_wolf():
    def write(_):
        try:
            for _ in range(ROUNDS):
                first = statement()
                rows = [first, *(referring(first["id"]) for _ in range(5))]
                with transaction.atomic():
                    store.record(rows, at=NOON)
                goes = Statement.objects.get(uuid=UUID(rows[0]["id"]))
                removing.remove([goes.seq], reason="test", details={}, by=None, at=timezone.now())
        finally:
            connections.close_all()

    def rebuild(_):
        try:
            found = []
            for n in range(ROUNDS):
                Targeted.objects.filter(seq__in=Reference.objects.order_by("-seq").values("seq")[:2]).delete()
                for one in tables():
                    one.rebuild()
                    if n % 3 == 0 and one.name in {"lrs_reference", "lrs_related", "lrs_voided"}:
                        found += one.check()
            return found
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, n) for n in range(2)]
        rebuilders = [pool.submit(rebuild, n) for n in range(2)]
        for one in writers:
            one.result()
        assert [one.result() for one in rebuilders] == [[], []]
    for one in tables():
        one.rebuild()
        assert one.check() == []
    assert Reference.objects.count() == 2 * ROUNDS * 5
    assert not Targeted.objects.exists()
