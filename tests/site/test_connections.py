"""A kept connection is trusted while its socket is quiet, and made anew where the server ended it."""

import psycopg
import pytest
from django.core.signals import request_started
from django.db import close_old_connections, connection

from lms.accounts.models import User
from lms.site.connections import trust_the_quiet


def pid():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def a_request_starts():
    """As in a server: the client of the tests takes Django's own away and puts it last."""
    assert trust_the_quiet in [reference() for _, reference, *_ in request_started.receivers]
    close_old_connections()
    trust_the_quiet()


@pytest.fixture
def kept(own_database, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could end a connection.")
    connection.ensure_connection()
    monkeypatch.setattr(connection, "health_check_enabled", True)


def test_a_quiet_connection_is_not_asked_whether_it_lives(kept, monkeypatch):
    before = pid()
    monkeypatch.setattr(connection, "is_usable", lambda: pytest.fail("it was asked"))
    a_request_starts()
    assert User.objects.count() == 0
    assert pid() == before


def test_a_connection_that_the_server_ended_is_made_anew(kept):
    before, config = pid(), connection.settings_dict
    with psycopg.connect(
        host=config["HOST"] or "127.0.0.1", port=config["PORT"] or 5432, user=config["USER"],
        password=config["PASSWORD"] or None, dbname="postgres", autocommit=True,
    ) as other:  # fmt: skip
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    a_request_starts()
    assert User.objects.count() == 0
    assert pid() != before
