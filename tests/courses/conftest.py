import os

import pytest

from tests import databases


@pytest.fixture
def committing(request, django_db_setup, django_db_blocker):
    """A database in which the test really commits; the next test gets a fresh copy of the template.

    Not pytest-django's transactional flush, which would empty tables that only a migration fills.
    """
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        yield
        databases.use_copy(name=worker, demo=os.environ.get("WAYMARK_TEST_DEMO") == "1")
