"""Where somebody works: one post at a time, ended and begun by days, and what follows from it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.accounts import actions
from lms.accounts.models import Post, User
from lms.accounts.queries import current_post, posts_on, role_level_ids_of_posts, role_levels_of
from lms.outbox.models import OutboxRow
from tests.factories import accounts as people
from tests.factories import frameworks as make
from tests.factories.accounts import AT, SINCE, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return people.organization()


def test_a_new_post_ends_the_one_before_on_the_day_before(org):
    amara = people.amara()
    first = people.post(amara, org.floods)
    second = people.post(amara, org.harbours, starts_on=TODAY)
    first.refresh_from_db()
    assert first.ends_on == TODAY - timedelta(days=1)
    assert current_post(amara, TODAY - timedelta(days=1)) == first
    assert current_post(amara, TODAY) == second
    assert current_post(amara, SINCE - timedelta(days=1)) is None


def test_a_post_that_begins_later_leaves_todays_in_force_until_then(org):
    amara = people.amara()
    now = people.post(amara, org.floods)
    later = people.post(amara, org.harbours, starts_on=TODAY + timedelta(days=10))
    assert current_post(amara, TODAY + timedelta(days=9)) == now
    assert current_post(amara, TODAY + timedelta(days=10)) == later


def test_the_same_post_again_changes_nothing_and_says_nothing(org):
    amara = people.amara()
    role_level = make.role_level(make.framework())
    first = people.post(amara, org.floods, role_levels=[role_level])
    rows = OutboxRow.objects.count()
    assert people.post(amara, org.floods, role_levels=[role_level], starts_on=TODAY) == first
    assert Post.objects.count() == 1
    assert OutboxRow.objects.count() == rows


def test_a_correction_on_the_same_day_replaces_the_post(org):
    amara = people.amara()
    people.post(amara, org.floods)
    people.post(amara, org.harbours, starts_on=TODAY)
    people.post(amara, org.water, starts_on=TODAY)
    assert [(p.department, p.ends_on) for p in Post.objects.order_by("starts_on")] == [
        (org.floods, TODAY - timedelta(days=1)),
        (org.water, None),
    ]


def test_two_open_primary_posts_are_refused_by_the_database(org):
    people.post(people.amara(), org.floods)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            user=people.amara(),
            department=org.water,
            grade="eo",
            profession="policy",
            starts_on=TODAY,
            source="import",
        )


@pytest.mark.parametrize("wrong", [{"ends_on": SINCE - timedelta(days=1)}, {"manager": "herself"}])
def test_a_post_that_makes_no_sense_is_refused_by_the_database(org, wrong):
    amara = people.amara()
    values = {"manager": amara} if wrong.get("manager") else wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            user=amara,
            department=org.water,
            grade="eo",
            profession="policy",
            starts_on=SINCE,
            source="import",
            **values,
        )


def test_a_person_holds_one_role_level_per_framework_and_must_meet_the_union(org):
    essentials, digital = make.framework(), make.framework("digital-and-data", order=2)
    first = make.role_level(essentials)
    other = make.role_level(essentials, role="analysis")
    specialist = make.role_level(digital, role="data-analyst")
    amara = people.amara()
    people.post(amara, org.floods, role_levels=[specialist, first])
    assert role_levels_of(amara, TODAY) == [first, specialist]
    with pytest.raises(actions.RolesOverlap):
        people.post(amara, org.water, role_levels=[first, other], starts_on=TODAY)


def test_a_person_cannot_set_aside_what_the_department_vouches_for(org):
    amara = people.amara()
    people.post(amara, org.floods)
    with pytest.raises(actions.PostHeldByDepartment):
        people.post(amara, org.water, source="self", starts_on=TODAY)
    assert current_post(amara, TODAY).department == org.floods


def test_the_department_replaces_what_a_person_set(org):
    amara = people.amara()
    people.post(amara, org.water, source="self", starts_on=TODAY)
    people.post(amara, org.floods, starts_on=TODAY)
    assert current_post(amara, TODAY).source == Post.Source.IMPORT


def test_a_post_of_last_year_does_not_bring_back_its_role(org):
    amara = people.amara()
    role_level = make.role_level(make.framework())
    people.post(amara, org.floods, role_levels=[role_level])
    people.post(amara, org.floods, profession="policy", starts_on=TODAY)
    assert role_levels_of(amara, TODAY - timedelta(days=1)) == [role_level]
    assert role_levels_of(amara, TODAY) == []


def test_posts_of_a_day_cover_the_department_and_everything_beneath_it(org, django_assert_num_queries):
    amara, tom, daniel = people.amara(), people.tom(), people.daniel()
    people.post(amara, org.floods)
    people.post(tom, org.operations, starts_on=date(2026, 6, 1))
    people.post(daniel, org.records)
    with django_assert_num_queries(1):
        found = [(p.user.account_name, p.department.name) for p in posts_on(TODAY, org.rivers)]
    assert found == [(amara.account_name, "Flood response"), (tom.account_name, "Operations")]
    assert posts_on(TODAY).count() == 3
    assert [p.user for p in posts_on(date(2026, 5, 31), org.rivers)] == [amara]


def test_roles_of_many_posts_come_in_one_query(org, django_assert_num_queries):
    role_level = make.role_level(make.framework())
    held = people.post(people.amara(), org.floods, role_levels=[role_level])
    empty = people.post(people.tom(), org.floods)
    with django_assert_num_queries(1):
        assert role_level_ids_of_posts([held, empty]) == {held.pk: [role_level.pk], empty.pk: []}


def test_leaving_ends_posts_and_grants_and_every_session(org, client):
    amara = people.amara()
    people.post(amara, org.floods)
    grant = people.grant(amara, where=org.rivers)
    client.force_login(amara)
    assert client.get("/account/post/").status_code == 200
    actions.leave(user=amara, on=TODAY, by=people.ada(), at=AT)
    amara = User.objects.get(pk=amara.pk)
    grant.refresh_from_db()
    assert not amara.is_active
    assert Post.objects.get().ends_on == TODAY
    assert grant.ends_on < TODAY
    assert not amara.may("view_reports")
    assert not User.objects.visible_to(amara).exists()
    assert client.get("/account/post/").status_code == 302


def test_leaving_twice_is_leaving_once(org):
    amara = people.amara()
    people.post(amara, org.floods)
    actions.leave(user=amara, on=TODAY, by=None, at=AT)
    actions.leave(user=amara, on=TODAY + timedelta(days=5), by=None, at=AT)
    assert Post.objects.get().ends_on == TODAY
