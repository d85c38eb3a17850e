"""Making a person nobody: their row goes, with all that hangs on it; their name in statements leads nowhere.

What has to stay as a count (who took which course, what was answered) is handed to a new row that nobody ever
was: another number, another uuid, no name, no account name, no date. So neither the audit trail nor the CMS's
log, which name people by uuid and number, leads to it (decision 0210).
"""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from wagtail.models import ModelLogEntry

from lms import audit, outbox
from lms.accounts import mails
from lms.accounts.models import Grant, Identity, Post, User
from lms.audit.personal import Person

PERSON_ERASED = "person.erased"
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)

_kept: dict[tuple[str, str], str] = {}


class LastAdministrator(Exception):
    """Nobody would be left who can let anyone in."""


@dataclass
class Erased:
    """How many rows of what: gone, naming nobody now, and kept about nobody."""

    gone: Counter[str] = field(default_factory=Counter)
    unnamed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


def keep(model: str, column: str, *, said: str) -> None:
    """Rows of this model ("app.Model") outlive the person in `column`, as facts about nobody. In ready()."""
    _kept[model, column] = said


def described(user: User, *, with_statements: bool = False) -> Person:
    """By what this person may be known in some table."""
    more = apps.get_model("account", "EmailAddress").objects.filter(user=user)
    addresses = {user.email, *(email.lower() for email in more.values_list("email", flat=True))}
    names = {user.name} - {""}
    return Person(
        uuid=user.uuid,
        account_name=user.account_name or "",
        addresses=tuple(sorted(addresses)),
        names=tuple(names),
        with_statements=with_statements,
    )


@transaction.atomic
def erase(*, user: User, by: User | None, at: datetime, statements: bool = False) -> Erased:
    """Erase a person. Once and for all: doing it again changes nothing.

    Gone: the row with name, address and password, the identity, posts, grants, sessions, levels. Kept about
    nobody: enrolments with attempts and ticks; the audit trail, which has a uuid that leads nowhere; their
    statements, unless `statements` asks for these too. What other packages hold goes with the topic
    `person.erased` (key: the account name), as soon as the outbox is drained.

    Raises LastAdministrator.
    """
    # The full lock: nobody adds a row that names this one meanwhile.
    found = User.objects.select_for_update().filter(pk=user.pk).first()
    if found is None or found.account_name is None:
        return Erased()
    if found.is_superuser and not _other_administrators(found).exists():
        raise LastAdministrator(f"{found.email} is the only administrator.")
    person = described(found, with_statements=statements)
    done = Erased(kept=_hand_over(found), unnamed=_naming(found))
    done.gone["sessions"] = _end_sessions(found)
    done.gone["entries of the CMS’s log about them"] = _forget_log(found)
    done.gone["letters that wait"] = sum(mails.forget(address) for address in person.addresses)
    _delete_picture(found)
    done.gone["identity"] = Identity.objects.filter(user=found).delete()[0]
    for label, count in found.delete()[1].items():
        done.gone[str(apps.get_model(label)._meta.verbose_name)] += count
    outbox.publish(
        PERSON_ERASED,
        key=person.account_name,
        payload={
            "addresses": list(person.addresses),
            "statements": statements,
            "by": str(by.uuid) if by else None,
        },
        at=at,
    )
    audit.record(
        by=by.uuid if by else None,
        action=PERSON_ERASED,
        subject=f"user:{person.uuid}",
        details={"statements": statements},
        at=at,
    )
    return done


def _other_administrators(user: User) -> models.QuerySet[User]:
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)


def _hand_over(user: User) -> Counter[str]:
    """Give what is kept to a row that nobody ever was; without any such, there is no row."""
    kept: Counter[str] = Counter()
    rows = {
        (model, column): apps.get_model(model)._default_manager.filter(**{column: user})
        for model, column in _kept
    }
    if not any(some.exists() for some in rows.values()):
        return kept
    # Not save(), which makes an identity with each person.
    [nobody] = User.objects.bulk_create(
        [
            User(
                email=f"{secrets.token_hex(16)}@erased.invalid",
                password=make_password(None),
                is_active=False,
                date_joined=NO_TIME,  # theirs stands in the audit trail, to the microsecond
            )
        ]
    )
    for (model, column), some in rows.items():
        kept[_kept[model, column]] += some.update(**{column: nobody})
    return kept


def _naming(user: User) -> Counter[str]:
    """Rows of others that name this person and will name nobody (`on_delete` is SET_NULL)."""
    counts: Counter[str] = Counter()
    for relation in User._meta.related_objects:
        if relation.on_delete is models.SET_NULL and relation.related_model is not Identity:
            related: Any = relation.related_model
            count = related._default_manager.filter(**{relation.field.name: user}).count()
            counts[f"{related._meta.verbose_name} ({relation.field.verbose_name})"] += count
    return counts


def _end_sessions(user: User) -> int:
    """Sessions have no column for whose they are, and they hold the address with which somebody signed in."""
    keys = [
        row.session_key
        for row in Session.objects.iterator()
        if row.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()
    transaction.on_commit(lambda: _forget_cached(keys), robust=True)
    return len(keys)


def _forget_cached(keys: list[str]) -> None:
    from django.conf import settings
    from django.utils.module_loading import import_string

    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    for key in keys:
        store(key).delete()


def _forget_log(user: User) -> int:
    """The CMS's log keeps what a row was called when it was changed: of a person, and of their grants."""
    gone = 0
    for model, rows in (
        (User, [user.pk]),
        (Grant, Grant.objects.filter(user=user).values_list("pk", flat=True)),
        (Post, Post.objects.filter(user=user).values_list("pk", flat=True)),
    ):
        about = ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in rows]
        )
        gone += about.delete()[0]
    return gone


def _delete_picture(user: User) -> None:
    profile = apps.get_model("wagtailusers", "UserProfile").objects.filter(user=user).first()
    if profile is not None and profile.avatar:
        storage, name = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(name), robust=True)
