from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.importing import CourseRefused, export_course
from courses.models import Course


class Command(BaseCommand):
    help = "Write a published course into a folder of plain files: see courses/content/README.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, slug: str, folder: Path, **options: Any) -> None:
        course = Course.objects.live().filter(slug=slug).first()
        if course is None:
            raise CommandError(f"{slug}: expected the slug of a published course.")
        try:
            files = export_course(course=course, folder=folder)
        except CourseRefused as refused:
            raise CommandError("\n".join(str(problem) for problem in refused.problems)) from refused
        if options["verbosity"]:
            self.stdout.write(f"{slug}: {len(files)} files written to {folder}.")
