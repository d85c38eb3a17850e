import pytest

from assessments.measurement.scoring import guessing_floor, is_correct, test_score


@pytest.mark.parametrize(
    ("form", "options", "select", "floor"),
    [
        ("single", 4, None, 1 / 4),
        ("single", 2, None, 1 / 2),
        ("single", 10, None, 1 / 10),
        ("single", 11, None, 0),
        ("multiple", 4, 2, 1 / 6),
        ("multiple", 5, 2, 1 / 10),
        ("multiple", 6, 3, 0),
        ("multiple", 4, None, 0),
    ],
)
def test_a_blind_guess_is_worth_what_the_form_says(form, options, select, floor):
    assert guessing_floor(form, options, select) == pytest.approx(floor)


@pytest.mark.parametrize(
    ("form", "options", "select"),
    [("essay", 4, None), ("single", 1, None), ("multiple", 4, 5), ("multiple", 4, 0)],
)
def test_an_impossible_question_has_no_floor(form, options, select):
    with pytest.raises(ValueError, match=r"form must|at least 2|Nobody can"):
        guessing_floor(form, options, select)


def test_all_of_the_key_and_nothing_else_is_right_in_any_order():
    assert is_correct(["a", "c"], ["c", "a"])
    assert not is_correct(["a", "c"], ["a"])
    assert not is_correct(["a", "c"], ["a", "b", "c"])


def test_no_choice_is_never_right():
    assert not is_correct(["a"], [])


def test_a_question_without_a_key_cannot_be_scored():
    with pytest.raises(ValueError, match="at least one right option"):
        is_correct([], [])


def test_a_score_is_the_share_of_counting_questions():
    assert test_score(7, 10) == pytest.approx(0.7)
    assert test_score(0, 19) == 0


@pytest.mark.parametrize(("correct", "counting"), [(0, 0), (3, 2), (-1, 4)])
def test_an_impossible_score_is_refused(correct, counting):
    with pytest.raises(ValueError, match="is no score"):
        test_score(correct, counting)
