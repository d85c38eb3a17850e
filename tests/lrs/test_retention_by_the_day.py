"""Where a department says how long statements are kept, the store keeps to it by itself."""

from datetime import timedelta

import pytest

from lms import outbox
from lms.audit.models import AuditEvent
from lms.lrs.apps import check_retention
from lms.lrs.models import Statement
from lms.lrs.store import retiring
from tests.factories.lrs import statement
from tests.lrs.test_retention import NEW, NOW, OLD, put

pytestmark = pytest.mark.django_db


def a_day():
    retiring.day_has_come(on=NOW.date(), at=NOW)
    outbox.drain(at=NOW + timedelta(minutes=1))


def kept():
    return set(Statement.objects.values_list("uuid", flat=True))


def test_what_is_due_goes_batch_by_batch_each_with_its_event(settings, monkeypatch):
    settings.LRS_RETENTION = "7y"
    monkeypatch.setattr(retiring, "BATCH", 2)
    put(*(statement() for _ in range(3)), stored=OLD)
    new = put(*(statement() for _ in range(300)), stored=NEW)
    a_day()
    assert kept() == set(new)
    assert AuditEvent.objects.filter(details__reason="retention").count() == 2


def test_above_one_per_cent_nothing_goes_and_an_event_says_so(settings):
    settings.LRS_RETENTION = "7y"
    old = put(statement(), stored=OLD)
    put(*(statement() for _ in range(98)), stored=NEW)
    a_day()
    assert set(old) <= kept()
    [event] = AuditEvent.objects.filter(action="lrs.retention_held")
    assert (event.details["statements"], event.details["of"]) == (1, 99)


def test_without_the_setting_everything_stays(settings):
    old = put(statement(), stored=OLD)
    put(*(statement() for _ in range(200)), stored=NEW)
    a_day()
    assert set(old) <= kept()


@pytest.mark.parametrize("age", ["7", "seven years", "0y", "9999y"])
def test_an_age_that_is_none_is_found_by_the_check(settings, age):
    settings.LRS_RETENTION = age
    assert [one.id for one in check_retention()] == ["lrs.E002"]
