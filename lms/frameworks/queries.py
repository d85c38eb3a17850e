"""What roles ask, read for other packages."""

from collections.abc import Collection

from django.utils.text import slugify

from lms.frameworks.models import Level, Role, RoleLevel, SkillRequirement


def required_levels(role_level_ids: Collection[int]) -> dict[int, Level]:
    """Skill id → the level asked by these role levels together; where two ask for it, the higher need wins.

    Skills without levels (Senior Civil Service) and retired ones are left out: nothing can be shown for them.
    """
    needed: dict[int, Level] = {}
    requirements = (
        SkillRequirement.objects.filter(
            role_level__in=role_level_ids, level__isnull=False, skill__is_active=True
        )
        .select_related("level")
        .order_by("pk")
    )
    for requirement in requirements:
        known, level = needed.get(requirement.skill_id), requirement.level
        if level is not None and (known is None or level.rank > known.rank):
            needed[requirement.skill_id] = level
    return needed


def ungraded_skills(role_level_ids: Collection[int]) -> set[int]:
    """Ids of the skills that these role levels ask without a level: required, never measured."""
    return set(
        SkillRequirement.objects.filter(
            role_level__in=role_level_ids, level__isnull=True, skill__is_active=True
        ).values_list("skill_id", flat=True)
    )


def essentials_role_level(profession: str, grade: str) -> RoleLevel | None:
    """The essentials role level of a profession (its name or slug) and a grade band.

    None where the map has none, for the professions Other and Unknown and the grade unknown: then the
    person is asked for a group, and no level is required of them until they choose.
    """
    wanted = slugify(profession)
    for role in Role.objects.filter(framework__slug="essentials", is_active=True).order_by("order", "pk"):
        if wanted in {slugify(name) for name in role.professions}:
            return role.role_levels.filter(grade_band=grade, is_active=True).order_by("order", "pk").first()
    return None
