"""Administrators edit frameworks in the CMS; authors do not see them."""

import pytest
from django.urls import reverse

from lms.frameworks.models import Skill, SkillRequirement
from tests.factories import accounts as people
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db
VIEWSETS = ["framework", "skill", "role", "rolelevel"]


@pytest.fixture
def role_level():
    framework = make.framework()
    quality = make.skill(framework, levels=["awareness", "working"])
    return make.role_level(framework, requires={quality: "working"})


def rows_of(role_level):
    quality = Skill.objects.get(slug="data-quality")
    return {
        "framework": role_level.role.framework,
        "skill": quality,
        "role": role_level.role,
        "rolelevel": role_level,
    }


@pytest.mark.parametrize("name", VIEWSETS)
def test_an_administrator_opens_every_list_and_form(client, role_level, name):
    client.force_login(people.ada())
    assert client.get(reverse(f"{name}:index")).status_code == 200
    assert client.get(reverse(f"{name}:edit", args=[rows_of(role_level)[name].pk])).status_code == 200


@pytest.mark.parametrize("name", VIEWSETS)
def test_an_author_opens_none_and_sees_no_menu_item(client, role_level, name):
    client.force_login(people.gwen())
    home = client.get(reverse("wagtailadmin_home"))
    assert home.status_code == 200
    assert "Skills frameworks" not in home.text
    for url in (
        reverse(f"{name}:index"),
        reverse(f"{name}:edit", args=[rows_of(role_level)[name].pk]),
        reverse(f"{name}:delete", args=[rows_of(role_level)[name].pk]),
        reverse(f"{name}:history", args=[rows_of(role_level)[name].pk]),
        reverse(f"{name}:usage", args=[rows_of(role_level)[name].pk]),
    ):
        assert client.get(url).status_code == 302, url


@pytest.mark.parametrize("name", VIEWSETS)
def test_nobody_deletes_what_posts_and_courses_name(client, role_level, name):
    client.force_login(people.ada())
    row = rows_of(role_level)[name]
    response = client.post(reverse(f"{name}:delete", args=[row.pk]))
    assert response.status_code == 302
    assert type(row).objects.filter(pk=row.pk).exists()


def skill_form(skill, levels, **changes):
    rows = list(skill.skill_levels.select_related("level").order_by("level__rank"))
    data = {
        "framework": skill.framework_id,
        "name": skill.name,
        "slug": skill.slug,
        "summary": skill.summary,
        "is_graded": "on",
        "is_active": "on",
        "skill_levels-TOTAL_FORMS": len(rows),
        "skill_levels-INITIAL_FORMS": len(rows),
        "skill_levels-MIN_NUM_FORMS": 0,
        "skill_levels-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        data[f"skill_levels-{number}-id"] = row.pk
        data[f"skill_levels-{number}-level"] = row.level_id
        data[f"skill_levels-{number}-descriptor"] = "Ours."
        if row.level.slug not in levels:
            data[f"skill_levels-{number}-DELETE"] = "on"
    return data | changes


def test_an_administrator_changes_a_skill(client, role_level):
    skill = Skill.objects.get(slug="data-quality")
    client.force_login(people.ada())
    data = skill_form(skill, ["awareness", "working"], name="Quality of data")
    assert client.post(reverse("skill:edit", args=[skill.pk]), data).status_code == 302
    skill.refresh_from_db()
    assert skill.name == "Quality of data"
    assert {level.descriptor for level in skill.skill_levels.all()} == {"Ours."}


def test_a_level_that_a_role_asks_for_cannot_be_taken_from_a_skill(client, role_level):
    skill = Skill.objects.get(slug="data-quality")
    client.force_login(people.ada())
    response = client.post(reverse("skill:edit", args=[skill.pk]), skill_form(skill, ["awareness"]))
    assert response.status_code == 200
    assert "asks for Working" in response.text
    assert skill.skill_levels.count() == 2


@pytest.mark.parametrize(("level", "status"), [("awareness", 302), ("practitioner", 200)])
def test_a_requirement_takes_only_a_level_that_the_skill_defines(client, role_level, level, status):
    requirement = SkillRequirement.objects.get()
    client.force_login(people.ada())
    data = {
        "role": role_level.role_id,
        "name": role_level.name,
        "slug": role_level.slug,
        "grade_band": "eo",
        "note": "",
        "is_active": "on",
        "requirements-TOTAL_FORMS": 1,
        "requirements-INITIAL_FORMS": 1,
        "requirements-MIN_NUM_FORMS": 0,
        "requirements-MAX_NUM_FORMS": 1000,
        "requirements-0-id": requirement.pk,
        "requirements-0-skill": requirement.skill_id,
        "requirements-0-level": make.level(role_level.role.framework, level).pk,
    }
    response = client.post(reverse("rolelevel:edit", args=[role_level.pk]), data)
    assert response.status_code == status
    requirement.refresh_from_db()
    assert requirement.level.slug == (level if status == 302 else "working")
