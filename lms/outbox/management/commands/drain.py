from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.outbox import actions
from lms.outbox.following import follow_all


class Command(BaseCommand):
    help = "Do now what waits in the outbox and what is due by the schedule."

    def handle(self, *args: Any, **options: Any) -> None:
        follow_all()
        self.stdout.write(f"{actions.sweep(at=timezone.now())} rows handled.")
