"""What a process keeps is forgotten between two tests."""

import pytest


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process keeps outlives the rollback of a test, and ids come again."""
    from lms.lrs import auth
    from lms.lrs.store import authorities, definitions

    for kept in (auth._checked, auth._failures, auth._spoken, definitions._seen):
        kept.clear()
    authorities._text_of.cache_clear()
