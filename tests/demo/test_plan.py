"""The plan of the demo year, before any database: pure, and the same for the same seed and day."""

from collections import Counter
from datetime import date, timedelta

import pytest

from assessments.demo import calendar, script
from assessments.demo.answering import answer
from assessments.demo.cast import AMARA
from assessments.demo.history import PlacedLesson, PlacedQuestion, events_of_year, steps_of_year
from assessments.demo.organization import DEPARTMENTS, walk
from assessments.demo.staff import SPAN, draw_staff
from lms.accounts.professions import PROFESSIONS, Grade
from tests.content.folder import COURSES

TODAY = date(2026, 11, 24)
CUTS = {"awareness": -1.0, "working": 0.0, "practitioner": 1.0}


@pytest.fixture(scope="module")
def lessons():
    course = COURSES["data-quality"]

    def placed(block):
        question = course.questions[block.attributes["question"]]
        return PlacedQuestion(
            key=question["uuid"],
            cut=CUTS[question["level"]],
            options=tuple(option["id"] for option in question["options"]),
            right=tuple(question["key"]),
            is_further="further" in block.attributes,
        )

    return [
        PlacedLesson(slug, tuple(placed(block) for block in lesson.of_kind("check")))
        for slug, lesson in course.lessons.items()
    ]


def staff_of(today=TODAY, seed=2026):
    return draw_staff(seed=seed, first_day=calendar.first_day(today), today=today)


def year_of(lessons, today=TODAY, seed=2026):
    return events_of_year(seed=seed, today=today, staff=staff_of(today, seed), lessons=lessons)


def test_the_same_seed_and_day_give_the_same_year(lessons):
    assert staff_of() == staff_of()
    assert year_of(lessons) == year_of(lessons)
    assert year_of(lessons) != year_of(lessons, seed=1)


def test_there_are_about_900_people_with_names_of_their_own():
    staff = staff_of()
    assert 850 <= len(staff) <= 950
    assert len({person.email for person in staff}) == len(staff)


def test_the_deep_department_has_three_directorates_and_nine_teams_and_short_names_are_short():
    deep, small = DEPARTMENTS
    kinds = Counter(unit.kind for unit, _ in walk(deep))
    assert (kinds["directorate"], kinds["team"]) == (3, 9)
    names = [unit.short_name for root in (deep, small) for unit, _ in walk(root)]
    assert max(len(name) for name in names) <= 5
    assert len(set(names)) == len(names)


def test_grades_and_professions_are_those_that_posts_know():
    staff = staff_of()
    assert {person.grade for person in staff} <= set(Grade.values)
    assert {person.profession for person in staff} <= {slug for slug, _ in PROFESSIONS}


def test_everyone_below_a_head_of_department_has_a_manager_in_the_same_department_and_spans_are_human():
    staff = {person.email: person for person in staff_of()}
    heads = [person for person in staff.values() if not person.manager]
    assert len(heads) == len(DEPARTMENTS)
    for person in staff.values():
        if person.manager:
            assert person.manager.split("@")[1] == person.email.split("@")[1]
    # A head has a span of each: peers one step down, and the heads of the units beneath.
    assert max(Counter(person.manager for person in staff.values()).values()) <= 3 * SPAN


def test_nobody_manages_in_a_circle():
    managers = {person.email: person.manager for person in staff_of()}
    for email in managers:
        seen = set()
        while email:
            assert email not in seen
            seen.add(email)
            email = managers[email]


def test_at_most_12000_answers_are_given(lessons):
    events = year_of(lessons) + script.events_of_cast(today=TODAY, lessons=lessons)
    assert 8_000 <= sum(len(event.choices) for event in events) <= 12_000


def test_events_lie_in_the_year_and_everyone_enrolls_before_anything_else(lessons):
    enrolled = {}
    for event in year_of(lessons):
        assert calendar.first_day(TODAY) <= event.at.date() < TODAY
        if event.kind == "enroll":
            enrolled[event.email] = event.at
        elif event.kind in ("start", "answer", "read", "try_again"):
            assert enrolled[event.email] <= event.at


def test_nobody_learns_after_leaving_or_before_joining(lessons):
    events = year_of(lessons)
    left = {event.email: event.at for event in events if event.kind == "leave"}
    joined = {event.email: event.at for event in events if event.kind == "join"}
    assert len(left) >= 5
    for event in events:
        assert event.at <= left.get(event.email, event.at)
        assert event.at >= joined.get(event.email, event.at)


@pytest.mark.parametrize(
    "today", [date(2026, 11, 24), date(2027, 1, 1), date(2027, 3, 31), date(2028, 2, 29), date(2027, 8, 1)]
)
def test_any_day_has_twelve_month_ends_behind_it_and_every_event_is_in_one_step(lessons, today):
    events = year_of(lessons, today)
    steps = steps_of_year(today=today, events=events)
    months = [step.ends_on for step in steps if step.kind == "month"]
    assert len(months) == 12
    assert months == sorted(set(months))
    assert all((day + timedelta(days=1)).day == 1 for day in months)
    assert today - months[-1] <= timedelta(days=31)
    assert [event for step in steps for event in step.events] == events


def test_amara_stopped_in_the_middle_of_module_2_on_the_last_working_day(lessons):
    events = [
        event for event in script.events_of_cast(today=TODAY, lessons=lessons) if event.email == AMARA.email
    ]
    assert events[-1].kind == "position"
    assert events[-1].at.date() == date(2026, 11, 23)
    assert events[-1].lesson == "valid-is-not-accurate"
    assert [event.lesson for event in events if event.kind == "read"][-1] == "six-dimensions"


def test_someone_who_knows_nothing_is_right_as_often_as_chance():
    from random import Random

    rng = Random(1)
    told = [
        answer(rng=rng, ability=-50, difficulty=0, options=["a", "b", "c", "d"], key=["b"])
        for _ in range(4000)
    ]
    guesses = [choice for choice in told if choice]
    assert 0.22 < sum(choice == ["b"] for choice in guesses) / len(guesses) < 0.28
