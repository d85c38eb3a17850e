"""Who sees whom: only by an imported post or a grant in force, and only within its tree."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from lms.accounts import actions
from lms.accounts.models import Capability, Department, Grant, Post, User
from lms.audit.models import AuditEvent
from tests.factories import accounts as people
from tests.factories.accounts import AT, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    """Amara works for Tom in Rivers and Harbours, Daniel elsewhere."""
    org = people.organization()
    people.post(people.tom(), org.operations)
    people.post(people.amara(), org.floods, manager=people.tom())
    people.post(people.daniel(), org.records)
    return org


def seen_by(user) -> set[str]:
    return {person.first_name for person in User.objects.visible_to(User.objects.get(pk=user.pk), TODAY)}


def test_a_learner_sees_herself(org):
    assert seen_by(people.amara()) == {"Amara"}


def test_a_line_manager_sees_those_whose_imported_post_names_him(org):
    assert seen_by(people.tom()) == {"Tom", "Amara"}


def test_a_line_manager_of_yesterday_sees_them_no_more(org):
    people.post(people.amara(), org.harbours, starts_on=TODAY)
    assert seen_by(people.tom()) == {"Tom"}


def test_a_line_manager_of_next_month_does_not_see_them_yet(org):
    people.post(people.amara(), org.records, manager=people.daniel(), starts_on=TODAY + timedelta(days=30))
    assert seen_by(people.daniel()) == {"Daniel"}


def test_a_manager_whom_a_person_named_herself_gets_no_right(org):
    priya = people.priya()
    people.post(priya, org.water, manager=people.daniel(), source=Post.Source.SELF)
    assert seen_by(people.daniel()) == {"Daniel"}


def test_a_reader_of_reports_sees_no_single_person(org):
    people.grant(people.priya(), Capability.VIEW_REPORTS, org.rivers)
    assert seen_by(people.priya()) == {"Priya"}


def test_a_manager_of_people_sees_her_tree_and_not_a_sibling(org):
    people.grant(people.priya(), Capability.MANAGE_PEOPLE, org.rivers)
    assert seen_by(people.priya()) == {"Priya", "Tom", "Amara"}
    people.grant(people.daniel(), Capability.MANAGE_PEOPLE, org.policy)
    assert seen_by(people.daniel()) == {"Daniel"}


def test_a_grant_everywhere_shows_everybody_with_a_post_or_without(org):
    people.gwen()
    people.grant(people.priya(), Capability.MANAGE_PEOPLE, None)
    assert seen_by(people.priya()) == {"Priya", "Tom", "Amara", "Daniel", "Gwen"}


def test_an_administrator_sees_nobody_without_a_grant(org):
    assert seen_by(people.ada()) == {"Ada"}
    assert not people.ada().may(Capability.VIEW_REPORTS)


def test_nobody_signed_in_sees_nobody(org):
    assert not User.objects.visible_to(AnonymousUser()).exists()
    assert not Department.objects.visible_to(AnonymousUser()).exists()


def test_posts_are_seen_with_their_people(org):
    assert {post.user for post in Post.objects.visible_to(people.tom(), TODAY)} == {
        people.tom(),
        people.amara(),
    }


def test_a_grant_covers_its_department_and_what_lies_beneath(org):
    people.grant(people.priya(), where=org.operations)
    priya = User.objects.get(pk=people.priya().pk)
    covered = {name for name, node in org._asdict().items() if priya.may("view_reports", node, TODAY)}
    assert covered == {"operations", "floods", "harbours"}
    assert {node.name for node in Department.objects.visible_to(priya, on=TODAY)} == {
        "Operations",
        "Flood response",
        "Harbour services",
    }
    assert not priya.may("manage_people", org.operations, TODAY)
    assert priya.may("view_reports", on=TODAY)


@pytest.mark.parametrize(("day", "holds"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_grant_holds_from_its_first_day_to_its_last(org, day, holds):
    people.grant(people.priya(), where=org.rivers, starts_on=TODAY, ends_on=TODAY + timedelta(days=30))
    priya = User.objects.get(pk=people.priya().pk)
    on = TODAY + timedelta(days=day)
    assert priya.may("view_reports", org.floods, on) is holds
    assert Department.objects.visible_to(priya, on=on).exists() is holds


def test_a_revoked_grant_holds_no_longer_from_that_moment(org):
    given = people.grant(people.priya(), where=org.rivers)
    priya = User.objects.get(pk=people.priya().pk)
    assert priya.may("view_reports", org.rivers, TODAY)
    actions.revoke(grant=Grant.objects.get(pk=given.pk), by=people.ada(), at=AT)
    assert not User.objects.get(pk=priya.pk).may("view_reports", org.rivers, TODAY)
    assert Grant.objects.filter(pk=given.pk).exists()


def test_revoking_never_makes_a_grant_longer(org):
    given = people.grant(people.priya(), where=org.rivers, ends_on=TODAY - timedelta(days=100))
    actions.revoke(grant=given, last_day=TODAY, by=None, at=AT)
    assert Grant.objects.get().ends_on == TODAY - timedelta(days=100)


def test_the_same_grant_twice_is_one_grant(org):
    assert people.grant(people.priya(), where=org.rivers) == people.grant(people.priya(), where=org.rivers)
    assert Grant.objects.count() == 1


def test_grants_are_read_once_per_request(org, django_assert_num_queries):
    people.grant(people.priya(), where=org.rivers)
    priya = User.objects.get(pk=people.priya().pk)
    with django_assert_num_queries(1):
        for _ in range(3):
            priya.may("view_reports", org.floods, TODAY)
            priya.may("manage_records", None, TODAY)


def test_a_site_wide_capability_is_never_granted_for_a_department(org):
    for capability in (Capability.MANAGE_RECORDS, Capability.VIEW_AUDIT):
        with pytest.raises(IntegrityError), transaction.atomic():
            people.grant(people.priya(), capability, org.rivers)


def test_giving_and_ending_a_grant_leave_traces(org):
    given = people.grant(people.priya(), where=org.rivers, by=people.ada())
    actions.revoke(grant=given, by=people.ada(), at=AT)
    subject = f"user:{people.priya().uuid}"
    events = AuditEvent.objects.filter(subject=subject, action__startswith="grant").order_by("pk")
    assert [(event.action, event.by) for event in events] == [
        ("grant.given", people.ada().uuid),
        ("grant.revoked", people.ada().uuid),
    ]
    assert events[0].details["department"] == str(org.rivers.uuid)


def test_an_inactive_person_may_nothing(org):
    people.grant(people.priya(), where=org.rivers)
    priya = User.objects.get(pk=people.priya().pk)
    priya.is_active = False
    assert not priya.may("view_reports", org.rivers, TODAY)
    assert not Department.objects.visible_to(priya, on=TODAY).exists()
