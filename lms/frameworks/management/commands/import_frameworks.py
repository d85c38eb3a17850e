"""Import the frameworks that the product ships, or framework files of your own."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from lms.frameworks.importing import import_frameworks, shipped_files
from lms.frameworks.reading import BrokenFile


class Command(BaseCommand):
    help = "Import framework files: all of them or nothing. Running it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="*", type=Path, help="JSON files; those shipped when none are named."
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Where an edit made here stands against the file, take the file.",
        )

    def handle(self, *args, **options):
        files = options["files"] or shipped_files()
        for file in files:
            if not file.is_file():
                raise CommandError(f"{file} is not a file.")
        try:
            outcomes = import_frameworks(files=files, at=timezone.now(), overwrite=options["overwrite"])
        except BrokenFile as error:
            raise CommandError(f"{error}\nNothing was imported.") from error
        except OperationalError as error:
            raise CommandError(
                f"Nothing was imported. Is another import running? The database says: {error}"
            ) from error
        if options["verbosity"] == 0:
            return
        for outcome in outcomes:
            counts = f"{outcome.created} created, {outcome.updated} changed, {outcome.removed} removed"
            self.stdout.write(f"{outcome.framework}: {'nothing changed' if outcome.is_unchanged else counts}")
            for kept in outcome.kept:
                self.stdout.write(f"  kept as edited here: {kept}")
