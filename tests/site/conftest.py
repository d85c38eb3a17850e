"""A request in Welsh leaves its language behind in the thread, so each test starts and ends in English."""

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    with translation.override(settings.LANGUAGE_CODE):
        yield
