"""Other systems write the address of a person as they like; erasing finds her under each of these."""

import hashlib

import pytest
from django.utils import timezone

from lms.lrs.models import Document, Statement
from lms.lrs.store import erasing
from tests.lrs.clients import Xapi, said

pytestmark = pytest.mark.django_db
ADDRESS = "amara.okafor@example.gov.uk"
WRITTEN = [
    "amara.okafor@example.gov.uk",
    "Amara.Okafor@example.gov.uk",
    "Amara.okafor@Example.gov.uk",
    "Amara.Okafor@Example.Gov.Uk",
    "AMARA.OKAFOR@EXAMPLE.GOV.UK",
    "amara.okafor@EXAMPLE.GOV.UK",
]


def forget():
    erasing.forget(account_name="kX3", addresses=[ADDRESS], with_statements=True, by=None, at=timezone.now())


@pytest.mark.parametrize("written", WRITTEN)
def test_statements_and_documents_go_however_the_address_is_written(written):
    client = Xapi("all")
    agent = {"mbox": f"mailto:{written}"}
    digest = hashlib.sha1(agent["mbox"].encode(), usedforsecurity=False).hexdigest()
    client.send(said(actor=agent))
    client.send(said(actor={"mbox_sha1sum": digest.upper()}))
    client.send(said(actor={"mbox": "mailto:tom.okafor@example.gov.uk"}))
    place = {"activityId": "https://example.org/a", "agent": agent, "stateId": "bookmark"}
    assert client.put({"page": 3}, "activities/state", **place).status_code == 204
    forget()
    assert ["tom.okafor" in body for body in Statement.objects.values_list("body", flat=True)] == [True]
    assert not Document.objects.exists()
