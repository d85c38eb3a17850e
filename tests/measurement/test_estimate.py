from math import erf, exp, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.measurement import estimate as est
from assessments.measurement.answers import Answers
from tests.measurement.people import CUTS, answered, everyone_answers


def test_without_answers_the_estimate_is_the_prior():
    nobody = est.estimate(answered([], []), CUTS)
    assert nobody.theta[0] == pytest.approx(-0.5, abs=2e-5)
    assert nobody.psd[0] == pytest.approx(1.2, abs=1e-4)
    assert nobody.chances[0, 1] == pytest.approx(0.5 * (1 - erf(0.5 / 1.2 / sqrt(2))), abs=1e-5)
    assert nobody.low[0] == pytest.approx(-0.5 - 1.645 * 1.2, abs=2e-3)
    assert nobody.high[0] == pytest.approx(-0.5 + 1.645 * 1.2, abs=2e-3)


def test_it_equals_a_numerical_integral_on_a_fine_grid():
    fine = np.linspace(-9, 9, 180_001)
    right, b, c = [True, True, False, True], [-1, 0, 0, 1], 0.25
    density = np.exp(-0.5 * ((fine + 0.5) / 1.2) ** 2)
    for outcome, cut in zip(right, b, strict=True):
        chance = c + (1 - c) / (1 + np.exp(-(fine - cut)))
        density *= chance if outcome else 1 - chance
    density /= density.sum()
    theta = (density * fine).sum()
    ours = est.estimate(answered(right, b, floor=c), CUTS)
    assert ours.theta[0] == pytest.approx(theta, abs=1e-5)
    assert ours.psd[0] == pytest.approx(sqrt((density * fine**2).sum() - theta**2), abs=1e-5)
    assert ours.chances[0, 2] == pytest.approx(density[fine >= 1].sum(), abs=2e-4)
    assert ours.low[0] == pytest.approx(fine[(density.cumsum() >= 0.05).argmax()], abs=2e-3)


