"""Subscribers of a test alone, and a private database where it commits."""

import pytest

from lms.outbox import topics
from tests.lrs.conftest import own_database

__all__ = ["own_database"]


@pytest.fixture(autouse=True)
def no_other_subscribers(monkeypatch):
    """Those that the product registers would be called too; a test says whom it wants."""
    monkeypatch.setattr(topics, "_subscriptions", {})
    monkeypatch.setattr(topics, "_schedules", {})
    monkeypatch.setattr(topics, "_followers", {})
