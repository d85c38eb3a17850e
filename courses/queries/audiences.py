"""Who needs a course: the groups of professions whose roles ask for what it is for. Not what its page says
about its readers in words, but what the frameworks say, so that it can be counted."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.models import Course, CourseSkill
from courses.queries.filtering import EVERYONE
from lms.accounts.queries import role_levels_of
from lms.frameworks.models import Level, Role, SkillRequirement


@dataclass(frozen=True, slots=True)
class Audiences:
    """`of`: {course id: slugs of groups, or EVERYONE alone}. `groups`: (slug, name) of all, those of the
    person first; `own`: theirs."""

    of: dict[int, frozenset[str]]
    groups: list[tuple[str, str]]
    own: frozenset[str]


def audiences(courses: Collection[int], *, user: Any, on: date) -> Audiences:
    """Four queries, however many courses. A group needs a course when one of its role levels asks for a
    skill that the course is for, at the level that the course teaches or above."""
    roles = {
        pk: (slug, name)
        for pk, slug, name, professions in Role.objects.filter(is_active=True)
        .order_by("framework__order", "order", "pk")
        .values_list("pk", "slug", "name", "professions")
        if professions
    }
    asked: dict[int, dict[str, int]] = defaultdict(dict)
    requirements = SkillRequirement.objects.filter(
        role_level__role__in=roles, role_level__is_active=True, level__isnull=False
    ).values_list("skill", "role_level__role", "level__rank")
    for skill, role, rank in requirements:
        slug = roles[role][0]
        asked[skill][slug] = max(rank, asked[skill].get(slug, 0))
    found: dict[int, set[str]] = {course: set() for course in courses}
    taught = CourseSkill.objects.filter(course__in=courses, is_lead=True)
    for course, skill, rank in taught.values_list("course", "skill", "level__rank"):
        found[course] |= {slug for slug, highest in asked[skill].items() if highest >= rank}
    every = {slug for slug, _ in roles.values()}
    own = frozenset(level.role.slug for level in role_levels_of(user, on) if level.role_id in roles)
    return Audiences(
        of={
            course: frozenset([EVERYONE] if groups and groups == every else groups)
            for course, groups in found.items()
        },
        groups=sorted(roles.values(), key=lambda group: group[0] not in own),
        own=own,
    )


def levels_taught() -> list[tuple[str, str]]:
    """(slug, name) of each level at which a course is published, lowest first. One query."""
    taught = Level.objects.filter(pk__in=Course.objects.live().values("level"))
    return list(dict.fromkeys(taught.order_by("framework__order", "rank").values_list("slug", "name")))
