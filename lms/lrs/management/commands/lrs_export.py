"""The record store as a file of JSON Lines."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.models import Max
from tqdm import tqdm

from lms.lrs.models import Statement
from lms.lrs.portable import files, giving
from lms.lrs.portable.giving import Place
from lms.lrs.store.complete import complete_before

LONGEST_WAIT = 30  # seconds, for a transaction that writes to end


class Command(BaseCommand):
    help = (
        "Write all statements (and attachments, definitions, documents) to FILE as JSON Lines; gzip where "
        "its name ends with .gz. Run it again after an interruption: it goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--since-seq", type=int, default=-1, metavar="SEQ", help="only statements stored after this one"
        )
        parser.add_argument("--restart", action="store_true", help="forget what an interrupted run wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.exists():
            raise CommandError(f"{path} is there already. Move it away, or give another name.")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # counting is not what a page does
                cursor.execute("SET statement_timeout = 0")
        place = None if options["restart"] else files.unfinished(path, since=options["since_seq"])
        resume = place is not None
        if place is None:
            place = Place(since=options["since_seq"], before=complete_now())
        left = Statement.objects.filter(seq__gt=place.since, seq__lt=place.before)
        bar = tqdm(
            total=left.count(),
            initial=place.counts.statements,
            disable=options["verbosity"] == 0,
            unit="statement",
            desc="Writing",
            leave=False,
        )

        def report(place: Place) -> None:
            bar.set_postfix_str(place.kind, refresh=False)
            bar.update(place.counts.statements - bar.n)

        try:
            files.write(path, place, resume=resume, report=report)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error}") from error
        finally:
            bar.close()
        if options["verbosity"]:
            self.say(path, place)

    def say(self, path: Path, place: Place) -> None:
        counts = place.counts
        self.stdout.write(
            f"{path}: {counts.statements} statements, {counts.attachments} attachments, "
            f"{counts.definitions} definitions, {counts.documents} documents. "
            f"The next export goes on with --since-seq {last_before(place)}."
        )
        if giving.left_out():
            self.stdout.write(
                f"{giving.left_out()} documents are not in it: they were written before the store kept whose "
                "they are. They come along once a client writes them again."
            )


def complete_now() -> int:
    """The seq before which nothing is still to come, once that holds for all that is stored by now."""
    newest = Statement.objects.aggregate(newest=Max("seq"))["newest"] or 0
    patience = time.monotonic() + LONGEST_WAIT
    while (before := complete_before()) <= newest and time.monotonic() < patience:
        time.sleep(0.1)
    return min(before, newest + 1)


def last_before(place: Place) -> int:
    rows = Statement.objects.filter(seq__gt=place.since, seq__lt=place.before)
    return rows.aggregate(last=Max("seq"))["last"] or place.since
