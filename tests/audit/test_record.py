from uuid import uuid4

import pytest

from lms import audit
from lms.audit.models import AuditEvent
from tests.factories.lrs import NOON

pytestmark = pytest.mark.django_db


def test_an_event_says_who_did_what_to_what_and_when(django_assert_num_queries):
    ada, amara = uuid4(), uuid4()
    with django_assert_num_queries(1):
        audit.record(
            by=ada, action="person.left", subject=f"user:{amara}", details={"on": "2026-11-24"}, at=NOON
        )
    event = AuditEvent.objects.get()
    assert (event.by, event.action, event.subject) == (ada, "person.left", f"user:{amara}")
    assert (event.details, event.at) == ({"on": "2026-11-24"}, NOON)


def test_the_system_may_act_too():
    audit.record(by=None, action="snapshot.taken", subject="2026-11", details={}, at=NOON)
    assert AuditEvent.objects.get().by is None


def test_each_event_has_a_name_of_its_own():
    made = [audit.record(by=None, action="a", subject="b", details={}, at=NOON) for _ in range(2)]
    assert len({str(event) for event in made}) == 2
