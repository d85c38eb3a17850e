import datetime as dt

import numpy as np
import pytest

from assessments.measurement import answers as ans


def test_an_answer_counts_half_after_a_year_and_a_quarter_after_two():
    today = dt.date(2026, 11, 24)
    days = np.array([today.toordinal() - age for age in (0, 365, 730)])
    assert ans.weights(days, today).tolist() == [1, 0.5, 0.25]


def test_an_answer_after_the_evaluation_date_has_no_age():
    today = dt.date(2026, 11, 24)
    assert ans.weights(np.array([today.toordinal() + 5]), today).tolist() == [1]


def test_the_day_is_that_of_london():
    assert ans.london_date(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 7, 2)
    assert ans.london_date(dt.datetime(2026, 12, 1, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 12, 1)
    with pytest.raises(ValueError, match="time zone"):
        ans.london_date(dt.datetime(2026, 7, 1))  # noqa: DTZ001


def test_packing_gives_back_what_went_in():
    row = (739_000, 2, ans.RIGHT, 0.25, ans.question_hash("q"), b"sixteen bytes ok")
    back = ans.unpack(ans.pack([row, row]))
    assert back["version"][0].tobytes() == b"sixteen bytes ok"
    assert back[["day", "rank", "outcome", "floor", "question"]].tolist() == [row[:5]] * 2


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([1, 1], None),
        ([1, 1, 1], 1),
        ([1, 2, 2], 1),
        ([2, 2, 3], 2),
        ([3, 3, 3], 3),
        ([1] * 60 + [2, 2], 1),
        ([], None),
    ],
)
def test_a_level_is_tested_by_three_answers_at_it_or_above(ranks, expected):
    assert ans.ceiling(np.array(ranks, dtype=int), (1, 2, 3, 4)) == expected


def test_a_level_that_the_skill_does_not_define_is_never_the_ceiling():
    assert ans.ceiling(np.array([3, 3, 3]), (2, 4)) == 2
