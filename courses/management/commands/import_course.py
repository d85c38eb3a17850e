from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from courses.importing import CourseRefused, import_course


class Command(BaseCommand):
    help = (
        "Take in a course from a folder of plain files: see courses/content/README.md. Whole or not at all."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder}: expected a folder.")
        try:
            with transaction.atomic(durable=True):
                report = import_course(folder=folder, at=timezone.now())
        except CourseRefused as refused:
            lines = "\n".join(f"  {problem}" for problem in refused.problems)
            raise CommandError(f"{folder} is not taken in:\n{lines}") from refused
        if options["verbosity"]:
            for line in report.lines():
                self.stdout.write(line)
