"""Frameworks for tests: a small one made by hand, and the shipped files."""

from datetime import UTC, datetime

from lms.frameworks.importing import DATA, import_frameworks
from lms.frameworks.models import Framework, Level, Role, RoleLevel, Skill, SkillLevel, SkillRequirement

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STANDARD_LEVELS = [("awareness", -1.0), ("working", 0.0), ("practitioner", 1.0), ("expert", 2.0)]


def framework(slug: str = "essentials", *, name: str = "Essentials", order: int = 1) -> Framework:
    """A framework with the four standard levels, and nothing else."""
    made = Framework.objects.create(slug=slug, name=name, version="1", status="illustrative", order=order)
    Level.objects.bulk_create(
        Level(framework=made, rank=rank, slug=level, name=level.capitalize(), cut=cut)
        for rank, (level, cut) in enumerate(STANDARD_LEVELS, 1)
    )
    return made


def level(of: Framework, slug: str) -> Level:
    return of.levels.get(slug=slug)


def skill(of: Framework, slug: str = "data-quality", *, levels: list[str] | None = None) -> Skill:
    """A skill that defines all levels of its framework, or those named."""
    made = Skill.objects.create(
        framework=of, slug=slug, name=slug.replace("-", " ").capitalize(), is_graded=levels != []
    )
    wanted = of.levels.all() if levels is None else of.levels.filter(slug__in=levels)
    SkillLevel.objects.bulk_create(SkillLevel(skill=made, level=one) for one in wanted)
    return made


def role_level(
    of: Framework,
    *,
    role: str = "policy",
    grade_band: str = "eo",
    professions: list[str] | None = None,
    requires: dict[Skill, str] | None = None,
) -> RoleLevel:
    """A role with one level, and what it asks: {skill: slug of a level}."""
    made_role, _ = Role.objects.get_or_create(
        framework=of,
        slug=role,
        defaults={"name": role.capitalize(), "professions": professions or []},
    )
    made = RoleLevel.objects.create(
        role=made_role, slug=f"{role}--{grade_band}", name=f"{role}, {grade_band}", grade_band=grade_band
    )
    for asked, at_level in (requires or {}).items():
        SkillRequirement.objects.create(role_level=made, skill=asked, level=level(of, at_level))
    return made


def shipped(slug: str = "essentials") -> Framework:
    """One of the product's own frameworks, imported."""
    import_frameworks(files=[DATA / f"{slug}-1.json"], at=AT)
    return Framework.objects.get(slug=slug)
