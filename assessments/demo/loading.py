"""Loads the demo: frameworks, courses, people, then the year step by step. It can be stopped and run again.

Each step commits with the row that counts it (`Load`), so whatever is counted is there and nothing else is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction

from assessments.demo import calendar, script
from assessments.demo.history import Step, events_of_year, steps_of_year
from assessments.demo.models import Load
from assessments.demo.peopling import People
from assessments.demo.replaying import Classroom, Replay
from assessments.demo.staff import draw_staff
from assessments.reports import actions as reports
from assessments.skills import actions as skills
from courses import importing
from courses.models import Course
from lms import outbox
from lms.accounts.models import User
from lms.frameworks.importing import import_frameworks, shipped_files

COURSE = "data-quality"
SEED = 2026


class NotHere(Exception):
    """The demo must not be loaded into this database; the message says why."""


@dataclass(frozen=True)
class Progress:
    """One step done: how many of how many, and in words what it was."""

    done: int
    total: int
    said: str


def load(
    *, today: date, at: datetime, seed: int = SEED, report: Callable[[Progress], None] = lambda progress: None
) -> Load:
    """Fill this database with the demo, or with what is missing of it. A finished load is returned as it is.

    `today` and `seed` hold for a new load; one that was begun goes on with its own. Raises `NotHere` in
    server mode and where people exist that the demo did not make.
    """
    row = begin(today=today, seed=seed)
    if row.finished_at:
        return row
    first_day = calendar.first_day(row.today)
    import_content(at=calendar.at(first_day - timedelta(days=30), 9), report=report)
    staff = draw_staff(seed=row.seed, first_day=first_day, today=row.today)
    people = People(staff)
    if not row.is_organization_loaded:
        report(Progress(0, 1, "Making 900 people"))
        with transaction.atomic():
            people.make_everyone(first_day=first_day)
            row.is_organization_loaded = True
            row.save()
    room = Classroom(COURSE)
    events = [
        *events_of_year(seed=row.seed, today=row.today, staff=staff, lessons=room.plan),
        *script.events_of_cast(today=row.today, lessons=room.plan),
    ]
    events.sort(key=lambda event: (event.at, event.email, event.kind))
    steps = steps_of_year(today=row.today, events=events)
    replay = Replay(people, room)
    for number, step in enumerate(steps, start=1):
        if number > row.steps_loaded:
            with transaction.atomic():
                take(step, replay)
                row.steps_loaded = number
                row.save()
        report(Progress(number, len(steps), f"{step.ends_on:%B %Y}"))
    with transaction.atomic():
        catch_up(row.today)
        row.finished_at = at
        row.save()
    return row


def begin(*, today: date, seed: int) -> Load:
    if settings.LMS_MODE not in ("demo", "test"):
        raise NotHere(
            "The demo is refused here: LMS_MODE is server, and made-up people must not meet real ones."
        )
    row = Load.objects.filter(pk=1).first()
    if row is None:
        if User.objects.exists():
            raise NotHere(
                "This database holds people already. Load the demo into a new one: "
                "remove the database file, or name another in DATABASE_URL."
            )
        row = Load.objects.create(pk=1, seed=seed, today=today)
    return row


def import_content(*, at: datetime, report: Callable[[Progress], None]) -> None:
    """Frameworks and every course, from the files that the product ships. Both imports are repeatable."""
    import_frameworks(files=shipped_files(), at=at)
    there = set(Course.objects.values_list("slug", flat=True))
    for folder in course_folders():
        if folder.name not in there:
            report(Progress(0, 1, f"Taking in {folder.name}"))
            importing.import_course(folder=folder, at=at)


def course_folders() -> list[Path]:
    """The courses that are shipped, in the order of the catalogue."""
    content = Path(apps.get_app_config("courses").path) / "content"
    return sorted(path.parent for path in content.glob("*/course.md"))


def take(step: Step, replay: Replay) -> None:
    """A week: its events. A month end: the date moves, what waits is done, the snapshot is taken."""
    for event in step.events:
        replay.play(event)
    if step.kind == "month":
        at = catch_up(step.ends_on)
        reports.take_snapshot(as_of=step.ends_on, at=at)


def catch_up(day: date) -> datetime:
    """What happens in the night after `day`. Returns when that was."""
    at = calendar.at(day + timedelta(days=1), 2)
    skills.move_evaluation_date(to=day)
    outbox.drain(at=at)
    return at
