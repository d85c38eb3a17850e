from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.derived.registry import Derived, registered


class Command(BaseCommand):
    help = "Make the derived tables again from the records, or compare them without writing (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names", nargs="*", metavar="NAME", help="only these tables; all when none is named"
        )
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with 1 on any difference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = self.choose(options["names"])
        if options["check"]:
            self.check_all(chosen)
            return
        for derived in chosen:
            self.stdout.write(f"{derived.name}: {derived.rebuild()} rows")

    def choose(self, names: list[str]) -> list[Derived]:
        known = {derived.name: derived for derived in registered()}
        unknown = sorted(set(names) - set(known))
        if unknown:
            raise CommandError(
                f"No derived table is called {', '.join(unknown)}. There are: {', '.join(known)}."
            )
        return [derived for derived in registered() if not names or derived.name in names]

    def check_all(self, chosen: list[Derived]) -> None:
        total = 0
        for derived in chosen:
            differences = derived.check()
            total += len(differences)
            self.stdout.write(f"{derived.name}: {len(differences) or 'no'} differences")
            for difference in differences:
                self.stdout.write(f"  {difference}")
        if total:
            raise CommandError(f"{total} differences between what is stored and what a rebuild would make.")
