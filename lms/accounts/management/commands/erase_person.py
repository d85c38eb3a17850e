"""Erase one person, after saying what goes and what stays."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from lms import outbox
from lms.accounts import actions
from lms.accounts.erasing import Erased, described
from lms.accounts.models import User
from lms.audit import personal
from lms.audit.models import AuditEvent
from lms.audit.personal import Holding, Person
from lms.outbox.models import OutboxRow


class Command(BaseCommand):
    help = (
        "Erase a person, for ever: name, address, sign-in, posts, grants and levels go; what was learnt "
        "stays as figures about nobody. Says exactly what will change, and asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="uuid or e-mail address")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument(
            "--statements", action="store_true", help="also remove their statements from the record store"
        )
        parser.add_argument("--by", metavar="UUID", help="who answers for it, a person of this site")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        user = self.user(options["person"])
        if user is None:
            return
        by = self.user(options["by"]) if options["by"] else None
        person = described(user, with_statements=options["statements"])
        try:
            plan = self.plan(user, by, options["statements"])
        except actions.LastAdministrator as error:
            raise CommandError(f"{error} Make another one first.") from None
        self.stdout.write(f"{user.name or 'A person without a name'}, uuid {user.uuid}")
        self.say(plan, personal.holdings(person))
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return
        if not options["yes"] and input("This cannot be undone. Type the uuid to go on: ") != str(user.uuid):
            raise CommandError("Nothing was changed.")
        with transaction.atomic(durable=True):
            actions.erase(user=user, by=by, at=now, statements=options["statements"])
        outbox.drain(at=timezone.now())
        self.look_again(person)

    def plan(self, user: User, by: User | None, statements: bool) -> Erased:
        """Done and taken back: so a dry run cannot say anything else than what happens."""
        with transaction.atomic():
            plan = actions.erase(user=user, by=by, at=timezone.now(), statements=statements)
            transaction.set_rollback(True)
        return plan

    def say(self, plan: Erased, others: list[Holding]) -> None:
        rows = [("goes", what, count) for what, count in plan.gone.items()]
        rows += [("goes", one.what, one.rows) for one in others if one.goes]
        rows += [("names nobody", what, count) for what, count in plan.unnamed.items()]
        rows += [("stays", what, count) for what, count in plan.kept.items()]
        rows += [("stays", one.what, one.rows) for one in others if not one.goes]
        for happens, what, count in rows:
            if count:
                self.stdout.write(f"  {happens:<12}  {count:>6,}  {what}")

    def look_again(self, person: Person) -> None:
        """Is all gone that was to go? The outbox does the last part, and may have failed."""
        waiting = OutboxRow.objects.filter(topic=actions.PERSON_ERASED, key=person.account_name)
        left = [one for one in personal.holdings(person) if one.goes]
        if waiting.exists() or left:
            said = ", ".join(f"{one.rows} {one.what}" for one in left) or "work in the outbox"
            raise CommandError(
                f"Erased, but not all of it is done: {said}. It is tried again by itself; see dead_letters."
            )
        self.stdout.write(
            "Erased. Copies elsewhere (backups, exports, record stores that were sent to) remain."
        )

    def user(self, named: str) -> User | None:
        """None, and a sentence, for one who was erased already."""
        if "@" in named:
            found = User.objects.filter(email=named.strip().lower()).first()
        else:
            try:
                uuid = UUID(named)
            except ValueError:
                raise CommandError(f"{named} is neither an e-mail address nor a uuid.") from None
            found = User.objects.filter(uuid=uuid).first()
            events = AuditEvent.objects.filter(subject=f"user:{uuid}", action=actions.PERSON_ERASED)
            event = events.first()
            if found is None and event is not None:
                self.stdout.write(f"Erased already, on {event.at:%-d %B %Y}. Nothing to do.")
                return None
        if found is None or found.account_name is None:
            raise CommandError(f"Nobody here is {named}.")
        return found
