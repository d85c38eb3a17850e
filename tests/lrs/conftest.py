"""A private database for the tests that commit, so that nothing has to be emptied after them."""

import pytest
from django.conf import settings
from django.db import connections

from tests import databases


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


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process keeps outlives the rollback of a test, and ids come again."""
    from lms.lrs import auth
    from lms.lrs.store import authorities, definitions

    for kept in (auth._checked, auth._failures, auth._spoken, definitions._seen):
        kept.clear()
    authorities._text_of.cache_clear()
