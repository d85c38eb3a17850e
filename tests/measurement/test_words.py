import pytest

from assessments.measurement import words
from assessments.measurement.words import Word


def said(chance, *, answers=9, weight=9.0, is_tested=True):
    return words.word(chance=chance, answers=answers, weight=weight, is_tested=is_tested)


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        (1, Word.MET),
        (0.9, Word.MET),
        (0.899999, Word.PROBABLY_MET),
        (0.6, Word.PROBABLY_MET),
        (0.599999, Word.NOT_ENOUGH),
        (0.400001, Word.NOT_ENOUGH),
        (0.4, Word.PROBABLY_NOT_MET),
        (0.100001, Word.PROBABLY_NOT_MET),
        (0.1, Word.NOT_MET),
        (0, Word.NOT_MET),
    ],
)
def test_each_word_begins_where_the_guide_says(chance, expected):
    assert said(chance) == expected


def test_five_answers_are_the_fewest():
    assert said(0.99, answers=4) == Word.NOT_ENOUGH
    assert said(0.99, answers=5) == Word.MET


def test_a_total_weight_of_three_is_the_least():
    assert said(0.01, weight=2.999) == Word.NOT_ENOUGH
    assert said(0.01, weight=3) == Word.NOT_MET


def test_above_the_ceiling_nothing_is_said_however_sure_the_estimate():
    assert said(0.99, is_tested=False) == Word.NOT_TESTED


def test_the_level_shown_is_the_highest_likelier_reached_than_not():
    chances = {1: 0.97, 2: 0.5, 3: 0.49, 4: 0.1}
    assert words.level_shown(chances, ceiling=4) == 2
    assert words.level_shown(chances, ceiling=1) == 1
    assert words.level_shown(chances, ceiling=None) is None
    assert words.level_shown({1: 0.4, 2: 0.1}, ceiling=2) is None


def test_a_point_of_the_scale_lies_in_a_level_never_above_the_ceiling():
    cuts = {1: -1.0, 2: 0.0, 3: 1.0}
    assert words.level_at(-1.01, cuts) is None
    assert words.level_at(-1.0, cuts) == 1
    assert words.level_at(1.7, cuts) == 3
    assert words.level_at(1.7, cuts, ceiling=2) == 2


@pytest.mark.parametrize(
    ("weight", "expected"), [(1, "full"), (0.87, "nearly full"), (0.5, "about half"), (0.06, "very little")]
)
def test_weights_have_words(weight, expected):
    assert words.weight_in_words(weight) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [(0.3, "up"), (0.1, "up a little"), (0.01, "hardly"), (-0.1, "down a little"), (-0.3, "down")],
)
def test_changes_have_words(change, expected):
    assert words.change_in_words(change) == expected
