"""What a course changed in a person's skills, and the shortest thing to do next."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np

from assessments.measurement import answers as ans
from assessments.measurement import estimate as est
from assessments.measurement.words import REACHED, Word, level_shown
from assessments.skills.models import Attainment
from assessments.skills.queries.needs import Need, needs_of
from assessments.skills.queries.profile import attainments_of, is_waiting, word_for
from assessments.skills.queries.steps import Kind, Step, next_steps
from assessments.skills.queries.why import one_persons
from lms.frameworks.models import Level, Skill, SkillLevel
from lms.lrs import vocabulary


@dataclass(frozen=True, slots=True)
class Change:
    """One skill. `before` leaves out the answers given in the course, `now` counts them; None where nothing
    is left to count. `here` is how many answers of the course count. `need`: what this person's roles ask."""

    skill: Skill
    before: Attainment | None
    now: Attainment | None
    here: int
    need: Need | None
    word: Word | None
    levels: list[Level]


@dataclass(frozen=True, slots=True)
class AfterCourse:
    """`step` is the shortest thing that brings this person nearer to what their roles ask, with the need it
    serves; None where there is nothing. `gaps`: skills that are asked and not yet shown; `asked`: all that
    are asked at a level."""

    changes: list[Change]
    step: Step | None
    step_for: Need | None
    gaps: int
    asked: int
    as_of: dt.date | None
    is_waiting: bool


def after_course(
    user: Any, *, questions: Collection[str], skills: Collection[tuple[int, bool]], on: dt.date
) -> AfterCourse:
    """`questions` are the keys of the course's checks, `skills` (id, is lead) what it teaches.

    A skill counts as the course's when it is what the course is for, or when an answer given there counts for
    it. Seven queries, however many skills, courses and answers.
    """
    attainments = attainments_of(user)
    needs = {need.skill.pk: need for need in needs_of(user, on)}
    asked_here = {ans.question_hash(vocabulary.iri("question", UUID(key))) for key in questions}
    leading = {skill for skill, is_lead in skills if is_lead}
    parts = {skill: ans.unpack(row.packed) for skill, row in attainments.items() if row.packed is not None}
    touched = {skill for skill, part in parts.items() if asked_here & {int(key) for key in part["question"]}}
    levels = levels_of(leading | touched)
    changes = [
        change_in(found.skill, attainments.get(skill), parts.get(skill), asked_here, found, needs.get(skill))
        for skill, found in sorted(
            levels.items(), key=lambda pair: (pair[0] not in leading, pair[1].skill.name)
        )
    ]
    step, need, gaps = shortest(user, needs, attainments, parts, first={each.skill.pk for each in changes})
    return AfterCourse(
        changes=changes,
        step=step,
        step_for=need,
        gaps=gaps,
        asked=sum(each.level is not None for each in needs.values()),
        as_of=max((row.as_of for row in attainments.values()), default=None),
        is_waiting=is_waiting(user),
    )


@dataclass(slots=True)
class Measured:
    """A skill and the levels that can be measured, lowest first."""

    skill: Skill
    levels: list[Level] = field(default_factory=list)


def levels_of(skills: Collection[int]) -> dict[int, Measured]:
    """Skill id → its levels that have a cut. One query."""
    found: dict[int, Measured] = {}
    rows = SkillLevel.objects.filter(skill__in=list(skills), level__cut__isnull=False)
    for row in rows.select_related("skill__framework", "level").order_by("level__rank", "pk"):
        found.setdefault(row.skill_id, Measured(row.skill)).levels.append(row.level)
    return found


def change_in(
    skill: Skill,
    now: Attainment | None,
    part: ans.Packed | None,
    asked_here: Collection[int],
    measured: Measured,
    need: Need | None,
) -> Change:
    before, here = None, 0
    if now is not None and part is not None:
        counted = ans.measured(part, [level.rank for level in measured.levels])
        elsewhere = np.array([int(key) not in asked_here for key in counted["question"]], dtype=bool)
        here = int((~elsewhere).sum())
        before = estimated(counted[elsewhere][-ans.LATEST :], measured, now.as_of) if here else now
    return Change(
        skill=skill,
        before=before,
        now=now,
        here=here,
        need=need,
        word=word_for(now, need.level) if need else None,
        levels=measured.levels,
    )


def estimated(part: ans.Packed, measured: Measured, as_of: dt.date) -> Attainment | None:
    """What these answers alone would show: a row that is never saved."""
    if not len(part):
        return None
    cuts = {level.rank: level.cut for level in measured.levels if level.cut is not None}
    by_rank = {level.rank: level for level in measured.levels}
    answers = one_persons(part, cuts, as_of)
    found = est.estimate(answers, list(cuts.values()))
    chances = {rank: float(found.chances[0, number]) for number, rank in enumerate(cuts)}
    ceiling = ans.ceiling(part["rank"], list(cuts))
    shown = level_shown(chances, ceiling)
    return Attainment(
        skill=measured.skill,
        theta=float(found.theta[0]),
        psd=float(found.psd[0]),
        low=float(found.low[0]),
        high=float(found.high[0]),
        chances={str(rank): chance for rank, chance in chances.items()},
        level=by_rank[shown] if shown else None,
        ceiling=by_rank[ceiling] if ceiling else None,
        answers=len(part),
        weight=float(answers.weight.sum()),
        newest_on=dt.date.fromordinal(int(part["day"].max())),
        as_of=as_of,
        parameter_set=est.PARAMETER_SET,
    )


def shortest(
    user: Any,
    needs: dict[int, Need],
    attainments: dict[int, Attainment],
    parts: dict[int, ans.Packed],
    *,
    first: Collection[int],
) -> tuple[Step | None, Need | None, int]:
    """(the shortest step towards a level that is asked and not yet shown, its need, how many such there are).
    Of steps as short, one for a skill in `first` leads."""
    open_needs = {
        skill: need
        for skill, need in needs.items()
        if need.level is not None and word_for(attainments.get(skill), need.level) not in REACHED
    }
    answered = {int(key) for part in parts.values() for key in part["question"]}
    ranks = {skill: need.rank for skill, need in open_needs.items()}
    best = {
        skill: next((step for step in found if leads_on(step, attainments.get(skill))), None)
        for skill, found in next_steps(user, needed=ranks, answered=answered).items()
    }
    useful = [
        (step.minutes, skill not in first, step.title, skill, step) for skill, step in best.items() if step
    ]
    if not useful:
        return None, None, len(open_needs)
    *_, skill, step = min(useful, key=lambda each: each[:3])
    return step, open_needs[skill], len(open_needs)


def leads_on(step: Step, attainment: Attainment | None) -> bool:
    """A course that teaches no more than what somebody has shown brings them no nearer."""
    shown = attainment.level.rank if attainment is not None and attainment.level is not None else 0
    return step.kind == Kind.ANSWER or step.reaches > shown
