"""What the cast does: written, not drawn, because each of them shows one thing. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from assessments.demo import calendar
from assessments.demo.cast import AMARA, DANIEL, PRIYA, SAM, TOM
from assessments.demo.history import Event, PlacedLesson, PlacedQuestion

# Where Amara stopped: the lesson of module 2 in which a reader learns what validity cannot tell.
STOPPED_IN, STOPPED_AT = "valid-is-not-accurate", "accuracy-looks-outward"


def events_of_cast(*, today: date, lessons: Sequence[PlacedLesson]) -> list[Event]:
    """Amara stopped yesterday in module 2; Tom and Priya completed; Daniel failed once and passed then."""
    yesterday = calendar.last_working_day_before(today)
    events = [
        Event(calendar.at(yesterday, 9), "join", SAM.email),
        *amara(yesterday, lessons),
        *whole_course(TOM.email, calendar.month(today, 3), lessons, wrong=3),
        *whole_course(PRIYA.email, calendar.month(today, 5), lessons, wrong=6),
        *daniel(calendar.month(today, 8), lessons),
    ]
    return [event for event in events if event.at.date() < today]


def amara(yesterday: date, lessons: Sequence[PlacedLesson]) -> Iterator[Event]:
    stop = next(index for index, lesson in enumerate(lessons) if lesson.slug == STOPPED_IN)
    began = calendar.last_working_day_before(yesterday - timedelta(days=7))
    now = calendar.at(began, 16, 5)
    yield Event(now, "enroll", AMARA.email)
    yield Event(now, "start", AMARA.email)
    for number, lesson in enumerate(lessons[:stop]):
        if number == 2:  # the second module, yesterday
            now = calendar.at(yesterday, 17, 24)
        now += timedelta(minutes=7)
        missed = {lesson.questions[-1].key} if lesson.questions and lesson.questions[-1].is_further else set()
        yield Event(now, "answer", AMARA.email, lesson.slug, choices(lesson, wrong=missed))
        yield Event(now + timedelta(minutes=1), "read", AMARA.email, lesson.slug)
    yield Event(
        now + timedelta(minutes=5), "position", AMARA.email, STOPPED_IN, detail={"anchor": STOPPED_AT}
    )


def whole_course(email: str, month: date, lessons: Sequence[PlacedLesson], *, wrong: int) -> Iterator[Event]:
    """Read and answered in one afternoon; the last `wrong` go-further questions are missed."""
    now = calendar.at(calendar.working_day(month + timedelta(days=8)), 14, 10)
    yield Event(now, "enroll", email)
    yield Event(now, "start", email)
    further = [question.key for lesson in lessons for question in lesson.questions if question.is_further]
    yield from answered_and_read(email, now, lessons, wrong=set(further[-wrong:]))


def daniel(month: date, lessons: Sequence[PlacedLesson]) -> Iterator[Event]:
    now = calendar.at(calendar.working_day(month + timedelta(days=3)), 9, 40)
    yield Event(now, "enroll", DANIEL.email)
    yield Event(now, "start", DANIEL.email)
    counting = [
        question.key for lesson in lessons for question in lesson.questions if not question.is_further
    ]
    further = [question.key for lesson in lessons for question in lesson.questions if question.is_further]
    yield from answered_and_read(DANIEL.email, now, lessons, wrong={*counting[1:5], *further[::2]})
    now = calendar.at(calendar.working_day(now.date() + timedelta(days=6)), 11, 15)
    yield Event(now, "try_again", DANIEL.email)
    for lesson in lessons:
        counts = tuple(question for question in lesson.questions if not question.is_further)
        if counts:
            now += timedelta(minutes=3)
            again = choices(PlacedLesson(lesson.slug, counts), wrong={counting[1]})
            yield Event(now, "answer", DANIEL.email, lesson.slug, again)


def answered_and_read(
    email: str, now: datetime, lessons: Sequence[PlacedLesson], *, wrong: set[str]
) -> Iterator[Event]:
    for lesson in lessons:
        now += timedelta(minutes=6)
        if lesson.questions:
            yield Event(now, "answer", email, lesson.slug, choices(lesson, wrong=wrong))
        yield Event(now + timedelta(minutes=1), "read", email, lesson.slug)


def choices(lesson: PlacedLesson, *, wrong: set[str]) -> dict[str, list[str]]:
    """Right everywhere but in `wrong`: there first "I don't know", then the first option that is wrong."""
    told: dict[str, list[str]] = {}
    missed = [question.key for question in lesson.questions if question.key in wrong]
    for question in lesson.questions:
        if question.key not in wrong:
            told[question.key] = sorted(question.right)
        elif question.key == missed[0]:
            told[question.key] = []
        else:
            told[question.key] = mistaken(question)
    return told


def mistaken(question: PlacedQuestion) -> list[str]:
    others = [option for option in question.options if option not in question.right]
    return sorted([*others, *question.right][: len(question.right)])
