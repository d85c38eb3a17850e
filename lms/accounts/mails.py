"""Mail to a person, sent from the outbox: a request neither waits for a mail server nor shows by its time
whether there was anybody to write to, and a mail server that is away for a while costs nothing but a
delay."""

import hashlib
from datetime import datetime
from email.policy import default as default_policy
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lms import outbox
from lms.accounts.models import User
from lms.outbox.models import OutboxRow

PASSWORD_FORGOTTEN = "password.forgotten"  # noqa: S105 - a topic


class Letter(EmailMessage):
    """Plain text whose lines stay whole up to the limit of RFC 5322, 998 characters: folded at 78, the link
    that the demo prints on the console could not be copied."""

    def message(self, *, policy: Any = default_policy) -> Any:
        return super().message(policy=policy.clone(max_line_length=998))


def ask_for_reset_link(*, email: str, at: datetime) -> None:
    """Leave the wish for a link, known address or not: whether there is an account is looked up out of
    sight."""
    email = email.strip().lower()
    outbox.publish(
        PASSWORD_FORGOTTEN,
        key=_key(email),
        payload={"email": email, "language": translation.get_language()},
        at=at,
    )


def forget(email: str) -> int:
    """Drop the letters that wait for this address; returns how many."""
    return OutboxRow.objects.filter(topic=PASSWORD_FORGOTTEN, key=_key(email)).delete()[0]


def _key(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()


def send_reset_link(delivery: outbox.Delivery) -> None:
    """One mail, however often it was asked for meanwhile. Nobody with that address: none."""
    user = User.objects.filter(email=delivery.payload["email"], is_active=True).first()
    if user is None:
        return
    words = {"site_name": settings.WAGTAIL_SITE_NAME, "password_reset_url": reset_link(user)}
    with translation.override(delivery.payload["language"]):
        subject = render_to_string("account/email/password_reset_key_subject.txt", words).strip()
        body = render_to_string("account/email/password_reset_key_message.txt", words).strip()
    Letter(f"{settings.WAGTAIL_SITE_NAME}: {subject}", body, to=[user.email]).send()


def reset_link(user: User) -> str:
    """From the address in the settings, not from a request: a forged Host header must not choose where the
    link in somebody's mail leads."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return settings.SITE_URL.rstrip("/") + path