@pytest.mark.parametrize(("answers", "largest"), [(30, 0.0003), (60, 0.0006)])
def test_the_tail_at_a_cut_is_as_exact_as_the_guide_says(answers, largest):
    """Table of evidence guide, section 2: largest error on 121 nodes, half weight and derivative term."""
    rng = np.random.default_rng(20)
    cuts = (-1.0, 0.0, 1.0)
    given_answers = everyone_answers(
        rng.normal(0, 1, 400), np.resize([-1.5, -0.5, 0.5], answers), rng=rng, floor=0
    )
    ours = est.summary(est.posterior(est.log_likelihoods(given_answers), (0, 1)), cuts).chances
    fine = np.linspace(-6, 6, 4801)
    x = fine[:, None] - np.array([-1.5, -0.5, 0.5])
    logs = [-0.5 * fine**2 + np.zeros((400, 1))]
    right = given_answers.right.reshape(400, answers)
    for column in range(answers):
        z = x[:, column % 3]
        logs.append(np.where(right[:, column, None], -np.logaddexp(0, -z), -np.logaddexp(0, z)))
    mass = np.exp(sum(logs) - sum(logs).max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    for column, cut in enumerate(cuts):
        exact = mass[:, fine > cut + 1e-9].sum(axis=1) + mass[:, np.abs(fine - cut) < 1e-9].sum(axis=1) / 2
        assert np.abs(ours[:, column] - exact).max() < largest


def test_half_weights_alone_would_be_worse():
    """Otherwise the derivative term is decoration."""
    f = lambda t: exp(-0.5 * ((t - 0.4) / 0.25) ** 2)  # noqa: E731
    mass = np.array([f(t) for t in est.NODES])
    mass /= mass.sum()
    exact = 0.5 * (1 + erf(0.4 / 0.25 / sqrt(2)))
    column = est.tail_weights(0.0)
    half = np.where(est.NODES > 1e-9, 1.0, 0.0) + np.where(np.abs(est.NODES) < 1e-9, 0.5, 0.0)
    assert abs(mass @ column - exact) < abs(mass @ half - exact) / 10


def test_a_cut_off_the_grid_is_refused():
    with pytest.raises(ValueError, match=r"multiple of 0\.1"):
        est.tail_weights(0.25)


# An adaptive test of the multiplication table (Martinkova and Hladka 2023, chapter 10; Rasch, N(0,1)):
# difficulty of each item given, its outcome, printed mode and standard error; log-likelihood ratios at -1,
# 0 and 1 (.3 to either side) after each item by catIrt 0.5.1.
ITEMS = [-1.5, 0.15, -0.2, -0.5, -0.95, -1.0, -0.95, -1.0]
CORRECT = [True, False, False, False, False, True, False, True]
MODE, MODE_SE = -0.8352, 0.5886
RATIOS = [
    [0.227038, 0.110305, 0.04605],
    [0.081896, -0.167403, -0.373538],
    [-0.104846, -0.497084, -0.833797],
    [-0.331884, -0.870045, -1.323492],
    [-0.624441, -1.301919, -1.848024],
    [-0.324441, -1.139742, -1.775784],
    [-0.616998, -1.571615, -2.300316],
    [-0.316998, -1.409438, -2.228075],
]


def test_the_likelihood_reproduces_a_published_table_of_ratios():
    for upto, row in enumerate(RATIOS, start=1):
        logs = est.log_likelihoods(answered(CORRECT[:upto], ITEMS[:upto]))[0]
        for bound, ratio in zip((-1.0, 0.0, 1.0), row, strict=True):
            above, below = (logs[np.abs(est.NODES - bound - shift).argmin()] for shift in (0.3, -0.3))
            assert above - below == pytest.approx(ratio, abs=2e-6)


def test_the_posterior_peaks_at_the_published_estimate():
    logs = est.log_likelihoods(answered(CORRECT, ITEMS))[0] - est.NODES**2 / 2
    at = logs.argmax()
    slope, bend = (logs[at + 1] - logs[at - 1]) / 0.2, (logs[at + 1] - 2 * logs[at] + logs[at - 1]) / 0.01
    assert est.NODES[at] - slope / bend == pytest.approx(MODE, abs=5e-4)
    assert 1 / sqrt(-bend) == pytest.approx(MODE_SE, abs=5e-4)


def test_a_question_that_is_left_out_changes_the_estimate_by_exactly_that():
    one = answered([True, False, True], [-1, 0, 1], floor=0.25, weight=[1, 0.5, 0.8])
    moved = est.changes(one)
    for index in range(3):
        rest = [n for n in range(3) if n != index]
        without = answered(one.right[rest], one.difficulty[rest], floor=0.25, weight=one.weight[rest])
        difference = est.estimate(one, CUTS).theta[0] - est.estimate(without, CUTS).theta[0]
        assert moved[index] == pytest.approx(difference, abs=2e-6)
    assert moved[0] > 0 > moved[1]


def test_faded_answers_return_to_the_prior():
    old = est.estimate(answered([True] * 10, 0, weight=2.0**-20), CUTS)
    assert old.theta[0] == pytest.approx(-0.5, abs=1e-3)


def test_guessing_makes_a_right_answer_worth_less_and_a_wrong_one_the_same():
    sure, lucky = answered([True] * 8, -1), answered([True] * 8, -1, floor=0.25)
    assert est.estimate(lucky, CUTS).theta[0] < est.estimate(sure, CUTS).theta[0]
    sure, lucky = answered([False] * 8, -1), answered([False] * 8, -1, floor=0.25)
    assert est.estimate(lucky, CUTS).theta[0] == pytest.approx(est.estimate(sure, CUTS).theta[0], abs=1e-6)


one_answer = st.tuples(
    st.booleans(), st.sampled_from(CUTS), st.sampled_from([0, 1 / 6, 0.25, 0.5]), st.floats(0.01, 1)
)


@settings(deadline=None, max_examples=60)
@given(st.lists(one_answer, min_size=1, max_size=30), st.randoms())
def test_order_never_matters_and_neither_do_others(rows, random):
    def ask(rows, person, people):
        right, b, c, weight = (np.array(column) for column in zip(*rows, strict=True))
        return est.estimate(
            Answers(people, person, b, np.ones(len(b)), c.astype(float), right.astype(bool), weight), CUTS
        )

    alone = ask(rows, np.zeros(len(rows), dtype=np.int64), 1)
    shuffled = list(rows)
    random.shuffle(shuffled)
    among = ask(shuffled * 2, np.repeat([2, 0], len(rows)), 3)
    for row in (0, 2):
        assert among.theta[row] == alone.theta[0]
        assert among.chances[row].tolist() == alone.chances[0].tolist()
        assert (among.low[row], among.high[row]) == (alone.low[0], alone.high[0])
    assert alone.low[0] < alone.theta[0] < alone.high[0]
    assert (np.diff(alone.chances[0]) <= 0).all()
