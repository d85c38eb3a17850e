from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.outbox import actions


class Command(BaseCommand):
    help = "Do now what waits in the outbox and what is due by the schedule."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.sweep(at=timezone.now())} rows handled.")
