"""One migrated template database per set of migrations, copied for each run and worker.

Migrating takes half a minute, copying none. WAYMARK_TEST_DEMO=1 copies the template with the demo year.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tests import databases


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        databases.use_copy(name=worker, demo=os.environ.get("WAYMARK_TEST_DEMO") == "1")
    yield
    with django_db_blocker.unblock():
        databases.drop_copy(name=worker)


@pytest.fixture
def own_database(request, django_db_setup, django_db_blocker):
    """A copy of the migrated template that this test alone uses: threads may commit to it."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        before = connections["default"].settings_dict["NAME"]
        databases.use_copy(name=f"own_{worker}", demo=False)
        yield
        databases.drop_copy(name=f"own_{worker}")
        settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = before


def pytest_terminal_summary(terminalreporter, config):
    """`make test` ends with what was left out; each skip is a line of its file."""
    skipped = terminalreporter.stats.get("skipped", [])
    if (name := os.environ.get("LEFT_OUT")) and not hasattr(config, "workerinput"):
        with Path(name).open("a", encoding="utf-8") as file:
            for report in skipped:
                reason = str(report.longrepr[2]).removeprefix("Skipped: ").rstrip(".")
                file.write(f"{report.nodeid}, because: {reason}\n")
