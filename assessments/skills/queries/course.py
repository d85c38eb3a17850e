"""The level in what a course is for, beside the result of its checks."""

from dataclasses import dataclass
from typing import Any

from assessments.skills.models import Attainment
from courses.models import CourseSkill
from lms.frameworks.models import Skill, SkillLevel


@dataclass(frozen=True, slots=True)
class CourseLevel:
    """A course's lead skill, one person's attainment in it, and the cuts of its levels by rank and name."""

    skill: Skill
    attainment: Attainment
    levels: dict[int, tuple[str, float]]


def level_in_course(*, user: Any, course_id: int) -> CourseLevel | None:
    """None where the course has no lead skill or the person no counting answer on it. Two queries at most."""
    lead = CourseSkill.objects.filter(course=course_id, is_lead=True)
    attainment = (
        Attainment.objects.visible_to(user)
        .filter(skill__in=lead.values("skill"))
        .select_related("skill", "level", "ceiling")
        .order_by("pk")
        .first()
    )
    if attainment is None:
        return None
    rows = SkillLevel.objects.filter(skill=attainment.skill, level__cut__isnull=False).order_by("level__rank")
    named = rows.values_list("level__rank", "level__name", "level__cut")
    levels = {rank: (name, cut) for rank, name, cut in named if cut is not None}
    return CourseLevel(skill=attainment.skill, attainment=attainment, levels=levels)
