"""Amara asks to be erased: no table says any more that she was here, and nobody else is touched."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError
from django.db import models
from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from assessments.attempts.models import Attempt, Response
from assessments.reports.actions.figures import number
from assessments.reports.models import CellContributor
from assessments.skills.models import Attainment
from courses.models import Enrollment
from courses.queries import check_completions
from lms import outbox
from lms.accounts import actions
from lms.accounts.erasing import LastAdministrator
from lms.accounts.models import Identity, Post, User
from lms.audit import personal
from lms.audit.models import AuditEvent
from lms.derived import registered
from lms.lrs import store
from lms.lrs.models import Credential, Statement
from lms.outbox.models import OutboxRow
from tests.accounts.lives import dump, life, mentions, of, run
from tests.factories import attempts
from tests.factories.accounts import ada, amara, daniel, tom
from tests.factories.lrs import statement, voiding
from tests.lrs.clients import Xapi, said

__all__ = ["life"]
pytestmark = pytest.mark.django_db
NOW = attempts.AT


def test_nothing_says_any_more_that_she_was_here(life):
    user = amara()
    uuid, account, number_of_row = user.uuid, user.account_name, user.pk
    assert "accounts_user" in mentions("Okafor") & mentions(user.email)
    run(user.email, "--yes")
    assert mentions("amara", "okafor", "amara.okafor@example.gov.uk") == set()
    # The two names that are left lead to nobody, and stand in no table together.
    assert mentions(str(uuid), uuid.hex) == {"audit_auditevent"}
    assert mentions(account) == {"lrs_statement"}
    assert not User.objects.filter(pk=number_of_row).exists()
    assert not Identity.objects.filter(account_name=account).exists()


def test_a_dry_run_changes_nothing_and_says_exactly_what_would_happen(life):
    before = dump()
    planned = run(amara().uuid, "--dry-run")
    assert dump() == before
    done = run(amara().uuid, "--yes")
    assert planned.replace("Nothing was changed.\n", "") == done[: done.index("Erased.")]
    lines = {line.split("  ")[-1].strip(): line.split() for line in planned.splitlines()}
    assert lines["documents (state, profiles) in the record store"][:2] == ["goes", "2"]
    assert lines["enrolments, with their attempts and ticks"][:2] == ["stays", "1"]
    assert lines["statements, under a random name"][:2] == ["stays", "4"]
    assert lines["sessions"][:2] == lines["identity"][:2] == lines["post"][:2] == ["goes", "1"]
    assert lines["post (manager)"][:3] == ["names", "nobody", "1"]


def test_nobody_else_is_touched(life):
    others = [tom(), daniel(), ada()]
    before = [of(user) for user in others]
    sessions = Session.objects.count()
    run(amara().uuid, "--yes")
    assert [of(User.objects.get(pk=user.pk)) for user in others] == before
    assert Session.objects.count() == sessions - 1
    assert Post.objects.get(user=tom()).manager is None
    assert Post.objects.get(user=daniel()).manager == tom()


def test_what_was_answered_stays_as_a_fact_about_nobody(life):
    enrollment = Enrollment.objects.get(user=amara())
    counts = Enrollment.objects.count(), Attempt.objects.count(), Response.objects.count()
    assert Attainment.objects.filter(user=amara()).exists()
    levels = Attainment.objects.filter(user=tom()).count()
    run(amara().uuid, "--yes")
    assert (Enrollment.objects.count(), Attempt.objects.count(), Response.objects.count()) == counts
    assert Attainment.objects.count() == levels  # Tom's
    nobody = Enrollment.objects.get(pk=enrollment.pk).user
    assert (nobody.name, nobody.account_name, nobody.is_active) == ("", None, False)
    assert not nobody.has_usable_password()
    assert nobody.email.endswith("@erased.invalid")
    assert not nobody.posts.exists()
    assert not AuditEvent.objects.filter(subject=f"user:{nobody.uuid}").exists()
    assert not AuditEvent.objects.filter(at=nobody.date_joined).exists()


def test_what_is_derived_equals_a_rebuild(life):
    run(amara().uuid, "--yes")
    assert check_completions() == []
    for derived in registered():
        if derived.name != "published courses":  # made without pages here
            assert derived.check() == [], derived.name


def test_she_is_signed_out_and_cannot_come_back(life):
    client = Client()
    client.force_login(amara(), backend="django.contrib.auth.backends.ModelBackend")
    assert "_auth_user_id" in client.session
    run(amara().uuid, "--yes")
    assert client.get("/account/password/change/").status_code == 302
    answer = client.post(
        "/account/login/",
        {"login": "amara.okafor@example.gov.uk", "password": "correct horse battery staple"},
    )
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_content_that_spoke_for_her_is_shut_out(life):
    [credential] = [one for one in Credential.objects.exclude(learner="") if "Amara" in one.learner]
    run(amara().uuid, "--yes")
    credential.refresh_from_db()
    assert credential.revoked_at is not None
    assert "Amara" not in credential.learner


def test_the_trail_says_that_it_was_done_and_nothing_of_whom(life):
    uuid = amara().uuid
    run(uuid, "--yes", f"--by={ada().uuid}")
    event = AuditEvent.objects.get(action="person.erased")
    assert (event.by, event.subject, event.details) == (ada().uuid, f"user:{uuid}", {"statements": False})


def test_again_is_once(life):
    uuid = amara().uuid
    kept = amara()
    run(uuid, "--yes")
    before = dump()
    assert "Erased already" in run(uuid, "--yes")
    assert not actions.erase(user=kept, by=None, at=NOW).gone
    assert dump() == before
    with pytest.raises(CommandError, match="Nobody here is amara"):
        run("amara.okafor@example.gov.uk", "--yes")
    with pytest.raises(CommandError, match="Nobody here is"):
        run(uuid4(), "--yes")
    with pytest.raises(CommandError, match="neither an e-mail address nor a uuid"):
        run("amara", "--yes")


def test_it_asks_before_it_does_anything(life, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "yes")
    before = dump()
    with pytest.raises(CommandError, match="Nothing was changed"):
        run(amara().uuid)
    assert dump() == before
    monkeypatch.setattr("builtins.input", lambda question: str(amara().uuid))
    assert "Erased." in run(amara().uuid)


def test_her_picture_goes_with_her(life, django_capture_on_commit_callbacks):
    profile = UserProfile.objects.get(user=amara())
    profile.avatar.save("amara.png", ContentFile(b"a face"))
    storage, name = profile.avatar.storage, profile.avatar.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(user=amara(), by=None, at=timezone.now())
    assert not storage.exists(name)


def test_a_letter_that_waits_is_not_sent(life, mailoutbox):
    run(amara().uuid, "--yes")
    outbox.drain(at=timezone.now())
    assert [letter.to for letter in mailoutbox] == [[tom().email]]


def test_the_outbox_forgets_her_once_it_is_done(life):
    account = amara().account_name
    actions.erase(user=amara(), by=None, at=timezone.now())
    assert OutboxRow.objects.filter(key=account).exists()
    outbox.drain(at=timezone.now())
    assert not OutboxRow.objects.filter(key=account).exists()
    assert not CellContributor.objects.filter(account_hash=number(account)).exists()


def test_a_part_that_fails_is_said_and_tried_again(life, monkeypatch):
    def fail(delivery):
        raise RuntimeError("no")

    subscription = next(
        s for s in outbox.topics.subscriptions() if (s.topic, s.name) == ("person.erased", "reports")
    )
    monkeypatch.setitem(
        outbox.topics._subscriptions,
        ("person.erased", "reports"),
        type(subscription)(subscription.topic, subscription.name, fail, None),
    )
    with pytest.raises(CommandError, match="1 contributions to figures in reports"):
        run(amara().uuid, "--yes")
    monkeypatch.undo()
    outbox.drain(at=timezone.now() + timedelta(hours=1))
    assert not OutboxRow.objects.filter(topic="person.erased").exists()


def test_her_statements_go_too_when_that_is_asked(life):
    account = amara().account_name
    tom_said = store.statements_of(tom().account_name)
    mine, his = statement(account_name=account), statement(account_name=tom().account_name)
    store.record([mine, his, voiding(mine["id"], account_name=account)], at=NOW)
    [taken_back] = store.record([voiding(his["id"], account_name=account)], at=NOW)
    Xapi("all").send(said(actor={"mbox": "mailto:amara.okafor@example.gov.uk", "name": "Amara Okafor"}))
    outbox.drain(at=timezone.now())
    planned = run(amara().uuid, "--dry-run", "--statements")
    assert re.search(r"goes +7  statements\n", planned)
    assert re.search(r"stays +1  statements that take back those of others\n", planned)
    run(amara().uuid, "--yes", "--statements")
    assert mentions("amara", "okafor") == set()
    assert Statement.objects.filter(body__contains=account).get().uuid == taken_back
    assert store.statements_of(tom().account_name) == tom_said  # what she took back stays so
    assert AuditEvent.objects.filter(action="append_only.lifted", details__reason="erasure").count() == 1


def test_without_that_it_says_where_her_name_stays(life):
    clients = Xapi("all")
    clients.send(said(actor={"mbox": "mailto:amara.okafor@example.gov.uk", "name": "Amara Okafor"}))
    instructor = {"mbox": "mailto:amara.okafor@example.gov.uk"}
    clients.send(said(context={"instructor": instructor}))
    planned = run(amara().uuid, "--dry-run")
    assert re.search(r"stays +1  of these, with a name or address in the text\n", planned)
    assert re.search(r"stays +1  statements of others that name an address of theirs\n", planned)


def test_the_last_administrator_cannot_be_erased(life):
    with pytest.raises(LastAdministrator):
        actions.erase(user=ada(), by=None, at=NOW)
    with pytest.raises(CommandError, match="only administrator"):
        run(ada().uuid, "--yes")
    assert ada().is_superuser


def test_every_way_in_which_a_row_can_name_a_person_is_decided():
    """A new foreign key to a person: does its row go with them (CASCADE), name nobody afterwards (SET_NULL),
    or outlive them as a fact about nobody (erasing.keep)? DO_NOTHING is the CMS's log, whose labels are taken
    out.
    """
    from lms.accounts import erasing

    ways = {models.CASCADE, models.SET_NULL}
    undecided = [
        str(relation.field)
        for relation in User._meta.related_objects
        if relation.on_delete not in ways and not relation.related_model._meta.label.endswith("LogEntry")
    ]
    assert undecided == []
    assert set(erasing._kept) == {("courses.Enrollment", "user")}


def test_whoever_holds_something_says_so():
    assert {"lrs", "reports"} <= set(personal._held)
