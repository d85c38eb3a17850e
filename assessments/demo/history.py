"""What everyone does in the demo year, as events in order of time. Pure: plans in, events out.

Answers are drawn here and not while loading, so that a load which is carried on tells the same story.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Literal

from assessments.demo import calendar
from assessments.demo.answering import answer, difficulty
from assessments.demo.staff import Staff

FINISHES = 0.84  # of those who begin the course
# In every team some begin only in the last whole month. So every team moves in that month, and the newest
# figures of teams and directorates speak of the same day: figures of unlike days give small groups away, and
# are hidden.
COMES_LATE = 0.25
TRIES_AGAIN = 0.6  # of those who failed
GOES_FURTHER = 0.93  # of those who finish, for each module
PASS_MARK = 0.7
MINUTES_A_LESSON = (4, 9)
LEAVERS, MOVERS = 10, 10

Kind = Literal["join", "leave", "move", "enroll", "start", "answer", "read", "try_again", "position"]


@dataclass(frozen=True)
class PlacedQuestion:
    key: str  # the question's uuid
    cut: float  # of the level it was written for
    options: tuple[str, ...]
    right: tuple[str, ...]
    is_further: bool


@dataclass(frozen=True)
class PlacedLesson:
    slug: str
    questions: tuple[PlacedQuestion, ...]


@dataclass(frozen=True)
class Event:
    """Something that `email` does. `lesson` is a slug; `choices` maps question keys to option ids."""

    at: datetime
    kind: Kind
    email: str
    lesson: str = ""
    choices: dict[str, list[str]] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What is committed together: a week of events, or a month end with its drain and snapshot."""

    kind: Literal["week", "month"]
    ends_on: date
    events: list[Event]


def events_of_year(
    *, seed: int, today: date, staff: Sequence[Staff], lessons: Sequence[PlacedLesson]
) -> list[Event]:
    """Every event of the staff before `today`, oldest first. The cast has its own script (`script`)."""
    events: list[Event] = []
    start = calendar.first_day(today)
    for person in staff:
        rng = Random(f"{seed}:{person.email}")
        if person.starts_on >= start:
            events.append(Event(calendar.at(person.starts_on, 8), "join", person.email))
        if rng.random() < person.takes_course:
            events += course_of(person, rng, seed=seed, today=today, lessons=lessons)
    events += changes(seed=seed, today=today, staff=staff)
    left = {event.email: event.at for event in events if event.kind == "leave"}
    kept = [
        event
        for event in events
        if event.at.date() < today
        and (event.kind == "leave" or event.at < left.get(event.email, event.at + timedelta(1)))
    ]
    return sorted(kept, key=lambda event: (event.at, event.email, event.kind))


def course_of(
    person: Staff, rng: Random, *, seed: int, today: date, lessons: Sequence[PlacedLesson]
) -> Iterator[Event]:
    """One person's way through the course, in sittings of one to five lessons some days apart."""
    opens, closes = calendar.month(today, person.months[0]), calendar.month(today, person.months[1] + 1)
    longest_break = 6
    if rng.random() < COMES_LATE:
        opens, longest_break = calendar.month(today, 11), 3
        closes = opens + timedelta(days=10)
    day = opens + timedelta(days=rng.randrange((closes - opens).days))
    day = calendar.working_day(max(day, person.starts_on + timedelta(days=10)))
    now = calendar.office_hour(rng, day)
    yield Event(now, "enroll", person.email)
    now += timedelta(minutes=1)
    yield Event(now, "start", person.email)
    stops_after = len(lessons) if rng.random() < FINISHES else rng.randrange(1, len(lessons) - 1)
    left_today = rng.randint(1, 5)
    right, counting = 0, 0
    for lesson in lessons[:stops_after]:
        if not left_today:
            day = calendar.working_day(now.date() + timedelta(days=rng.randint(1, longest_break)))
            now, left_today = calendar.office_hour(rng, day), rng.randint(1, 5)
        left_today -= 1
        now += timedelta(minutes=rng.randint(*MINUTES_A_LESSON), seconds=rng.randrange(60))
        choices = answers_to(lesson, person, rng, seed=seed, also_further=rng.random() < GOES_FURTHER)
        if choices:
            yield Event(now, "answer", person.email, lesson.slug, choices)
            now += timedelta(minutes=1)
        yield Event(now, "read", person.email, lesson.slug)
        counts = [question for question in lesson.questions if not question.is_further]
        counting += len(counts)
        right += sum(choices[question.key] == sorted(question.right) for question in counts)
    if stops_after == len(lessons) and right < PASS_MARK * counting and rng.random() < TRIES_AGAIN:
        yield from second_attempt(person, rng, now, seed=seed, lessons=lessons)


