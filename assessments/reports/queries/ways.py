"""Ways to close a gap: the courses that lead to a skill, least minutes first."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from courses.models import PublishedCourse
from courses.models.rendering import in_order
from courses.queries.outlines import in_one_language, time_of


@dataclass(frozen=True, slots=True)
class Way:
    """A course that teaches a skill up to a level. Minutes are computed from its words and questions."""

    title: str
    slug: str
    minutes: int
    rank: int
    level: str
    is_lead: bool


def ways_to(*, user: Any, skill_ids: list[int] | None = None) -> dict[int, list[Way]]:
    """Skill id to the published courses that lead to it, least minutes first. One query."""
    rows = PublishedCourse.objects.visible_to(user).filter(course__course_skills__isnull=False)
    if skill_ids is not None:
        rows = rows.filter(course__course_skills__skill__in=skill_ids)
    annotated = rows.annotate(
        skill_id=F("course__course_skills__skill"),
        level_rank=F("course__course_skills__level__rank"),
        level_name=F("course__course_skills__level__name"),
        leads=F("course__course_skills__is_lead"),
    )
    by_skill: dict[int, list[PublishedCourse]] = defaultdict(list)
    for row in annotated:
        by_skill[row.skill_id].append(row)  # type: ignore[attr-defined]
    return {
        skill_id: sorted(
            (
                Way(
                    title=row.title,
                    slug=row.slug,
                    minutes=time_of(in_order(row.outline)),
                    rank=row.level_rank,  # type: ignore[attr-defined]
                    level=row.level_name,  # type: ignore[attr-defined]
                    is_lead=row.leads,  # type: ignore[attr-defined]
                )
                for row in in_one_language(published)
            ),
            key=lambda way: (way.minutes, way.title),
        )
        for skill_id, published in by_skill.items()
    }
