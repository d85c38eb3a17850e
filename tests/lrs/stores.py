"""A store with statements of all kinds, another one elsewhere, and the way from one to the other."""

import json
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from lms import outbox
from lms.audit import append_only
from lms.lrs import store, vocabulary
from lms.lrs.models import (
    Document,
)
from lms.lrs.store import authorities, foundation
from tests import databases
from tests.factories.lrs import AMARA, NOON, statement, voiding
from tests.lrs.clients import Xapi, multipart, said

ABSENT = {"If-None-Match": "*"}
PICTURE = b"\x00\x01a picture\xff"


@contextmanager
def another_store(request):
    """An empty store elsewhere, with a secret of its own, in the place of the first."""
    before = connections["default"].settings_dict["NAME"]
    connections["default"].close()
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    databases.use_copy(name=f"elsewhere_{worker}", demo=False)
    lifted = append_only.maintenance(tables=["lrs_store"], by=None, reason="another store", at=timezone.now())
    with lifted, connection.cursor() as cursor:
        cursor.execute("UPDATE lrs_store SET hash_key = %s", ["ab" * 32])
    forget()
    yield
    databases.drop_copy(name=f"elsewhere_{worker}")
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = before
    forget()


def forget():
    foundation.forget()
    authorities._text_of.cache_clear()


def fill():
    """Statements of all kinds: ours and a client's, of both versions, voided, targeted, with raw data."""
    first = statement()
    store.record([first, statement(happened=None), statement(account_name="b" * 32)], at=NOON)
    spaced = '{ "actor":{"mbox":"mailto:a@example.org"},\n\t"verb":{"id":"%s"},'
    spaced += '"object":{"id":"https://example.org/é"},"result":{"response":"\u2028\\u00e9"} }\n'
    store.record([spaced % vocabulary.ANSWERED], at=NOON)
    store.record([voiding(first["id"]), voiding(uuid4())], at=NOON)
    client = Xapi("all", name="Nebel & Söhne")
    newer = Xapi("all", name="Newer", version="2.0.0")
    attached = said(
        attachments=[
            {
                "usageType": "https://example.org/picture",
                "display": {"en": "A picture"},
                "contentType": "image/png",
                "length": len(PICTURE),
                "sha2": sha256(PICTURE).hexdigest(),
            }
        ]
    )
    head = {
        "Content-Type": "image/png",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha256(PICTURE).hexdigest(),
    }
    assert client.post(**multipart(attached, (head, PICTURE))).status_code == 200
    defined = {"id": "https://example.org/b", "definition": {"name": {"cy": "Ŵy", "en": "Egg"}}}
    newer.send(said(object=defined), said(object={"objectType": "StatementRef", "id": first["id"]}))
    nobody = said()
    del nobody["timestamp"]
    client.put(json.dumps(nobody), statementId=str(uuid4()))
    agent = {"account": vocabulary.account(AMARA)}
    place = {"activityId": "https://example.org/a", "agent": agent, "stateId": "bookmark"}
    client.put(b"page \xff 3", "activities/state", content_type="application/octet-stream", **place)
    activity = "https://example.org/a"
    client.put({"x": 1}, "activities/profile", activityId=activity, profileId="p", headers=ABSENT)
    client.put({"y": [1]}, "agents/profile", agent=agent, profileId="é", headers=ABSENT)
    assert Document.objects.count() == 3
    outbox.drain(at=timezone.now() + timedelta(hours=1))  # definitions wait a little


def export(path, **options):
    call_command("lrs_export", str(path), verbosity=0, **options)
    return path.read_bytes()


def take(path):
    call_command("lrs_import", str(path), verbosity=0)
