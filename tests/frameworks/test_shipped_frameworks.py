"""The frameworks that the product ships are whole, and say what they are."""

import json

import pytest

from lms.accounts.professions import PROFESSION_NAMES, Grade
from lms.frameworks.importing import DATA, import_frameworks, shipped_files
from lms.frameworks.models import Framework, Level, Role, RoleLevel, Skill, SkillLevel, SkillRequirement
from lms.frameworks.queries import essentials_role_level
from tests.factories.frameworks import AT, shipped

pytestmark = pytest.mark.django_db
OGL = "Contains public sector information licensed under the Open Government Licence v3.0."


def count(slug: str) -> dict[str, int]:
    return {
        "families": Role.objects.filter(framework__slug=slug).values("family").distinct().count(),
        "roles": Role.objects.filter(framework__slug=slug).count(),
        "role levels": RoleLevel.objects.filter(role__framework__slug=slug).count(),
        "skills": Skill.objects.filter(framework__slug=slug).count(),
        "skill levels": SkillLevel.objects.filter(skill__framework__slug=slug).count(),
        "requirements": SkillRequirement.objects.filter(skill__framework__slug=slug).count(),
    }


def test_digital_and_data_is_imported_whole():
    shipped("digital-and-data")
    counted = count("digital-and-data")
    assert counted.pop("skill levels") > 500
    assert counted == {"families": 8, "roles": 52, "role levels": 205, "skills": 188, "requirements": 1809}
    by_level = {
        slug: SkillRequirement.objects.filter(level__slug=slug).count()
        for slug in ("awareness", "working", "practitioner", "expert")
    }
    assert by_level == {"awareness": 351, "working": 510, "practitioner": 545, "expert": 375}
    assert SkillRequirement.objects.filter(level=None).count() == 28


def test_essentials_are_imported_whole_and_every_level_is_described():
    shipped("essentials")
    assert count("essentials") == {
        "families": 1,
        "roles": 7,
        "role levels": 35,
        "skills": 12,
        "skill levels": 48,
        "requirements": 262,
    }
    assert not SkillLevel.objects.filter(descriptor="").exists()


def test_commercial_areas_have_levels_of_their_own_and_ask_nothing_of_anyone():
    shipped("commercial")
    assert count("commercial") | {"families": 0} == {
        "families": 0,
        "roles": 0,
        "role levels": 0,
        "skills": 7,
        "skill levels": 0,
        "requirements": 0,
    }
    levels = Level.objects.filter(framework__slug="commercial")
    assert levels.count() == 8
    assert not levels.exclude(cut=None).exists()


def test_standard_levels_carry_the_cuts_of_the_estimate():
    shipped("essentials")
    shipped("digital-and-data")
    for slug in ("essentials", "digital-and-data"):
        cuts = Level.objects.filter(framework__slug=slug).order_by("rank").values_list("slug", "cut")
        assert list(cuts) == [("awareness", -1), ("working", 0), ("practitioner", 1), ("expert", 2)]


def test_a_skill_offers_only_the_levels_it_defines():
    shipped("digital-and-data")
    skills = list(Skill.objects.filter(is_graded=True).prefetch_related("skill_levels"))
    assert len(skills) == 166
    assert sum(1 for skill in skills if len(skill.skill_levels.all()) < 4) == 45
    for skill in Skill.objects.filter(is_graded=False):
        assert not skill.levels()


def test_the_essentials_say_that_they_are_a_starting_set_and_editable():
    notice = shipped("essentials").notice
    assert "starting set of this product" in notice
    assert "edit it" in notice
    assert "no official status" in notice


def test_every_framework_carries_its_attribution():
    import_frameworks(files=shipped_files(), at=AT)
    assert {framework.slug for framework in Framework.objects.all()} == {
        "essentials",
        "digital-and-data",
        "commercial",
    }
    for framework in Framework.objects.all():
        assert OGL in framework.attribution
        assert framework.notice


def test_the_files_name_no_place_they_were_made_from():
    for file in DATA.iterdir():
        text = file.read_text()
        assert "shared" not in text.lower() or file.suffix == ".json", file
        assert "../" not in text


def test_every_profession_and_grade_leads_to_a_role_level_but_other_and_unknown():
    shipped("essentials")
    grades = [grade for grade in Grade.values if grade != Grade.UNKNOWN]
    for profession in PROFESSION_NAMES:
        for grade in grades:
            found = essentials_role_level(profession, grade)
            if profession in {"Other", "Unknown"}:
                assert found is None
            else:
                assert found is not None, (profession, grade)
                assert found.grade_band == grade
                assert profession in found.role.professions
        assert essentials_role_level(profession, Grade.UNKNOWN) is None


def test_the_professions_of_the_file_are_those_that_a_post_may_have():
    roles = json.loads((DATA / "essentials-1.json").read_text())["roles"]
    named = [name for role in roles for name in role["professions"]]
    assert len(named) == len(set(named))
    assert set(named) == set(PROFESSION_NAMES) - {"Other", "Unknown"}


def test_uuids_are_the_same_in_every_database():
    shipped("essentials")
    # A course file may name this one; were it to change, every course would break at once.
    assert str(Skill.objects.get(slug="data-quality").uuid) == "07dfb44b-d491-534f-8dbf-da2f9e0b3421"
    first = dict(RoleLevel.objects.values_list("slug", "uuid"))
    SkillRequirement.objects.all().delete()
    Framework.objects.all().delete()
    shipped("essentials")
    assert dict(RoleLevel.objects.values_list("slug", "uuid")) == first
