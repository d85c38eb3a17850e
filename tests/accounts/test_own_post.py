"""A person without a post sets their own; one that the department set is only shown."""

from datetime import timedelta

import pytest
import time_machine

from lms.accounts.models import Post
from lms.accounts.queries import current_post, role_levels_of
from lms.frameworks.models import RoleLevel
from lms.outbox.models import OutboxRow
from tests.factories import accounts as people
from tests.factories import frameworks as make
from tests.factories.accounts import AT, TODAY

pytestmark = pytest.mark.django_db
URL = "/account/post/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def org():
    """Essentials for policy and for operational delivery, and one digital role."""
    essentials, digital = make.framework(), make.framework("digital-and-data", order=2)
    make.role_level(essentials, role="policy", professions=["Policy"])
    make.role_level(essentials, role="operational-delivery", professions=["Operational Delivery"])
    make.role_level(digital, role="data-analyst", grade_band="")
    return people.organization()


@pytest.fixture
def amara(client):
    client.force_login(people.amara())
    return people.amara()


def role_level(role: str):
    return RoleLevel.objects.get(role__slug=role)


def form(org, **changes):
    return {
        "grade": "eo",
        "profession": "policy",
        "group": "",
        "department": str(org.water.uuid),
        "specialist": "",
        "starts_on": "24 11 2026",
        **changes,
    }


def test_one_must_be_signed_in(client):
    assert client.get(URL).headers["Location"] == f"/account/login/?next={URL}"


def test_the_page_offers_the_whole_tree_and_starts_today(client, org, amara):
    page = client.get(URL).text
    assert "Department for Rivers and Harbours › Policy and analysis › Water policy" in page
    assert 'value="24 11 2026"' in page
    assert "What this changes, and who sees it" in page
    assert "next monthly snapshot" in page
    assert '<optgroup label="Data-analyst">' in page


def test_profession_and_grade_decide_the_essentials(client, org, amara):
    response = client.post(URL, form(org))
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    post = current_post(amara, TODAY)
    assert (post.source, post.department, post.grade, post.profession, post.manager) == (
        Post.Source.SELF,
        org.water,
        "eo",
        "policy",
        None,
    )
    assert role_levels_of(amara, TODAY) == [role_level("policy")]
    assert OutboxRow.objects.filter(topic="post.changed", key=str(amara.uuid)).count() <= 1


def test_a_specialist_holds_both(client, org, amara):
    client.post(URL, form(org, specialist=str(role_level("data-analyst").uuid)))
    assert role_levels_of(amara, TODAY) == [role_level("policy"), role_level("data-analyst")]


@pytest.mark.parametrize("profession", ["other", "unknown"])
def test_who_has_no_mapped_profession_is_asked_for_a_group(client, org, amara, profession):
    page = client.post(URL, form(org, profession=profession)).text
    assert "Choose the group whose work is nearest to yours" in page
    assert 'href="#id_group"' in page
    assert not Post.objects.exists()
    group = str(role_level("operational-delivery").role.uuid)
    assert client.post(URL, form(org, profession=profession, group=group)).status_code == 303
    assert role_levels_of(amara, TODAY) == [role_level("operational-delivery")]
    assert current_post(amara, TODAY).profession == profession


def test_another_group_than_the_profession_says_may_be_chosen(client, org, amara):
    client.post(URL, form(org, group=str(role_level("operational-delivery").role.uuid)))
    assert role_levels_of(amara, TODAY) == [role_level("operational-delivery")]
    page = client.get(URL).text
    assert f'value="{role_level("operational-delivery").role.uuid}" selected' in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("grade", "", "Choose your grade"),
        ("grade", "unknown", "Choose one from the list"),
        ("profession", "", "Choose a profession"),
        ("department", "", "Choose your department or team"),
        ("department", "00000000-0000-4000-8000-000000000000", "Choose one from the list"),
        ("department", "1", "Choose one from the list"),
        ("specialist", "nonsense", "Choose one from the list"),
        ("starts_on", "", "Enter the day from which you hold this post"),
        ("starts_on", "30 2 2026", "Enter a real date"),
        ("starts_on", "24/11/1926", "The date is too long ago"),
        ("starts_on", "1 January 2028", "The date must be within a year"),
        ("grade", "\x00", "Choose one from the list"),
    ],
)
def test_each_mistake_is_said_beside_its_field_and_on_top(client, org, amara, field, value, words):
    response = client.post(URL, form(org, **{field: value}))
    assert response.status_code == 200
    assert response.text.count(words) >= 2
    assert f'href="#id_{field}"' in response.text
    assert "<title>Error: Your post" in response.text
    assert not Post.objects.exists()


def test_a_closed_department_is_not_offered(client, org, amara):
    org.water.closed_on = TODAY
    org.water.save()
    assert "Water policy" not in client.get(URL).text
    assert client.post(URL, form(org)).status_code == 200


def test_the_form_sent_twice_changes_nothing_twice(client, org, amara):
    client.post(URL, form(org))
    rows = OutboxRow.objects.count()
    client.post(URL, form(org))
    assert Post.objects.count() == 1
    assert OutboxRow.objects.count() == rows


def test_nobody_makes_themselves_more_than_the_form_offers(client, org, amara):
    extra = {
        "source": "import",
        "manager": people.tom().pk,
        "user": people.tom().pk,
        "is_superuser": "on",
        "ends_on": "2030-01-01",
    }
    client.post(URL, form(org, **extra))
    post = Post.objects.get()
    assert (post.user, post.source, post.manager, post.ends_on) == (amara, Post.Source.SELF, None, None)
    amara.refresh_from_db()
    assert not amara.is_superuser


def test_what_the_department_set_is_shown_and_stays(client, org, amara):
    people.post(amara, org.floods, manager=people.tom(), role_levels=[role_level("operational-delivery")])
    page = client.get(URL).text
    assert "Your department keeps this record" in page
    assert "Tom Hughes" in page
    assert '<form method="post" action="/account/post/"' not in page
    client.post(URL, form(org))
    assert current_post(amara, TODAY).department == org.floods


def test_a_post_that_begins_later_is_the_one_to_change(client, org, amara):
    client.post(URL, form(org, starts_on=str(TODAY + timedelta(days=7))))
    assert current_post(amara, TODAY) is None
    assert 'value="01 12 2026"' in client.get(URL).text
    client.post(URL, form(org))
    assert Post.objects.get().starts_on == TODAY


@pytest.mark.parametrize(("target", "where"), [("/skills/", "/skills/"), ("//evil.example", "/")])
def test_one_goes_on_where_one_came_from(client, org, amara, target, where):
    assert client.post(URL, form(org, next=target)).headers["Location"] == where


def test_the_page_takes_few_queries_however_large_the_tree(client, org, amara, django_assert_max_num_queries):
    for number in range(30):
        people.department(f"Team {number}", kind="team", parent=org.rivers, short_name="T")
    with django_assert_max_num_queries(12):
        client.get(URL)
