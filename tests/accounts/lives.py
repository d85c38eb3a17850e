"""A while in the life of three people, and ways to look for one of them in the whole database."""

import io
import json
import re
from base64 import b64decode

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from assessments.reports.actions.figures import number
from assessments.reports.models import Cell, CellContributor
from lms import outbox
from lms.accounts import mails
from lms.accounts.models import Department, Grant, User
from lms.lrs import auth, store, vocabulary
from lms.lrs.models import Document
from tests.factories import attempts
from tests.factories.accounts import ada, amara, daniel, grant, organization, post, tom
from tests.lrs.clients import Xapi

NOW = attempts.AT
ABSENT = {"If-None-Match": "*"}


@pytest.fixture
def life():
    """Amara and Tom have both been here for a while; Tom reports to her."""
    org = organization()
    for user in (amara(), tom(), daniel()):
        user.set_password("correct horse battery staple")
        user.save()
    post(amara(), org.floods)
    post(tom(), org.floods, manager=amara())
    post(daniel(), org.records, manager=tom())
    grant(amara(), where=org.floods)
    grant(tom(), where=org.floods, by=amara())
    taught = attempts.course()
    for user in (amara(), tom()):
        live_a_little(user, taught)
    outbox.drain(at=timezone.now())
    for user in (amara(), tom()):
        mails.ask_for_reset_link(email=user.email, at=timezone.now())
    return org


def live_a_little(user, taught):
    enrollment = attempts.learner(taught, user)
    attempts.answer(taught, enrollment, "a", "a", "b")
    outbox.drain(at=timezone.now())
    log(instance=user, action="wagtail.edit", user=ada())
    log(instance=Grant.objects.get(user=user), action="wagtail.create", user=ada())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    UserProfile.objects.create(user=user, preferred_language="cy")
    client = Client()
    answer = client.post("/account/login/", {"login": user.email, "password": "correct horse battery staple"})
    assert answer.status_code == 302
    agent = {"name": user.name, "account": vocabulary.account(user.account_name)}
    clients = Xapi("all")
    place = {"activityId": "https://example.org/a", "agent": agent, "stateId": "bookmark"}
    clients.put({"page": user.name}, "activities/state", headers=ABSENT, **place)
    mailbox = {"mbox": f"mailto:{user.email}"}
    clients.put({"likes": user.name}, "agents/profile", headers=ABSENT, agent=mailbox, profileId="p")
    auth.issue(name="A package", scopes=["state"], learner=agent, by=None, at=NOW)
    cell = cell_of_a_report()
    CellContributor.objects.create(cell=cell, account_hash=number(user.account_name), fingerprint=1)


def cell_of_a_report():
    return Cell.objects.get_or_create(department=Department.objects.first(), skill=None, level=None)[0]


def dump():
    """{table: every row as text}, of the whole database."""
    tables = [name for name in connection.introspection.table_names() if not name.startswith("sqlite_")]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name out of the database itself
            found[table] = sorted(" | ".join(map(written, row)) for row in cursor.fetchall())
        cursor.execute("SELECT value FROM cache")
        found["cache values"] = sorted(b64decode(row[0]).decode("latin-1") for row in cursor.fetchall())
    found["sessions"] = sorted(json.dumps(row.get_decoded()) for row in Session.objects.all())
    return found


def written(value):
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return str(value)


def mentions(*words):
    """Tables with a row in which one of these stands, in any letter case; a uuid with or without dashes."""
    wanted = re.compile("|".join(re.escape(word.lower()) for word in words))
    return {table for table, rows in dump().items() if any(wanted.search(row.lower()) for row in rows)}


def of(user):
    """Everything that hangs on a person, and on their account name."""
    rows = {}
    for relation in User._meta.related_objects:
        found = relation.related_model._default_manager.filter(**{relation.field.name: user})
        ignored = {"manager", "granted_by"}  # of Tom: Amara, who is nobody now
        names = [f.attname for f in relation.related_model._meta.concrete_fields if f.name not in ignored]
        rows[str(relation.field)] = sorted(map(str, found.values_list(*names)))
    agents = Document.objects.filter(agent_identifier__contains=user.account_name)
    rows["documents"] = sorted(map(str, agents.values_list()))
    rows["statements"] = store.statements_of(user.account_name)
    rows["reports"] = list(CellContributor.objects.filter(account_hash=number(user.account_name)).values())
    rows["log"] = list(ModelLogEntry.objects.filter(object_id=str(user.pk)).values())
    rows["self"] = list(User.objects.filter(pk=user.pk).values())
    return rows


def run(person, *options):
    out = io.StringIO()
    call_command("erase_person", str(person), *options, stdout=out)
    return out.getvalue()
