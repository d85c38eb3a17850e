"""An export back into a record store."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from lms.lrs.portable import files
from lms.lrs.portable.lines import Broken
from lms.lrs.portable.taking import Progress, take


class Command(BaseCommand):
    help = (
        "Take in what lrs_export wrote. Run it again after an interruption, or with a file of which some is "
        "there already: what is there is passed over. Then run rebuild."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        progress = Progress()
        bar = tqdm(
            total=path.stat().st_size,
            disable=options["verbosity"] == 0,
            unit="B",
            unit_scale=True,
            desc="Taking in",
            leave=False,
        )

        def report(progress: Progress) -> None:
            bar.set_postfix_str(f"{progress.read.statements} statements", refresh=False)

        try:
            numbered = files.read(path, lambda read: bar.update(read - bar.n) and None)
            take(numbered, progress=progress, at=timezone.now(), report=report)
        except Broken as broken:
            raise CommandError(
                f"Line {broken.line}: {broken.reason}. Lines up to {progress.line} are in, nothing after "
                "them. Mend the file and run this again: what is in is passed over."
            ) from broken
        finally:
            bar.close()
        if not progress.is_whole:
            raise CommandError(
                f"The file has no end: it was cut off. Its {progress.line} lines are in; nobody can say what "
                "is missing."
            )
        if options["verbosity"]:
            counts = progress.read
            self.stdout.write(
                f"{path}: {counts.statements} statements, {counts.attachments} attachments, "
                f"{counts.definitions} definitions, {counts.documents} documents; {progress.new} of them "
                "were new here."
            )
