"""The tree of departments: what a grant covers is what lies beneath, after any moves; on both databases."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lms.accounts import actions
from lms.accounts.models import Department, Grant, Post, User
from lms.accounts.queries import current_post
from tests.factories import accounts as people
from tests.factories.accounts import AT, SINCE, TODAY

pytestmark = pytest.mark.django_db


def ancestors_and_self(node: Department) -> set[int]:
    return {node.pk, *node.get_ancestors().values_list("pk", flat=True)}


class TestSubtrees(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        parents=st.lists(st.integers(0, 11), min_size=1, max_size=12),
        granted=st.integers(0, 11),
        moves=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=4),
    )
    def test_the_visible_set_is_the_policy_set_in_any_tree(self, parents, granted, moves):
        nodes: list[Department] = []
        for number, parent in enumerate(parents):
            above = nodes[parent % len(nodes)] if nodes and parent < 9 else None
            nodes.append(people.department(f"Node {number}", parent=above, short_name="N"))
        for what, where in moves:
            try:
                actions.move_department(
                    department=nodes[what % len(nodes)], parent=nodes[where % len(nodes)], by=None, at=AT
                )
            except actions.MoveIntoOwnTree:
                continue
        assert Department.find_problems() == ([], [], [], [], [])
        target = nodes[granted % len(nodes)]
        people.grant(people.priya(), where=target)
        priya = User.objects.get(pk=people.priya().pk)
        expected = {node.pk for node in Department.objects.all() if target.pk in ancestors_and_self(node)}
        assert set(Department.objects.visible_to(priya, on=TODAY).values_list("pk", flat=True)) == expected
        for node in Department.objects.all():
            assert priya.may("view_reports", node, TODAY) is (node.pk in expected)


def test_paths_are_compared_byte_by_byte():
    """Ten siblings and more: a linguistic order would mix letters and digits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT collation_name FROM information_schema.columns "
                "WHERE table_name = 'accounts_department' AND column_name = 'path'"
            )
            assert cursor.fetchone() == ("C",)
    root = people.department("Root")
    for number in range(40):
        people.department(f"Child {number}", parent=root, short_name="C")
    paths = list(Department.objects.values_list("path", flat=True))
    assert paths == sorted(paths)


def test_posts_and_grants_go_with_a_department_that_moves():
    org = people.organization()
    people.post(people.amara(), org.floods)
    people.grant(people.priya(), where=org.operations)
    actions.move_department(department=org.operations, parent=org.records, by=None, at=AT)
    priya = User.objects.get(pk=people.priya().pk)
    floods = Department.objects.get(pk=org.floods.pk)
    assert current_post(people.amara(), TODAY).department == floods
    assert priya.may("view_reports", floods, TODAY)
    assert floods.is_descendant_of(Department.objects.get(pk=org.records.pk))


def test_who_was_granted_the_old_parent_loses_what_moved_away():
    org = people.organization()
    people.grant(people.priya(), where=org.rivers)
    actions.move_department(department=org.operations, parent=org.records, by=None, at=AT)
    priya = User.objects.get(pk=people.priya().pk)
    assert not priya.may("view_reports", Department.objects.get(pk=org.floods.pk), TODAY)


def test_a_department_moves_to_the_top():
    org = people.organization()
    moved = actions.move_department(department=org.policy, parent=None, by=None, at=AT)
    assert moved.depth == 1
    assert [node.name for node in moved.get_children()] == ["Water policy"]


def test_a_department_does_not_move_into_itself():
    org = people.organization()
    for parent in (org.rivers, org.floods):
        with pytest.raises(actions.MoveIntoOwnTree):
            actions.move_department(department=org.rivers, parent=parent, by=None, at=AT)
    with pytest.raises(actions.MoveIntoOwnTree):
        actions.merge_department(department=org.rivers, into=org.floods, on=TODAY, by=None, at=AT)


def test_merging_moves_people_and_what_lay_beneath_and_keeps_history():
    org = people.organization()
    amara, tom = people.amara(), people.tom()
    people.post(amara, org.floods)
    people.post(tom, org.operations)
    given = people.grant(people.priya(), where=org.operations)
    actions.merge_department(department=org.operations, into=org.policy, on=TODAY, by=None, at=AT)
    assert current_post(tom, TODAY).department == org.policy
    assert current_post(tom, SINCE).department == org.operations
    floods = Department.objects.get(pk=org.floods.pk)
    assert current_post(amara, TODAY).department == floods
    assert floods.get_parent() == org.policy
    closed = Department.objects.get(pk=org.operations.pk)
    assert closed.closed_on == TODAY
    assert closed not in Department.objects.open()
    assert Grant.objects.get(pk=given.pk).ends_on < TODAY
    assert Department.find_problems() == ([], [], [], [], [])


def test_merging_keeps_the_role_and_the_source_of_a_post():
    org = people.organization()
    people.post(people.tom(), org.operations, source="self", grade="g6-g7")
    actions.merge_department(department=org.operations, into=org.policy, on=TODAY, by=None, at=AT)
    post = current_post(people.tom(), TODAY)
    assert (post.source, post.grade) == (Post.Source.SELF, "g6-g7")
