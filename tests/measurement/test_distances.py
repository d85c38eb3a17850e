"""The split by distance is the same fit as the share, cut in more places."""

import numpy as np
import pytest

from assessments.measurement import estimate as est
from assessments.measurement import groups
from assessments.measurement.distances import split
from tests.measurement.people import everyone_answers

CUTS = {1: -1.0, 2: 0.0, 3: 1.0}


@pytest.fixture(scope="module")
def tested():
    rng = np.random.default_rng(4)
    answers = everyone_answers(
        rng.normal(0.2, 0.8, 300), np.resize([-1.0, 0.0, 1.0], 12), rng=rng, floor=0.25
    )
    return est.log_likelihoods(answers), np.arange(300) % groups.PARTS


def test_the_bands_add_up_and_the_first_is_the_share(tested):
    logs, parts = tested
    required = np.resize([1, 2, 3], 300)
    bands = split(logs=logs, required=required, cuts=CUTS, parts=parts, questions=12)
    share = groups.group_share(
        logs=logs, cuts=np.array([CUTS[rank] for rank in required]), parts=parts, questions=12
    )
    assert sum(band.share for band in bands) == pytest.approx(1)
    for name in ("share", "low", "high", "var_people", "var_questions"):
        assert getattr(bands[0], name) == pytest.approx(getattr(share, name))


def test_nobody_is_two_levels_below_the_lowest(tested):
    logs, parts = tested
    bands = split(logs=logs, required=np.full(300, 1), cuts=CUTS, parts=parts, questions=12)
    assert bands[2].share == pytest.approx(0, abs=1e-9)


def test_the_split_lies_where_the_fitted_curve_says(tested):
    logs, parts = tested
    at, one, two = split(logs=logs, required=np.full(300, 3), cuts=CUTS, parts=parts, questions=12)
    lower = split(logs=logs, required=np.full(300, 2), cuts=CUTS, parts=parts, questions=12)
    assert at.share + one.share == pytest.approx(lower[0].share)
    assert two.share == pytest.approx(1 - lower[0].share)


def test_a_split_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least one person"):
        split(logs=np.zeros((0, 121)), required=np.zeros(0), cuts=CUTS, parts=np.zeros(0), questions=3)
