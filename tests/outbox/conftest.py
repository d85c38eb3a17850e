"""Subscribers of a test alone, and a private database where it commits."""

from uuid import uuid4

import pytest

from lms.outbox import topics


@pytest.fixture(autouse=True)
def no_other_subscribers(monkeypatch):
    """Those that the product registers would be called too; a test says whom it wants."""
    monkeypatch.setattr(topics, "_subscriptions", {})
    monkeypatch.setattr(topics, "_schedules", {})
    monkeypatch.setattr(topics, "_followers", {})


@pytest.fixture(autouse=True)
def nothing_waits_at_the_broker(settings):
    """What waits is noted in a cache of the test's own."""
    locmem = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": locmem, "LOCATION": str(uuid4())}}