def second_attempt(
    person: Staff, rng: Random, now: datetime, *, seed: int, lessons: Sequence[PlacedLesson]
) -> Iterator[Event]:
    """All counting checks again, a few days later. The reasons have been read, so more of them go well."""
    day = calendar.working_day(now.date() + timedelta(days=rng.randint(2, 9)))
    now = calendar.office_hour(rng, day)
    yield Event(now, "try_again", person.email)
    for lesson in lessons:
        choices = answers_to(lesson, person, rng, seed=seed, also_further=False, helped=1.5)
        if choices:
            now += timedelta(minutes=rng.randint(2, 4))
            yield Event(now, "answer", person.email, lesson.slug, choices)


def answers_to(
    lesson: PlacedLesson,
    person: Staff,
    rng: Random,
    *,
    seed: int,
    also_further: bool,
    helped: float = 0.0,
) -> dict[str, list[str]]:
    return {
        question.key: answer(
            rng=rng,
            ability=person.ability + helped,
            difficulty=difficulty(seed=seed, question=question.key, cut=question.cut),
            options=question.options,
            key=question.right,
        )
        for question in lesson.questions
        if also_further or not question.is_further
    }


def changes(*, seed: int, today: date, staff: Sequence[Staff]) -> Iterator[Event]:
    """A few people leave and a few move to another team: none whom others report to."""
    rng = Random(f"{seed}:changes")
    managers = {person.manager for person in staff}
    start = calendar.first_day(today)
    settled = [
        person
        for person in staff
        if person.starts_on < start
        and person.email not in managers
        and person.takes_course
        and person.grade != "scs"
    ]
    drawn = rng.sample(settled, LEAVERS + MOVERS)
    for index, person in enumerate(drawn):
        day = calendar.working_day(start + timedelta(days=rng.randrange(60, 330)))
        if index < LEAVERS:
            yield Event(calendar.at(day, 17), "leave", person.email)
        else:
            near = [one for one in staff if one.email in managers and one.unit != person.unit]
            near = [one for one in near if one.email.split("@")[1] == person.email.split("@")[1]]
            manager = rng.choice([one for one in near if one.grade == "g6-g7"] or near)
            detail = {"unit": manager.unit, "manager": manager.email}
            yield Event(calendar.at(day, 8), "move", person.email, detail=detail)


def steps_of_year(*, today: date, events: Sequence[Event]) -> list[Step]:
    """The year cut after each Sunday and each whole month; a month closes after its weeks."""
    ends = set(calendar.month_ends(today))
    day, last = calendar.first_day(today), today - timedelta(days=1)
    cuts = sorted(
        {
            day + timedelta(days=n)
            for n in range((last - day).days + 1)
            if (day + timedelta(days=n)).weekday() == 6
        }
        | ends
        | {last}
    )
    steps, position = [], 0
    for cut in cuts:
        begin = position
        while position < len(events) and events[position].at.date() <= cut:
            position += 1
        steps.append(Step("week", cut, list(events[begin:position])))
        if cut in ends:
            steps.append(Step("month", cut, []))
    return steps
