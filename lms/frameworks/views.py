"""The frameworks for everybody to read: what is asked of whom should be no secret. Public, and the same for
all."""

from itertools import groupby

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.frameworks.models import Framework, Level, Role, RoleLevel, Skill, SkillLevel, SkillRequirement


@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    listed = Framework.objects.in_order().annotate(
        skill_count=Count("skills", filter=Q(skills__is_active=True), distinct=True),
        role_count=Count("roles", filter=Q(roles__is_active=True), distinct=True),
    )
    return render(request, "frameworks/list.html", {"frameworks": listed})


@require_safe
def framework(request: HttpRequest, slug: str) -> HttpResponse:
    """One framework: its levels, its skills with the levels that each defines, its roles by family."""
    shown = get_object_or_404(Framework, slug=slug)
    levels = SkillLevel.objects.select_related("level").order_by("level__rank")
    skills = (
        Skill.objects.active()
        .filter(framework=shown)
        .prefetch_related(Prefetch("skill_levels", queryset=levels, to_attr="defined"))
        .order_by("order", "pk")
    )
    roles = Role.objects.filter(framework=shown, is_active=True).order_by("order", "pk")
    return render(
        request,
        "frameworks/framework.html",
        {
            "framework": shown,
            "levels": Level.objects.filter(framework=shown).order_by("rank"),
            "skills": skills,
            "families": [
                (family, list(group)) for family, group in groupby(roles, key=lambda role: role.family)
            ],
        },
    )


@require_safe
def role(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """One role: skills down, role levels across. An empty cell: not asked there."""
    shown = get_object_or_404(
        Role.objects.select_related("framework"), framework__slug=slug, slug=role, is_active=True
    )
    columns = list(RoleLevel.objects.filter(role=shown, is_active=True).order_by("order", "pk"))
    asked: dict[int, dict[int, str]] = {}
    skills: dict[int, Skill] = {}
    requirements = SkillRequirement.objects.filter(role_level__in=columns, skill__is_active=True)
    for requirement in requirements.select_related("skill", "level").order_by("skill__name", "pk"):
        skills[requirement.skill_id] = requirement.skill
        words = requirement.level.name if requirement.level else "Asked for"
        asked.setdefault(requirement.skill_id, {})[requirement.role_level_id] = words
    rows = [
        [skill.name, *(asked[skill.pk].get(column.pk, "–") for column in columns)]
        for skill in skills.values()
    ]
    return render(
        request,
        "frameworks/role.html",
        {"role": shown, "role_levels": columns, "head": ["Skill", *(c.name for c in columns)], "rows": rows},
    )
