"""The record store: what writing costs over HTTP (lrs_write), what finding costs in the database and how much
room it takes (lrs_read), and whether answers stay exact while many write and read at once (lrs_together).
"""

from collections.abc import Callable

from django.db import connections

from tests import databases
from tests.benchmarks.record_store.reading import read
from tests.benchmarks.record_store.together import together
from tests.benchmarks.record_store.writing import write

BENCHMARKS: dict[str, Callable[[], None]] = {"lrs_write": write, "lrs_read": read, "lrs_together": together}


def run(name: str) -> None:
    databases.use_copy(name=f"bench_{name}", demo=False)
    try:
        BENCHMARKS[name]()
    finally:
        connections.close_all()
        databases.drop_copy(name=f"bench_{name}")
