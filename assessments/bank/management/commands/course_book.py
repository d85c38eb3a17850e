from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import timezone, translation

from assessments.bank.queries.book import book
from courses.queries.glossary import glossary


class Command(BaseCommand):
    help = (
        "Write courses, questions with keys and reasons, facts and sources into one printable HTML file "
        "for a subject expert."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--course", action="append", metavar="SLUG", help="Only this course; as often as you like."
        )

    def handle(self, *args: Any, file: Path, course: list[str] | None, **options: Any) -> None:
        if file.is_dir() or not file.parent.is_dir():
            raise CommandError(f"{file}: expected the name of a file in a folder that is there.")
        with translation.override(settings.LANGUAGE_CODE):
            courses = book(course)
            missing = sorted(set(course or []) - {each.published.slug for each in courses})
            if missing:
                raise CommandError(f"{', '.join(missing)}: expected the slug of a published course.")
            if not courses:
                raise CommandError("Expected a published course; there is none.")
            html = render_to_string(
                "bank/book.html",
                {"courses": courses, "glossary": glossary(), "today": timezone.localdate()},
            )
        file.write_text(html, encoding="utf-8")
        if options["verbosity"]:
            questions = sum(each.questions for each in courses)
            count = "1 course" if len(courses) == 1 else f"{len(courses)} courses"
            self.stdout.write(f"{file}: {count}, {questions} questions. It holds every right answer.")
