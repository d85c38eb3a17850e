"""Forwarding to other record stores from the command line; the CMS has pages for it."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.lrs.forwarding import actions, running
from lms.lrs.forwarding.progress import progress
from lms.lrs.models import Forwarder


class Command(BaseCommand):
    help = "Show how far forwarding to other record stores has come; send now, pause, resume, replay, delete."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="every forwarder, how far behind it is, and its last error")
        run = commands.add_parser("run", help="send what waits now, until nothing is left or all must wait")
        run.add_argument("name", nargs="?", help="only this one")
        for name, says in (("pause", "stop it"), ("resume", "let it go on")):
            commands.add_parser(name, help=says).add_argument("name")
        delete = commands.add_parser("delete", help="stop it for good; without --yes, say what goes with it")
        delete.add_argument("name")
        delete.add_argument("--yes", action="store_true", help="do it")
        letters = commands.add_parser("dead-letters", help="what was refused; with --replay, send it again")
        letters.add_argument("name")
        letters.add_argument(
            "--replay", nargs="*", type=int, metavar="ID", help="these, or all when none is named"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["command"].replace("-", "_"))(options)

    def list(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        for one in progress():
            more = "+" if one.is_more else ""
            last = one.forwarder.last_success_at
            self.stdout.write(
                f"{one.forwarder.name}: {one.state(at=now).lower()}, {one.counted}{more} behind, "
                f"{one.forwarder.sent} sent, {one.letters} set aside, "
                f"last success {f'{last:%Y-%m-%d %H:%M} UTC' if last else 'never'}"
            )
            if one.forwarder.last_error and one.forwarder.failures:
                self.stdout.write(f"\t{one.forwarder.last_error}")

    def run(self, options: dict[str, Any]) -> None:
        only = self._named(options["name"]).uuid if options["name"] else None
        while (again := running.run(only=only)) is not None:
            time.sleep(again)
        self.list(options)

    def pause(self, options: dict[str, Any]) -> None:
        done = actions.pause(forwarder=self._named(options["name"]), by=None, at=timezone.now())
        self.stdout.write("Paused." if done else "It was paused already.")

    def resume(self, options: dict[str, Any]) -> None:
        done = actions.resume(forwarder=self._named(options["name"]), by=None, at=timezone.now())
        self.stdout.write("It goes on." if done else "It was not paused.")

    def delete(self, options: dict[str, Any]) -> None:
        forwarder = self._named(options["name"])
        letters = forwarder.dead_letters.count()
        self.stdout.write(f"{letters} statements set aside go with it; what was sent stays there.")
        if not options["yes"]:
            self.stdout.write("Nothing was deleted: say --yes.")
            return
        try:
            actions.delete(forwarder=forwarder, letters=letters, by=None, at=timezone.now())
        except actions.LettersChanged:
            raise CommandError("Nothing was deleted: another one was set aside just now.") from None
        self.stdout.write("Deleted.")

    def dead_letters(self, options: dict[str, Any]) -> None:
        forwarder = self._named(options["name"])
        if options["replay"] is not None:
            count = actions.replay(
                forwarder=forwarder, letters=options["replay"] or None, by=None, at=timezone.now()
            )
            self.stdout.write(f"{count} statements will be sent again.")
            return
        for letter in forwarder.dead_letters.all():
            self.stdout.write(
                f"{letter.pk}\t{letter.refused_at:%Y-%m-%d %H:%M}\t{letter.statement}\t{letter.status}\t"
                f"{letter.reason}"
            )
        self.stdout.write(f"{forwarder.dead_letters.count()} statements set aside.")

    def _named(self, name: str) -> Forwarder:
        forwarder = Forwarder.objects.filter(name=name).first()
        if forwarder is None:
            raise CommandError(f"No forwarder has the name {name}.")
        return forwarder
