"""An import is idempotent, whole or nothing, and respects what was edited here."""

import copy
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from lms.frameworks.importing import import_frameworks
from lms.frameworks.models import Framework, Level, RoleLevel, Skill, SkillLevel, SkillRequirement
from lms.frameworks.reading import BrokenFile
from tests.factories import frameworks as make
from tests.factories.frameworks import AT

pytestmark = pytest.mark.django_db

SMALL = {
    "framework": {
        "slug": "small",
        "name": "Small",
        "version": "1",
        "status": "illustrative",
        "notice": "Ours.",
    },
    "levels": [
        {"slug": "low", "rank": 1, "name": "Low", "cut": 0},
        {"slug": "high", "rank": 2, "name": "High", "cut": 1},
    ],
    "skills": [
        {"slug": "reading", "name": "Reading", "levels": {"low": "Reads.", "high": "Reads well."}},
        {"slug": "leading", "name": "Leading", "levels": []},
        {"slug": "counting", "name": "Counting", "levels": ["low"]},
    ],
    "roles": [
        {
            "slug": "clerk",
            "name": "Clerk",
            "levels": [
                {
                    "slug": "clerk--eo",
                    "name": "Clerk, EO",
                    "grade_band": "eo",
                    "requires": {"reading": "high", "leading": None, "counting": "low"},
                }
            ],
        }
    ],
}


@pytest.fixture
def small():
    return copy.deepcopy(SMALL)


@pytest.fixture
def run(tmp_path):
    """Writes a file and imports it."""

    def import_it(content, *, overwrite=False):
        path = tmp_path / "small-1.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
        return import_frameworks(files=[path], at=AT, overwrite=overwrite)[0]

    return import_it


def test_a_second_run_changes_nothing(run, small):
    assert run(small).created == 2 + 3 + 3 + 1 + 1 + 3 + 1
    before = list(SkillRequirement.objects.order_by("pk").values())
    again = run(small)
    assert again.is_unchanged
    assert again.kept == []
    assert list(SkillRequirement.objects.order_by("pk").values()) == before


def test_the_command_says_that_nothing_changed():
    call_command("import_frameworks", stdout=StringIO())
    out = StringIO()
    call_command("import_frameworks", stdout=out)
    assert out.getvalue().splitlines() == [
        "commercial: nothing changed",
        "digital-and-data: nothing changed",
        "essentials: nothing changed",
    ]


def test_a_newer_file_changes_what_nobody_edited(run, small):
    run(small)
    small["skills"][0]["name"] = "Reading closely"
    small["framework"]["version"] = "2"
    small["roles"][0]["levels"][0]["requires"]["reading"] = "low"
    outcome = run(small)
    assert outcome.updated == 3
    assert Skill.objects.get(slug="reading").name == "Reading closely"
    assert SkillRequirement.objects.get(skill__slug="reading").level.slug == "low"
    assert Framework.objects.get().version == "2"


def test_an_edit_made_here_stays_and_is_reported(run, small):
    run(small)
    Skill.objects.filter(slug="reading").update(name="Our reading", summary="Our words")
    small["skills"][0]["name"] = "Reading closely"
    outcome = run(small)
    assert outcome.kept == ["skill:reading name", "skill:reading summary"]
    assert Skill.objects.get(slug="reading").name == "Our reading"
    # And it stays at every later run, without a newer file too.
    assert run(small).is_unchanged
    assert Skill.objects.get(slug="reading").name == "Our reading"


def test_overwrite_takes_the_file(run, small):
    run(small)
    Skill.objects.filter(slug="reading").update(name="Our reading")
    assert run(small, overwrite=True).updated == 1
    assert Skill.objects.get(slug="reading").name == "Reading"


def test_a_requirement_deleted_here_stays_deleted_and_one_added_here_stays(run, small):
    run(small)
    SkillRequirement.objects.filter(skill__slug="counting").delete()
    added = make.skill(Framework.objects.get(), "ours")
    SkillRequirement.objects.create(
        role_level=RoleLevel.objects.get(), skill=added, level=Level.objects.get(slug="low")
    )
    small["skills"][0]["name"] = "Reading closely"
    outcome = run(small)
    assert outcome.kept == ["requirement:clerk/clerk--eo/counting was deleted here"]
    assert {r.skill.slug for r in SkillRequirement.objects.all()} == {"reading", "leading", "ours"}


def test_what_a_newer_file_drops_is_retired_or_removed(run, small):
    run(small)
    del small["skills"][2]
    del small["roles"][0]["levels"][0]["requires"]["counting"]
    outcome = run(small)
    assert outcome.removed == 2  # the requirement, and the level that the skill defined
    counting = Skill.objects.get(slug="counting")
    assert not counting.is_active
    assert run(small).is_unchanged


def test_a_level_that_is_needed_here_cannot_be_dropped_by_a_file(run, small):
    run(small)
    role_level = make.role_level(Framework.objects.get(), role="ours")
    SkillRequirement.objects.create(
        role_level=role_level, skill=Skill.objects.get(slug="counting"), level=Level.objects.get(slug="low")
    )
    small["skills"][2]["levels"] = ["high"]
    small["roles"][0]["levels"][0]["requires"]["counting"] = "high"
    with pytest.raises(BrokenFile, match="ours, eo needs here"):
        run(small)
    assert SkillLevel.objects.get(skill__slug="counting").level.slug == "low"


def test_ranks_may_be_swapped(run, small):
    run(small)
    small["levels"][0]["rank"], small["levels"][1]["rank"] = 2, 1
    run(small)
    assert list(Level.objects.order_by("rank").values_list("slug", flat=True)) == ["high", "low"]


def test_an_older_file_is_refused(run, small):
    small["framework"]["version"] = "1.10"
    run(small)
    small["framework"]["version"] = "1.9"
    with pytest.raises(BrokenFile, match=r"version 1\.10 or later"):
        run(small)


def test_one_broken_file_stops_all(tmp_path, small):
    good, bad = tmp_path / "a.json", tmp_path / "b.json"
    good.write_text(json.dumps(small))
    bad.write_text("{")
    with pytest.raises(CommandError, match=r"b\.json, line 1: .*\nNothing was imported\."):
        call_command("import_frameworks", str(good), str(bad))
    assert not Framework.objects.exists()


def test_one_framework_twice_in_one_run_is_refused(tmp_path, small):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps(small))
    with pytest.raises(BrokenFile, match=r"b\.json"):
        import_frameworks(files=[tmp_path / "a.json", tmp_path / "b.json"], at=AT)


@pytest.mark.parametrize("level", ["practitioner", None])
def test_the_database_refuses_a_requirement_at_a_level_that_the_skill_does_not_define(level):
    framework = make.framework()
    skill = make.skill(framework, levels=["awareness", "working"])
    role_level = make.role_level(framework)
    wanted = make.level(framework, level) if level else None
    with pytest.raises(IntegrityError), transaction.atomic():
        SkillRequirement.objects.create(role_level=role_level, skill=skill, level=wanted)
    requirement = SkillRequirement.objects.create(
        role_level=role_level, skill=skill, level=make.level(framework, "working")
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        SkillRequirement.objects.filter(pk=requirement.pk).update(level=wanted)
