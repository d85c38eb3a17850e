"""My skills, and what the course page says about the level beside the result."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.measurement.words import Word
from assessments.skills import queries
from assessments.skills.views import changes, sentences
from assessments.skills.views.scales import Picture, picture
from courses.activities import CourseRef


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with everything that the template prints of it."""

    row: queries.Row
    level: str
    word: str
    asked: str
    evidence: str
    doubt: str
    range: str
    label: str
    picture: Picture | None
    step: str
    step_minutes: str
    reach: str
    no_step: str


@require_safe
@login_required
def my_skills(request: HttpRequest) -> HttpResponse:
    """Every skill of one's own profile, least sure first."""
    profile = queries.profile(request.user, timezone.localdate())
    rows = sorted(profile.rows, key=lambda row: (row.sureness, row.skill.name))
    untested = [row for row in rows if row.word == Word.NOT_TESTED]
    frameworks = {row.skill.framework.pk: row.skill.framework for row in profile.rows}
    return render(
        request,
        "skills/my_skills.html",
        {
            "profile": profile,
            "frameworks": list(frameworks.values()),
            "summary": sentences.summary(profile) if profile.rows else "",
            "decided": [shown(row) for row in rows if row.is_decided],
            "undecided": [shown(row) for row in rows if row.word == Word.NOT_ENOUGH],
            "untested": [shown(row) for row in untested if is_within_reach(row)],
            "untestable": [shown(row) for row in untested if not is_within_reach(row)],
            "others": [shown(row) for row in profile.others],
        },
    )


def is_within_reach(row: queries.Row) -> bool:
    """Whether there is anything to say or do about a skill that is not tested at the level asked."""
    return row.attainment is not None or row.step is not None or row.can_be_tested


def shown(row: queries.Row) -> Shown:
    """A level is drawn only where there is enough to speak of one."""
    attainment = row.attainment
    is_drawn = (
        attainment is not None
        and attainment.ceiling is not None
        and not row.has_too_few
        and not row.has_faded
    )
    required = row.need.level if row.need else None
    drawn = picture(attainment, row.scale.levels, required, _("Not yet")) if is_drawn and attainment else None
    return Shown(
        row=row,
        level=sentences.level_shown(row) if drawn else "",
        word=_(str(row.word)) if row.word else "",
        asked=sentences.asked(row),
        evidence=sentences.evidence(row),
        doubt=sentences.doubt(row),
        range=sentences.range_of(row) if drawn else "",
        label=sentences.picture_label(row) if drawn else "",
        picture=drawn,
        step=sentences.step_words(row.step) if row.step else "",
        step_minutes=sentences.minutes(row.step.minutes) if row.step else "",
        reach=sentences.reach(row),
        no_step=sentences.no_step(row),
    )


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One skill after a course, in words."""

    skill: str
    before: str
    now: str
    range: str
    note: str
    asked: str


def change_panel(*, user: Any, course: CourseRef, request: HttpRequest) -> str:
    """After passing: what changed in one's skills, and the shortest thing to do next."""
    found = queries.after_course(
        user, questions=course.questions, skills=course.skills, on=timezone.localdate()
    )
    step = found.step
    return render_to_string(
        "skills/change_panel.html",
        {
            "found": found,
            "changes": [
                ChangeShown(
                    skill=change.skill.name,
                    before=changes.level(change.before, change.levels),
                    now=changes.level(change.now, change.levels),
                    range=changes.range_of(change.now, change.levels),
                    note=changes.note(change),
                    asked=changes.asked(change),
                )
                for change in found.changes
            ],
            "step": step,
            "step_words": sentences.step_words(step) if step else "",
            "step_minutes": sentences.minutes(step.minutes) if step else "",
            "why_step": changes.why_step(found),
            "no_step": changes.no_step(found),
        },
        request=request,
    )


def course_panel(*, user: Any, course: CourseRef, request: HttpRequest) -> str:
    """The level in the course's lead skill, as of now, and why it is not the result of the checks."""
    if course.enrollment is None:
        return ""
    if course.is_passed:
        return change_panel(user=user, course=course, request=request)
    found = queries.level_in_course(user=user, course_id=course.id)
    if found is None:
        return ""
    names = {rank: name for rank, (name, _cut) in found.levels.items()}
    cuts = {rank: cut for rank, (_name, cut) in found.levels.items()}
    return render_to_string(
        "skills/course_panel.html",
        {
            "skill": found.skill,
            "attainment": found.attainment,
            "level": sentences.level_in_words(found.attainment, names),
            "range": sentences.likely_range(found.attainment, names, cuts),
        },
        request=request,
    )
