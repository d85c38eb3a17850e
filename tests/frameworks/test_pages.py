"""Anybody may read what is asked of whom."""

import pytest
from django.utils.html import escape

from lms.frameworks.models import Role, Skill
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db


def test_the_list_names_every_framework_with_its_notice(client):
    notice = make.shipped("essentials").notice
    make.shipped("commercial")
    page = client.get("/frameworks/").text
    assert "12 skills" in page
    assert "7 roles" in page
    assert escape(notice) in page
    assert "Government commercial capability areas" in page


def test_nothing_imported_is_said_in_words(client):
    assert "No framework has been imported yet." in client.get("/frameworks/").text


def test_a_framework_shows_levels_skills_roles_and_attribution(client, django_assert_max_num_queries):
    framework = make.shipped("essentials")
    with django_assert_max_num_queries(6):
        page = client.get("/frameworks/essentials/").text
    for text in ("Data quality", "Operational delivery", "What each level looks like", framework.attribution):
        assert escape(text) in page


def test_a_skill_without_levels_says_so(client):
    make.shipped("commercial")
    assert "nobody is assessed in it" in client.get("/frameworks/commercial/").text


def test_a_role_shows_what_each_of_its_levels_asks(client, django_assert_max_num_queries):
    make.shipped("essentials")
    with django_assert_max_num_queries(6):
        page = client.get("/frameworks/essentials/policy/").text
    for text in ("Policy, AA/AO", "Policy, SCS", "Practitioner", "International Trade", "starting set"):
        assert text in page


@pytest.mark.parametrize(
    "path", ["nothing/", "essentials/nothing/", "commercial/policy/", "essentials/retired/"]
)
def test_what_is_not_there_is_a_404(client, path):
    framework = make.framework()
    make.role_level(framework)
    Role.objects.create(framework=framework, slug="retired", name="Retired", is_active=False)
    assert client.get(f"/frameworks/{path}").status_code == 404


def test_a_retired_skill_is_not_shown_and_text_is_escaped(client):
    framework = make.framework()
    shown, hidden = make.skill(framework, "shown"), make.skill(framework, "hidden")
    Skill.objects.filter(pk=shown.pk).update(name="<script>alert(1)</script>")
    Skill.objects.filter(pk=hidden.pk).update(is_active=False)
    page = client.get("/frameworks/essentials/").text
    assert "<script>alert" not in page
    assert "Hidden" not in page


def test_the_pages_change_nothing(client):
    make.framework()
    assert client.post("/frameworks/").status_code == 405
