"""What a person's roles ask, skill by skill, each once at the higher need."""

import datetime as dt
from dataclasses import dataclass, field

from lms.accounts.models import Post, User
from lms.frameworks.models import Level, RoleLevel, Skill, SkillRequirement


@dataclass(slots=True)
class Need:
    """A skill at the level required, and the role levels that ask for that much. `level` is None for the few
    skills without levels: required, never measured."""

    skill: Skill
    level: Level | None
    asked_by: list[RoleLevel] = field(default_factory=list)

    @property
    def rank(self) -> int:
        return self.level.rank if self.level else 0


def needs_of(user: User, on: dt.date) -> list[Need]:
    """What the roles of this person's posts of a day ask together, in the frameworks' order. One query."""
    requirements = (
        SkillRequirement.objects.filter(
            role_level__post_roles__post__in=Post.objects.filter(user=user).on(on), skill__is_active=True
        )
        .select_related("skill__framework", "level", "role_level__role")
        .order_by("skill__framework__order", "skill__order", "pk")
        .distinct()
    )
    needs: dict[int, Need] = {}
    for requirement in requirements:
        need = needs.setdefault(requirement.skill_id, Need(requirement.skill, requirement.level))
        asked = requirement.level.rank if requirement.level else 0
        if asked > need.rank:
            need.level, need.asked_by = requirement.level, []
        if asked == need.rank:
            need.asked_by.append(requirement.role_level)
    return list(needs.values())


def profiles_in(needs: list[Need]) -> list[RoleLevel]:
    """The role levels that ask for anything, each once, in the order of the list."""
    return list({role.pk: role for need in needs for role in need.asked_by}.values())
