"""Give a person a capability, for the first set-up and for repairs; the CMS has a page for it."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from lms.accounts import actions
from lms.accounts.models import SITE_WIDE_CAPABILITIES, Capability, Department, User


class Command(BaseCommand):
    help = "Let a person do something in a department and everything beneath it, or everywhere."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True)
        parser.add_argument("--capability", required=True, choices=Capability.values)
        parser.add_argument(
            "--department", help="uuid, or the name where no other has it; without: everywhere"
        )

    @transaction.atomic(durable=True)
    def handle(self, *args, **options):
        user = User.objects.filter(email=options["email"].strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody with an open account has the address {options['email']}.")
        department = self.department(options["department"]) if options["department"] else None
        if department and options["capability"] in SITE_WIDE_CAPABILITIES:
            raise CommandError(
                f"{options['capability']} is granted for the whole site: leave out --department."
            )
        now = timezone.now()
        given = actions.grant(
            user=user,
            capability=options["capability"],
            department=department,
            starts_on=timezone.localdate(now),
            by=None,
            at=now,
        )
        self.stdout.write(str(given))

    def department(self, named: str) -> Department:
        found = [node for node in Department.objects.open() if named in (str(node.uuid), node.name)]
        if len(found) != 1:
            raise CommandError(f"{len(found)} departments are called {named!r}; give the uuid of one.")
        return found[0]
