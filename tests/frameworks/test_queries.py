"""What roles ask together."""

import pytest

from lms.frameworks.models import SkillRequirement
from lms.frameworks.queries import required_levels, ungraded_skills
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db


def test_the_higher_need_wins_where_two_role_levels_ask_for_a_skill(django_assert_num_queries):
    framework = make.framework()
    quality, sharing = make.skill(framework), make.skill(framework, "data-sharing")
    first = make.role_level(
        framework, role="policy", requires={quality: "practitioner", sharing: "awareness"}
    )
    second = make.role_level(framework, role="analysis", requires={quality: "working"})
    with django_assert_num_queries(1):
        needed = required_levels([first.pk, second.pk])
    assert {skill: level.slug for skill, level in needed.items()} == {
        quality.pk: "practitioner",
        sharing.pk: "awareness",
    }


def test_nobody_is_asked_for_a_level_of_a_skill_without_levels():
    framework = make.framework()
    leading = make.skill(framework, "leading", levels=[])
    role_level = make.role_level(framework)
    SkillRequirement.objects.create(role_level=role_level, skill=leading, level=None)
    assert required_levels([role_level.pk]) == {}
    assert ungraded_skills([role_level.pk]) == {leading.pk}


def test_a_retired_skill_is_asked_of_nobody():
    framework = make.framework()
    skill = make.skill(framework)
    role_level = make.role_level(framework, requires={skill: "working"})
    skill.is_active = False
    skill.save()
    assert required_levels([role_level.pk]) == {}


def test_no_role_asks_for_nothing():
    assert required_levels([]) == {}
