from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.utils import timezone

from lms.audit import append_only
from lms.lrs.models import Store


class Command(Flush):
    """Django's flush, which the tests with real transactions call after each of them, by name."""

    help = "Empty every table. For tests only: statements and the audit trail are never emptied otherwise."

    def handle(self, **options: Any) -> None:
        if settings.LMS_MODE != "test":
            raise CommandError("flush would empty the record store: it only runs with LMS_MODE=test.")
        laid_down = Store.objects.first()
        with append_only.maintenance(
            tables=append_only.protected_tables(),
            by=None,
            reason="flush of the test suite",
            at=timezone.now(),
        ):
            super().handle(**options)
            if laid_down is not None:  # what the first migrate wrote stays for the life of the database
                laid_down.save(force_insert=True)
