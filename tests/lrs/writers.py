"""Somebody else who writes at the same time."""

import threading
from contextlib import contextmanager

from django.db import connection, transaction

from lms.lrs import store
from tests.factories.lrs import NOON


@contextmanager
def somebody_writes(said):
    """Another connection has begun to write, before or after it has said something, and has not ended."""
    begun, may_end = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:  # as an insert does, before it looks at the clock
                        cursor.execute("LOCK TABLE lrs_statement IN ROW EXCLUSIVE MODE")
                store.record(said, at=NOON)
                begun.set()
                assert may_end.wait(timeout=30)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(timeout=30)
    try:
        yield
    finally:
        may_end.set()
        thread.join(timeout=30)
