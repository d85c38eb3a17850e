"""Credentials of the record store, from the command line; the CMS has pages for them."""

import json
from base64 import b64encode
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.lrs import auth
from lms.lrs.models import Credential, Scope


class Command(BaseCommand):
    help = "Issue, revoke or list the credentials by which clients reach the record store at /xapi/."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        create = commands.add_parser("create", help="issue a credential; its key is shown once")
        create.add_argument("--name", required=True, help="whom it is for: it stands in every statement")
        create.add_argument(
            "--scope",
            action="append",
            required=True,
            metavar="SCOPE",
            help=f"may be given more than once, or with commas: {', '.join(Scope.values)}",
        )
        create.add_argument("--json", action="store_true", help="print one JSON object")
        revoke = commands.add_parser("revoke", help="take a credential back, for good")
        revoke.add_argument("username", help="its user name or uuid")
        listing = commands.add_parser("list", help="all credentials, newest first")
        listing.add_argument("--json", action="store_true", help="print one JSON array")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["command"])(options)

    def create(self, options: dict[str, Any]) -> None:
        scopes = [scope for given in options["scope"] for scope in given.replace(",", " ").split()]
        try:
            issued = auth.issue(name=options["name"], scopes=scopes, by=None, at=timezone.now())
        except ValueError as error:
            raise CommandError(f"{error} There are: {', '.join(Scope.values)}.") from None
        username, password = issued.credential.username, issued.secret
        said = {
            "id": str(issued.credential.uuid),
            "name": issued.credential.name,
            "scopes": issued.credential.scopes,
            "endpoint": f"{settings.SITE_URL.rstrip('/')}/xapi",
            "username": username,
            "password": password,
            "authorization": f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}",
        }
        if options["json"]:
            self.stdout.write(json.dumps(said))
            return
        for name, value in said.items():
            self.stdout.write(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
        self.stdout.write("The password is not kept: note it now.")

    def revoke(self, options: dict[str, Any]) -> None:
        named = options["username"]
        credential = next(
            (one for one in Credential.objects.all() if named in (one.username, str(one.uuid))), None
        )
        if credential is None:
            raise CommandError(f"No credential has the user name or uuid {named}.")
        if credential.revoked_at is not None:
            raise CommandError(f"{credential.name} was revoked already.")
        auth.revoke(credential, by=None, at=timezone.now())
        self.stdout.write(f"Revoked: {credential.name}.")

    def list(self, options: dict[str, Any]) -> None:
        rows = [
            {
                "id": str(one.uuid),
                "name": one.name,
                "username": one.username,
                "scopes": one.scopes,
                "created_at": one.created_at.isoformat(),
                "last_used_at": one.last_used_at.isoformat() if one.last_used_at else None,
                "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
            }
            for one in Credential.objects.filter(learner="")
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows))
            return
        for row in rows:
            state = (
                f"revoked {row['revoked_at']}" if row["revoked_at"] else f"last used {row['last_used_at']}"
            )
            self.stdout.write(f"{row['username']}  {row['name']}  {', '.join(row['scopes'])}  {state}")
