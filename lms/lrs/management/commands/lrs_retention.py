"""Remove statements that are older than they may be."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from lms.lrs.models import Statement
from lms.lrs.store.removing import Removed
from lms.lrs.store.retention import CAP, SHARE_OF_ONE, counted, moment_before, remove_due


class Command(BaseCommand):
    help = (
        "Remove the statements that were stored longer ago than this, oldest first. Says by month and verb "
        "what goes; --dry-run leaves it at that. Each batch is one transaction with its audit event."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than", required=True, metavar="AGE", help="7y, 18m (months), 90d: since they were stored"
        )
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument(
            "--limit", type=int, default=CAP, help=f"remove no more than this in one run ({CAP:,})"
        )
        parser.add_argument("--by", metavar="UUID", help="who answers for it, a person of this site")
        parser.add_argument(
            "--second",
            metavar="UUID",
            help="another person who agreed: asked for above one per cent of all statements",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            before = moment_before(now, options["older_than"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # counting is not what a page does
                cursor.execute("SET statement_timeout = 0")
        due = 0
        for row in counted(before):
            due += row.statements
            if options["verbosity"]:
                self.stdout.write(f"{row.month:%Y-%m}  {row.statements:>10,}  {row.verb}")
        total = Statement.objects.count()
        share = f", {due / total:.2%} of {total:,}" if total else ""
        self.stdout.write(f"{due:,} statements were stored before {before:%-d %B %Y}{share}.")
        if options["dry_run"]:
            self.stdout.write("Nothing was removed.")
            return
        by, second = self.person(options["by"]), self.person(options["second"])
        if due > SHARE_OF_ONE * total and (by is None or second is None or by == second):
            raise CommandError(
                "That is more than one per cent of the store: name two people with --by and --second. "
                "Nothing was removed."
            )
        if due:
            self.remove(before, due, by, second, now, options)

    def remove(
        self,
        before: datetime,
        due: int,
        by: UUID | None,
        second: UUID | None,
        now: datetime,
        options: dict[str, Any],
    ) -> None:
        bar = tqdm(
            total=min(due, options["limit"]),
            disable=options["verbosity"] == 0,
            unit="statement",
            desc="Removing",
            leave=False,
        )

        def report(removed: Removed) -> None:
            bar.update(removed.statements - bar.n)

        try:
            gone = remove_due(before, cap=options["limit"], by=by, second=second, at=now, report=report)
        finally:
            bar.close()
        self.stdout.write(
            f"Removed: {gone.statements:,} statements, {gone.attachments:,} attachments. "
            f"Left for another run: {due - gone.statements:,}."
        )
        self.stdout.write("Levels are counted again from the outbox; rebuild --check compares them.")

    def person(self, named: str | None) -> UUID | None:
        if named is None:
            return None
        try:
            uuid = UUID(named)
        except ValueError:
            raise CommandError(f"{named} is no uuid.") from None
        if not get_user_model().objects.filter(uuid=uuid, is_active=True).exists():
            raise CommandError(f"Nobody with an open account has the uuid {named}.")
        return uuid
