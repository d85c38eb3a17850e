"""The first person of a new site."""

import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from lms.accounts import actions
from lms.accounts.models import Capability, User


class Command(BaseCommand):
    help = (
        "Make an administrator: the CMS, people, records and audit. The password is read from the "
        "environment variable ADMIN_PASSWORD; without it, the person resets it on the sign-in page."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True)
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)

    @transaction.atomic(durable=True)
    def handle(self, *args, **options):
        email, password = options["email"].strip().lower(), os.environ.get("ADMIN_PASSWORD")
        if User.objects.filter(email=email).exists():
            raise CommandError(f"There is an account with the address {email} already.")
        now = timezone.now()
        try:
            validate_email(email)
            if password:
                validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user = actions.create_user(
            email=email,
            first_name=options["first_name"],
            last_name=options["last_name"],
            password=password,
            at=now,
        )
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
        for capability in (Capability.MANAGE_PEOPLE, Capability.MANAGE_RECORDS, Capability.VIEW_AUDIT):
            actions.grant(
                user=user, capability=capability, starts_on=timezone.localdate(now), by=None, at=now
            )
        self.stdout.write(f"{user.name} can sign in as {email}.")
