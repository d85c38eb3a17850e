"""Attacks by subtraction (reference: attack_tests.json, A1, A4, A14) on what a table shows."""

import random
from datetime import date
from itertools import pairwise

import pytest

from lms.disclosure.gate import release
from lms.disclosure.released import Kind
from lms.disclosure.tables import Cell, Estimate, Table

DAY = date(2026, 10, 31)
SHARE = Estimate(0.4, 0.3, 0.5)


def table(counts, tree, slices=None, tested=None):
    """Every group with everyone tested, unless `tested` says how many."""
    cells = {}
    for place, needed in counts.items():
        place = place if isinstance(place, tuple) else (place, "data")
        known = needed if tested is None else tested[place[0]]
        cells[place] = Cell(needed=needed, tested=known, estimate=SHARE, as_of=DAY)
    return Table(DAY, tree, slices or {"data": None}, cells, {})


def shown(one):
    return {group for group, _, measure in release(one).figures if measure == "share"}


def test_a1_parent_12_minus_child_9_hides_both_children_and_at_last_the_parent():
    """Together the two children are the parent, so nothing is open but what both hide."""
    one = table({"unit": 12, "x": 9, "y": 3}, {"unit": None, "x": "unit", "y": "unit"})
    assert shown(one) == {"unit"}


def test_a_lone_hidden_child_takes_the_smallest_sibling_with_it():
    tree = {"unit": None, "a": "unit", "b": "unit", "c": "unit"}
    assert shown(table({"unit": 137, "a": 70, "b": 63, "c": 4}, tree)) == {"unit", "a"}


def test_a_child_where_nobody_needs_it_is_hidden_just_the_same():
    """Else a lone [c] would tell that it is 0."""
    tree = {"unit": None, "a": "unit", "b": "unit", "c": "unit"}
    assert shown(table({"unit": 133, "a": 70, "b": 63, "c": 0}, tree)) == {"unit", "a"}


def test_people_tested_are_protected_like_people_needed():
    tree = {"unit": None, "a": "unit", "b": "unit", "c": "unit"}
    one = table({"unit": 190, "a": 70, "b": 60, "c": 60}, tree, tested={"unit": 83, "a": 45, "b": 35, "c": 3})
    assert shown(one) == {"unit", "a"}


def test_a_head_who_sits_in_no_team_is_not_left_alone():
    """The teams of a directorate and the one person beside them: the difference would be that person."""
    tree = {"unit": None, "a": "unit", "b": "unit"}
    assert shown(table({"unit": 131, "a": 70, "b": 60}, tree)) == {"unit", "a"}
    assert shown(table({"unit": 130, "a": 70, "b": 60}, tree)) == {"unit", "a", "b"}
    assert shown(table({"unit": 135, "a": 70, "b": 60}, tree)) == {"unit", "a", "b"}


def test_a14_a_person_who_is_a_whole_cell_cannot_take_themselves_off_to_find_a_small_one():
    """1 and 4 are five people, but the one knows that the other is four: a third cell goes."""
    tree = {"unit": None, "a": "unit", "b": "unit", "c": "unit", "d": "unit"}
    one = table({"unit": 105, "a": 1, "b": 4, "c": 40, "d": 60}, tree)
    assert shown(one) == {"unit", "d"}


def test_three_cells_of_1_2_and_1_take_their_total_with_them():
    one = table({"unit": 4, "a": 1, "b": 2, "c": 1}, {"unit": None, "a": "unit", "b": "unit", "c": "unit"})
    assert shown(one) == set()


def test_a_hidden_parent_cannot_be_added_up_again():
    tree = {"all": None, "x": "all", "y": "all", "x1": "x", "x2": "x"}
    one = table({"all": 83, "x": 80, "y": 3, "x1": 45, "x2": 35}, tree)
    seen = shown(one)
    assert "x" not in seen
    assert not {"x1", "x2"} <= seen


