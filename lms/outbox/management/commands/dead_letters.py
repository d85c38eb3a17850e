from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lms.outbox import actions
from lms.outbox.models import OutboxRow


class Command(BaseCommand):
    help = "List the rows that were set aside after five tries, or try them again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--replay", nargs="*", type=int, metavar="ID", help="these rows, or all when none is named"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["replay"] is not None:
            count = actions.replay(ids=options["replay"] or None, at=timezone.now())
            self.stdout.write(f"{count} rows will be tried again.")
            return
        dead = OutboxRow.objects.filter(dead_at__isnull=False).order_by("dead_at", "id")
        for row in dead:
            self.stdout.write(
                f"{row.id}\t{row.dead_at:%Y-%m-%d %H:%M}\t{row.topic}\t{row.subscriber}\t{row.key}"
            )
            self.stdout.write(f"\t{row.last_error}")
        self.stdout.write(f"{len(dead)} rows set aside.")
