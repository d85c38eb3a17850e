"""What the course page says after passing: what changed, truthfully, and what to do next."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.measurement.words import FEWEST_ANSWERS, LEAST_WEIGHT, Word
from assessments.skills.models import Attainment
from assessments.skills.queries import AfterCourse, Change
from assessments.skills.views.sentences import level_in_words, likely_range
from lms.frameworks.models import Level


def level(attainment: Attainment | None, levels: Sequence[Level]) -> str:
    """A level, or why there is none yet."""
    if attainment is None:
        return _("no answers")
    words = level_in_words(attainment, names_of(levels))
    if words:
        return words
    missing = FEWEST_ANSWERS - attainment.answers
    if missing > 0:
        return ngettext(
            "not enough evidence yet: {n} more answer", "not enough evidence yet: {n} more answers", missing
        ).format(n=missing)
    return _("not enough evidence: the answers have faded")


def names_of(levels: Sequence[Level]) -> dict[int, str]:
    return {each.rank: each.name for each in levels}


def is_known(attainment: Attainment | None) -> bool:
    return (
        attainment is not None
        and attainment.ceiling is not None
        and attainment.answers >= FEWEST_ANSWERS
        and attainment.weight >= LEAST_WEIGHT
    )


def range_of(attainment: Attainment | None, levels: Sequence[Level]) -> str:
    """The likely range of a level that is known; "" without one."""
    if attainment is None or not is_known(attainment):
        return ""
    cuts = {each.rank: each.cut for each in levels if each.cut is not None}
    return likely_range(attainment, names_of(levels), cuts)


def note(change: Change) -> str:
    """What the course did to this level, also when it did nothing."""
    if not change.here:
        return _(
            "Nothing changed: no answer of this course counts for it, because you had met its questions."
        )
    answers = ngettext("{n} answer here counts.", "{n} answers here count.", change.here).format(
        n=change.here
    )
    if not is_known(change.now):
        return answers
    before, now = range_of(change.before, change.levels), range_of(change.now, change.levels)
    same_level = is_known(change.before) and level(change.before, change.levels) == level(
        change.now, change.levels
    )
    if same_level and before == now:
        return _("{answers} The level is the same, and so is its likely range.").format(answers=answers)
    if same_level:
        return _("{answers} The level is the same; its likely range was {range}.").format(
            answers=answers, range=before
        )
    return answers


def asked(change: Change) -> str:
    """What this person's role asks of the skill, and whether it is shown."""
    if change.need is None or change.need.level is None:
        return _("Your role does not ask for it.")
    needed = change.need.level.name.lower()
    if change.word is None or change.word == Word.NOT_TESTED:
        return _("Your role needs {level}: not tested at this level yet.").format(level=needed)
    return _("Your role needs {level}: {word}.").format(level=needed, word=_(str(change.word)))


def why_step(found: AfterCourse) -> str:
    """Which gap the next step is for."""
    if found.step_for is None or found.step_for.level is None:
        return ""
    return _("Towards {skill}, where your role needs {level}.").format(
        skill=found.step_for.skill.name, level=found.step_for.level.name.lower()
    )


def no_step(found: AfterCourse) -> str:
    """Why there is nothing to do next."""
    if found.step is not None:
        return ""
    if not found.asked:
        return _("We do not know a role of yours that asks for skills, so we cannot say what comes next.")
    if not found.gaps:
        return _("Nothing: you meet or probably meet all that your role asks.")
    return ngettext(
        "Nothing here yet: your role still asks for {n} skill, and no course or question brings you nearer.",
        "Nothing here yet: your role still asks for {n} skills, and no course or question brings you nearer.",
        found.gaps,
    ).format(n=found.gaps)