def test_a4_rounding_alone_would_pin_a_count_and_the_audit_does_not_let_it():
    """12, 12 and 4 make 28: printed 10, 10 and 30, the third could only be 4."""
    tree = {"unit": None, "a": "unit", "b": "unit", "c": "unit"}
    assert shown(table({"unit": 28, "a": 12, "b": 12, "c": 4}, tree)) == {"unit", "b"}


def test_levels_of_one_slice_are_a_sum_too():
    slices = {"data": None, "data/1": "data", "data/2": "data", "data/3": "data"}
    one = table(
        {("all", "data"): 103, ("all", "data/1"): 60, ("all", "data/2"): 40, ("all", "data/3"): 3},
        {"all": None},
        slices,
    )
    assert {s for _, s, m in release(one).figures if m == "share"} == {"data", "data/1"}


def grow(rng):
    """A department of 3 to 5 directorates with 2 to 4 teams, and how many sit where."""
    tree, direct = {"all": None}, {"all": rng.choice([0, 0, 2, 9])}
    for d in range(rng.randint(3, 5)):
        tree[f"{d}"] = "all"
        direct[f"{d}"] = rng.choice([0, 0, 1, 6])
        for t in range(rng.randint(2, 4)):
            tree[f"{d}.{t}"] = f"{d}"
            direct[f"{d}.{t}"] = rng.choice([0, 1, 2, 3, 4, 5, 8, 12, 25, 40, 90])
    return tree, direct


def add_up(tree, direct):
    totals = dict(direct)
    for group in sorted(tree, key=len, reverse=True):
        if tree[group] is not None:
            totals[tree[group]] += totals[group]
    return totals


@pytest.mark.parametrize("seed", range(60))
def test_no_shown_parent_less_its_shown_children_leaves_one_to_four_people(seed):
    rng = random.Random(seed)
    tree, direct = grow(rng)
    counts = add_up(tree, direct)
    part = {group: rng.choice([0, people // 2, people]) for group, people in direct.items()}
    tested = add_up(tree, part)
    seen = shown(table(counts, tree, tested=tested))
    for parent in seen:
        below = [group for group, above in tree.items() if above == parent]
        for known in (counts, tested):
            left = known[parent] - sum(known[group] for group in below if group in seen)
            assert left == 0 or left >= 5, (parent, known)
        assert left != 1 or len([group for group in below if group not in seen]) != 1


@pytest.mark.parametrize("seed", range(60))
def test_every_hidden_count_keeps_three_values_by_each_sum(seed):
    rng = random.Random(1000 + seed)
    tree, direct = grow(rng)
    counts = add_up(tree, direct)
    result = release(table(counts, tree))
    seen = {group: result.get(group, "data") for group in tree if result.get(group, "data")}
    for parent in seen:
        below = [group for group, above in tree.items() if above == parent]
        spread = 2 * (1 + sum(group in seen for group in below))
        left = seen[parent].needed - sum(seen[group].needed for group in below if group in seen)
        for group in below:
            if group not in seen and counts[group] < 5:
                assert min(4, left + spread) - max(0, 0) >= 2


def test_the_order_of_groups_makes_no_difference():
    tree = {"unit": None, "a": "unit", "b": "unit", "c": "unit", "d": "unit"}
    counts = {"unit": 164, "a": 60, "b": 60, "c": 40, "d": 4}
    turned = dict(reversed(tree.items()))
    assert shown(table(counts, tree)) == shown(table(counts, turned)) == {"unit", "a", "b"}


def test_what_is_shown_has_no_hidden_kind():
    tree, direct = grow(random.Random(7))
    kinds = {figure.kind for figure in release(table(add_up(tree, direct), tree)).figures.values()}
    assert kinds <= {Kind.SHARE, Kind.TOO_FEW, Kind.COUNT, Kind.HIDDEN}
    assert all(first is not second for first, second in pairwise(sorted(kinds)))
