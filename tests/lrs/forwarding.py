"""What the tests of forwarding share: a forwarder to the other store, and one round of work."""

import pytest
from django.utils import timezone

from lms.lrs import store
from lms.lrs.forwarding import actions, running
from lms.lrs.models import Forwarder
from tests.factories.lrs import NOON, statement
from tests.lrs import other_store


@pytest.fixture
def other(settings, monkeypatch):
    """This machine may be sent to, and what was stored a moment ago is read at once."""
    from datetime import timedelta

    from lms.lrs.store import complete

    settings.LRS_FORWARD_TO = ["127.0.0.0/8"]
    monkeypatch.setattr(complete, "MARGIN", timedelta(0))
    with other_store.running() as made:
        yield made


def settings_to(endpoint, **more):
    values = {"name": "Archive", "endpoint": endpoint, "username": "waymark", "version": "1.0.3", **more}
    return actions.Settings(**values)


def forwarder_to(other, *, starts_from=None, **more):
    return actions.create(
        settings=settings_to(other.endpoint, **more),
        secret="sesame",
        starts_from=starts_from,
        by=None,
        at=timezone.now(),
    )


def said(count=1, **more):
    """Store that many statements, and give their ids in order."""
    ids = []
    for _ in range(count):
        ids += [str(one) for one in store.record([statement(**more)], at=NOON)]
    return ids


def work(forwarder, *, due=True):
    """One round; `due` ends a wait after a failure first. Gives the forwarder as it is then."""
    if due:
        Forwarder.objects.filter(pk=forwarder.pk).update(retry_at=None)
    running.run()
    return Forwarder.objects.get(pk=forwarder.pk)
