"""One migrated template database per set of migrations, copied for each run and worker.

Migrating takes half a minute, copying none. WAYMARK_TEST_DEMO=1 copies the template with the demo year.
"""

import os
from pathlib import Path

import pytest

from tests import databases


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        databases.use_copy(name=worker, demo=os.environ.get("WAYMARK_TEST_DEMO") == "1")
    yield
    with django_db_blocker.unblock():
        databases.drop_copy(name=worker)


def pytest_terminal_summary(terminalreporter, config):
    """`make test` ends with what was left out; each skip is a line of its file."""
    skipped = terminalreporter.stats.get("skipped", [])
    if (name := os.environ.get("LEFT_OUT")) and not hasattr(config, "workerinput"):
        with Path(name).open("a", encoding="utf-8") as file:
            for report in skipped:
                reason = str(report.longrepr[2]).removeprefix("Skipped: ").rstrip(".")
                file.write(f"{report.nodeid}, because: {reason}\n")
