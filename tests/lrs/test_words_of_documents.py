"""Documents from before migration 0004 get their words back, where a statement has them."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from lms.lrs.models import Document
from lms.lrs.portable.giving import left_out
from tests.lrs.clients import Xapi, said
from tests.lrs.stores import ABSENT

pytestmark = pytest.mark.django_db
AGENT = {"mbox": "mailto:amara@example.org"}


def test_an_older_document_is_named_again_and_one_that_nothing_names_stays_out():
    client = Xapi("all")
    client.send(said(actor=AGENT, object={"id": "https://example.org/b"}))
    client.put(b"7", "activities/state", activityId="https://example.org/b", agent=AGENT, stateId="page")
    client.put({"x": 1}, "agents/profile", agent=AGENT, profileId="p", headers=ABSENT)
    client.put(
        {"x": 1}, "activities/profile", activityId="https://example.org/n", profileId="q", headers=ABSENT
    )
    before = list(Document.objects.order_by("id").values_list("activity_iri", "agent_identifier"))
    Document.objects.update(activity_iri="", agent_identifier="")
    assert left_out() == 3
    importlib.import_module("lms.lrs.migrations.0006_words_of_documents").write_down(
        apps, connection.schema_editor()
    )
    found = list(Document.objects.order_by("id").values_list("activity_iri", "agent_identifier"))
    assert found == [*before[:2], ("", "")]
    assert left_out() == 1
