"""Fill the database with the demo: two invented departments and a year of their learning."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from assessments.demo.cast import CAST, PASSWORD
from assessments.demo.loading import SEED, NotHere, Progress, load


@contextmanager
def only_warnings() -> Iterator[None]:
    """The CMS logs every page that it publishes, which would tear the progress bar."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)


class Command(BaseCommand):
    help = (
        "Load the demo year. Run it again at any time: it carries on where it stopped, and then does nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            help="The day on which the year ends (YYYY-MM-DD); today if not given.",
        )
        parser.add_argument(
            "--seed", type=int, default=SEED, help="Another seed draws other people and answers."
        )
        parser.add_argument(
            "--announce", metavar="ADDRESS", help="Say at the end where the site is and who is there."
        )

    def handle(self, *args, **options):
        quiet = options["verbosity"] == 0
        now = timezone.now()
        bar: tqdm | None = None

        def report(progress: Progress) -> None:
            nonlocal bar
            bar = bar or tqdm(disable=quiet, unit="step", desc="Loading the demo year", leave=False)
            bar.total = progress.total
            bar.set_postfix_str(progress.said, refresh=False)
            bar.update(progress.done - bar.n)

        try:
            with only_warnings():
                row = load(
                    today=options["today"] or timezone.localdate(now),
                    seed=options["seed"],
                    at=now,
                    report=report,
                )
        except NotHere as error:
            raise CommandError(str(error)) from error
        finally:
            if bar is not None:
                bar.close()
        if not quiet:
            was = "is loaded" if bar is not None else "was loaded already"
            self.stdout.write(f"The demo year {was}: {row.today:%-d %B %Y} is its last day.")
        if options["announce"]:
            self.announce(options["announce"].rstrip("/"))

    def announce(self, address: str) -> None:
        width = max(len(person.email) for person in CAST)
        self.stdout.write(f"\nWaymark is on {address}\nPick a person on {address}/demo/ or sign in:\n")
        for person in CAST:
            self.stdout.write(f"  {person.email:<{width}}  {person.does}")
        self.stdout.write(f"\nPassword for each of them: {PASSWORD}\nStop with Ctrl+C.\n")
