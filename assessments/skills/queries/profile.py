"""My skills: for each skill that my roles ask, what my answers show, how sure that is, what comes next."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from assessments.bank.models import Question
from assessments.measurement import answers as ans
from assessments.measurement.words import DECIDED, FEWEST_ANSWERS, LEAST_WEIGHT, REACHED, Word, word
from assessments.skills.models import Attainment, Evidence
from assessments.skills.queries.needs import Need, needs_of, profiles_in
from assessments.skills.queries.steps import Step, next_steps
from assessments.skills.queries.why import Reason, reasons_for
from lms.accounts.models import Identity, User
from lms.frameworks.models import Level, RoleLevel, Skill, SkillLevel
from lms.outbox.models import OutboxRow

SUBSCRIBER = "skills.refresh"  # in the outbox; written into rows, so never renamed
QUESTIONS_TO_TEST = ans.CEILING_ANSWERS  # a level with fewer questions in the bank can be shown by nobody


@dataclass(slots=True)
class Scale:
    """The levels that a skill defines, lowest first, and the number of published questions at each rank."""

    levels: list[Level] = field(default_factory=list)
    questions: dict[int, int] = field(default_factory=dict)

    def questions_at(self, rank: int) -> int:
        """Those at this level or above, any of which tests it."""
        return sum(count for level, count in self.questions.items() if level >= rank)


@dataclass(slots=True)
class Row:
    """One skill. `need` is None for one that no role asks; `attainment` None where nothing was answered."""

    skill: Skill
    need: Need | None
    attainment: Attainment | None
    scale: Scale
    word: Word | None
    step: Step | None = None
    reasons: list[Reason] = field(default_factory=list)

    @property
    def is_decided(self) -> bool:
        return self.word in DECIDED

    @property
    def has_too_few(self) -> bool:
        return self.attainment is not None and self.attainment.answers < FEWEST_ANSWERS

    @property
    def has_faded(self) -> bool:
        return self.attainment is not None and self.attainment.weight < LEAST_WEIGHT

    @property
    def can_be_tested(self) -> bool:
        """Whether the bank has enough questions at the level required: a public fact."""
        rank = self.need.rank if self.need else 0
        return bool(rank) and self.scale.questions_at(rank) >= QUESTIONS_TO_TEST

    @property
    def sureness(self) -> float:
        """0 where it could be either, .5 where it is certain."""
        if self.attainment is None or self.need is None or not self.need.rank:
            return 0.0
        return abs(self.attainment.chance(self.need.rank) - 0.5)


@dataclass(frozen=True, slots=True)
class Profile:
    """`rows` are the skills asked, `others` those shown besides. `is_waiting`: answers not yet counted."""

    role_levels: list[RoleLevel]
    rows: list[Row]
    others: list[Row]
    as_of: dt.date | None
    is_waiting: bool

    def counts(self) -> dict[Word, int]:
        """How many rows have each word; they add up to the rows."""
        return {each: sum(row.word == each for row in self.rows) for each in Word}


def profile(user: Any, on: dt.date) -> Profile:
    """Everything that one person is told about their skills. At most eight queries, however many skills."""
    needs = needs_of(user, on)
    attainments = attainments_of(user)
    scales = scales_of({need.skill.pk for need in needs} | set(attainments))
    rows = [row_of(need.skill, need, attainments.get(need.skill.pk), scales) for need in needs]
    asked = {need.skill.pk for need in needs}
    others = [row_of(each.skill, None, each, scales) for pk, each in attainments.items() if pk not in asked]
    answered = {int(key) for each in attainments.values() for key in ans.unpack(each.packed)["question"]}
    open_rows = [row for row in rows if row.word not in REACHED and row.need and row.need.rank]
    steps = next_steps(
        user, needed={row.skill.pk: row.need.rank for row in open_rows if row.need}, answered=answered
    )
    for row in open_rows:
        row.step = next(iter(steps.get(row.skill.pk, [])), None)
    reasons = reasons_for([row.attainment for row in [*rows, *others] if row.attainment], scales)
    for row in [*rows, *others]:
        row.reasons = reasons.get(row.skill.pk, [])
    dates = {each.as_of for each in attainments.values()}
    return Profile(
        role_levels=profiles_in(needs),
        rows=rows,
        others=others,
        as_of=max(dates, default=None),
        is_waiting=is_waiting(user),
    )


def row_of(skill: Skill, need: Need | None, attainment: Attainment | None, scales: dict[int, Scale]) -> Row:
    return Row(
        skill=skill,
        need=need,
        attainment=attainment,
        scale=scales.get(skill.pk, Scale()),
        word=word_for(attainment, need.level) if need else None,
    )


def word_for(attainment: Attainment | None, level: Level | None) -> Word:
    """One of the six words for a person and a level. Without answers, or without levels: not tested."""
    if attainment is None or level is None or str(level.rank) not in attainment.chances:
        return Word.NOT_TESTED
    return word(
        chance=attainment.chance(level.rank),
        answers=attainment.answers,
        weight=attainment.weight,
        is_tested=attainment.ceiling is not None and attainment.ceiling.rank >= level.rank,
    )


def attainments_of(user: User) -> dict[int, Attainment]:
    """Skill id → attainment with its answers in `packed`. One query."""
    packed = Evidence.objects.filter(user=OuterRef("user"), skill=OuterRef("skill")).values("packed")
    rows = (
        Attainment.objects.visible_to(user)
        .annotate(packed=Subquery(packed))  # type: ignore[no-redef]  # named on the model for readers
        .select_related("skill__framework", "level", "ceiling")
        .order_by("skill__framework__order", "skill__order", "pk")
    )
    return {row.skill_id: row for row in rows}


def scales_of(skills: set[int]) -> dict[int, Scale]:
    """Skill id → the levels that it defines, with the published questions at each. One query."""
    questions = (
        Question.objects.askable()
        .filter(live_version__skill=OuterRef("skill"), live_version__level=OuterRef("level"))
        .order_by()
        .values("live_version__level")
        .annotate(number=Count("uuid", distinct=True))
        .values("number")
    )
    found: dict[int, Scale] = {}
    rows = (
        SkillLevel.objects.filter(skill__in=skills)
        .select_related("level")
        .annotate(questions=Subquery(questions))
    )
    for row in rows.order_by("level__rank", "pk"):
        scale = found.setdefault(row.skill_id, Scale())
        scale.levels.append(row.level)
        scale.questions[row.level.rank] = row.questions or 0
    return found


def is_waiting(user: User) -> bool:
    """Whether answers of this person still wait to be counted. One query."""
    waiting = OutboxRow.objects.filter(Q(subscriber=SUBSCRIBER) & Q(key=OuterRef("account_name")))
    return Identity.objects.filter(Exists(waiting), user=user).exists()
