from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, transaction
from django.utils import timezone

from courses.importing import CourseRefused, import_course


class Command(BaseCommand):
    help = (
        "Take in courses from folders of plain files: see courses/content/README.md. Each whole or not at "
        "all. What an author changed since the last import stays, and is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Take the folder's where an author has changed something.",
        )

    def handle(self, *args: Any, folders: list[Path], overwrite: bool, **options: Any) -> None:
        refused = []
        for folder in folders:
            try:
                lines = self.take(folder, overwrite=overwrite)
            except CourseRefused as problem:
                refused.append("\n  ".join([f"{folder} is not taken in:", *map(str, problem.problems)]))
                continue
            if options["verbosity"]:
                for line in lines:
                    self.stdout.write(f"{folder.name}: {line}" if len(folders) > 1 else line)
        if refused:
            raise CommandError("\n".join(refused))

    def take(self, folder: Path, *, overwrite: bool) -> list[str]:
        if not folder.is_dir():
            raise CommandError(f"{folder}: expected a folder.")
        try:
            with transaction.atomic(durable=True):
                return import_course(folder=folder, at=timezone.now(), overwrite=overwrite).lines()
        except OperationalError as error:
            raise CommandError(
                f"{folder} is not taken in. Is another import running? The database says: {error}"
            ) from error
