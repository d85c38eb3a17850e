"""What a learner can do next: carry on, close a gap, come back to a course. Required learning comes later."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assessments.measurement.answers import unpack
from assessments.measurement.words import REACHED, Word
from assessments.skills.queries import Step, attainments_of, needs_of, next_steps, profiles_in, word_for
from courses.queries.outlines import CourseProgress, learning_of
from lms.frameworks.models import RoleLevel

MOST_GAPS = 5


@dataclass(frozen=True, slots=True)
class ModuleState:
    """One segment of the bar: "done", "now" or "" for to do."""

    number: int
    state: str


@dataclass(frozen=True, slots=True)
class CarryOn:
    """The course last touched, and where in it. `lesson` is None while it has not been started."""

    course: CourseProgress
    lesson: dict[str, Any] | None
    url: str
    module_number: int
    modules: list[ModuleState]
    stopped_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Gap:
    """One step, with the skills that it is a step towards and the word for each."""

    step: Step
    skills: list[tuple[str, Word]]


@dataclass(frozen=True, slots=True)
class Home:
    carry_on: CarryOn | None
    gaps: list[Gap]
    role_levels: list[RoleLevel]
    needed: int  # skills that the roles ask
    unmet: int  # of them neither met nor probably met
    under_way: list[CourseProgress]  # but for the one to carry on
    done: list[CourseProgress]


def home_of(user: Any, on: dt.date) -> Home:
    """At most eight queries, however many courses and skills."""
    learning = learning_of(user)
    open_courses = [course for course in learning if course.completed_at is None]
    needs = needs_of(user, on)
    attainments = attainments_of(user)
    words = {need.skill.pk: word_for(attainments.get(need.skill.pk), need.level) for need in needs}
    unmet = [need for need in needs if need.level is not None and words[need.skill.pk] not in REACHED]
    answered = {int(key) for each in attainments.values() for key in unpack(each.packed)["question"]}
    steps = next_steps(user, needed={need.skill.pk: need.rank for need in unmet}, answered=answered)
    named = [(need.skill.name, words[need.skill.pk], steps.get(need.skill.pk, [])) for need in unmet]
    return Home(
        carry_on=carry_on(open_courses[0]) if open_courses else None,
        gaps=gaps_in(named),
        role_levels=profiles_in(needs),
        needed=len(needs),
        unmet=len(unmet),
        under_way=open_courses[1:],
        done=[course for course in learning if course.completed_at is not None],
    )


def gaps_in(named: Iterable[tuple[str, Word, list[Step]]]) -> list[Gap]:
    """The best step of each skill, each step once, shortest first."""
    found: dict[str, Gap] = {}
    for name, word, steps in named:
        if steps:
            gap = found.setdefault(steps[0].url, Gap(steps[0], []))
            gap.skills.append((name, word))
    return sorted(found.values(), key=lambda gap: (gap.step.minutes, gap.step.title))[:MOST_GAPS]


def carry_on(course: CourseProgress) -> CarryOn:
    """Where this person stopped in a course; its own page while they have not started."""
    modules = course.published.outline["modules"]
    resume = course.resume_at if course.is_started else None
    now = 0
    url = reverse("course", args=[course.slug])
    lesson = None
    if resume is not None:
        lesson, anchor = resume
        uuids = [[each["uuid"] for each in module["lessons"]] for module in modules]
        now = next(number for number, inside in enumerate(uuids, 1) if lesson["uuid"] in inside)
        url = reverse("lesson", args=[course.slug, lesson["slug"]]) + (f"#{anchor}" if anchor else "")
    states = [
        ModuleState(number, "done" if course.is_done(module) else "now" if number == now else "")
        for number, module in enumerate(modules, 1)
    ]
    return CarryOn(
        course=course,
        lesson=lesson,
        url=url,
        module_number=now,
        modules=states,
        stopped_at=course.enrollment.position_at if course.enrollment else None,
    )
