"""Evidence guide, section 4b, rerun and averaged over draws of questions: population N(0,1), our prior,
difficulties and slopes scattered, true guessing between .15 and .30."""

import numpy as np
import pytest

from assessments.measurement import answers as ans
from assessments.measurement import estimate as est
from tests.measurement.people import CUTS, everyone_answers

FORMS = {
    "8 awareness": [-1.0] * 8,
    "5 and 5 and 5": [-1.0] * 5 + [0.0] * 5 + [1.0] * 5,
    "10 and 10 and 10": [-1.0] * 10 + [0.0] * 10 + [1.0] * 10,
}
DRAWS, PEOPLE = 20, 1500


def run(form, floor):
    """(coverage of the 90% range, wrong among "met" per level: awareness, working, practitioner)."""
    authored = np.array(FORMS[form])
    covered, met, wrong = [], np.zeros(3), np.zeros(3)
    for seed in range(DRAWS):
        rng = np.random.default_rng([seed, len(authored)])
        theta = rng.normal(0, 1, PEOPLE)
        drawn = everyone_answers(
            theta, authored, rng=rng, floor=floor, scatter_b=0.5, scatter_a=0.3, guess=(0.15, 0.30)
        )
        ours = est.estimate(drawn, CUTS)
        covered.append(((ours.low <= theta) & (theta <= ours.high)).mean())
        ranks = np.array([CUTS.index(b) + 1 for b in authored])
        tested = ans.ceiling(ranks, (1, 2, 3, 4))
        for column in range(min(3, tested)):
            said = ours.chances[:, column] >= 0.9
            met[column] += said.sum()
            wrong[column] += (said & (theta < CUTS[column])).sum()
    return np.mean(covered), wrong / np.maximum(met, 1)


@pytest.mark.parametrize("form", FORMS)
def test_with_guessing_counted_the_range_covers_and_met_is_met(form):
    covered, wrong = run(form, 0.25)
    assert 0.88 <= covered <= 0.94
    assert wrong[0] < 0.05
    assert wrong[1] < 0.05


@pytest.mark.parametrize("form", ["5 and 5 and 5", "10 and 10 and 10"])
def test_without_it_the_range_fails_or_this_test_is_void(form):
    covered, wrong = run(form, 0.0)
    assert covered < 0.85
    assert wrong[0] > 0.04


def test_covers_nine_in_ten_when_the_model_is_true():
    """Section 13: .90 plus or minus .01, here with the spread that these few people leave."""
    rng = np.random.default_rng(7)
    theta = rng.normal(0, 1, 20_000)
    ours = est.summary(
        est.posterior(
            est.log_likelihoods(everyone_answers(theta, np.resize([-1.0, 0.0, 1.0], 10), rng=rng, floor=0)),
            (0, 1),
        ),
        CUTS,
    )
    assert ((ours.low <= theta) & (theta <= ours.high)).mean() == pytest.approx(0.90, abs=0.01)
    for column, cut in enumerate(CUTS):
        assert ours.chances[:, column].mean() == pytest.approx((theta >= cut).mean(), abs=0.01)
