import numpy as np
import pytest

from assessments.measurement import estimate as est
from assessments.measurement import groups
from tests.measurement.people import everyone_answers

CUT = 1.0


def people_of(rng, size, mean=0.8, sd=0.7):
    return rng.normal(mean, sd, size)


def share_of(answers, cuts, questions, rng):
    return groups.group_share(
        logs=est.log_likelihoods(answers),
        cuts=np.broadcast_to(np.asarray(cuts, dtype=float), answers.people),
        parts=rng.integers(0, groups.PARTS, answers.people),
        questions=questions,
    )


def test_the_share_is_close_to_the_truth_with_few_answers_each():
    """Evidence guide, sections 5 and 13: truth .39, 500 people, 10 answers; EM rmse at most .04."""
    misses = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        authored = np.resize([-1.0, 0.0, 1.0, 2.0], 10)
        answers = everyone_answers(people_of(rng, 500), authored, rng=rng, floor=0.25)
        misses.append(share_of(answers, CUT, 10, rng).share - 0.388)
    assert np.sqrt(np.mean(np.square(misses))) <= 0.04


def test_counting_levels_one_by_one_would_be_far_off():
    """Why there is an EM at all."""
    rng = np.random.default_rng(1)
    answers = everyone_answers(people_of(rng, 2000), np.resize([-1.0, 0.0, 1.0], 10), rng=rng, floor=0.25)
    counted = (est.estimate(answers, [CUT]).chances[:, 0] >= 0.5).mean()
    assert counted < 0.3 < share_of(answers, CUT, 10, rng).share


def test_people_with_different_required_levels_are_averaged_over_their_own_cuts():
    rng = np.random.default_rng(2)
    answers = everyone_answers(people_of(rng, 400), np.resize([-1.0, 0.0, 1.0], 12), rng=rng, floor=0.25)
    low, high = (share_of(answers, cut, 12, rng) for cut in (-1.0, 1.0))
    mixed = share_of(answers, np.resize([-1.0, 1.0], 400), 12, rng)
    assert mixed.mean == pytest.approx(low.mean)
    assert mixed.share == pytest.approx((low.share + high.share) / 2)


def test_the_interval_has_a_part_for_people_and_one_for_questions():
    rng = np.random.default_rng(3)
    answers = everyone_answers(people_of(rng, 500, mean=0.0), np.resize([-1.0, 0.0], 10), rng=rng, floor=0.25)
    share = share_of(answers, 0.0, 10, rng)
    slope = groups.density((0 - share.mean) / share.sd) / share.sd
    assert share.var_questions == pytest.approx(slope**2 * 0.5**2 / 10)
    assert share.var_people < share.var_questions / 4
    margin = 1.645 * np.sqrt(share.var_people + share.var_questions)
    assert share.high - share.share == pytest.approx(margin, rel=1e-3)
    assert 0.05 < margin < 0.2  # plus or minus 10 to 20 points on day one


def test_the_jackknife_agrees_with_fresh_samples_of_people():
    shares, said = [], []
    for seed in range(24):
        rng = np.random.default_rng(100 + seed)
        answers = everyone_answers(people_of(rng, 200), np.resize([-1.0, 0.0, 1.0], 12), rng=rng, floor=0.25)
        share = share_of(answers, CUT, 12, rng)
        shares.append(share.share)
        said.append(share.var_people)
    assert 0.5 < np.sqrt(np.mean(said)) / np.std(shares, ddof=1) < 1.7


def test_the_interval_covers_the_truth_when_questions_sit_off_their_level():
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(300 + seed)
        theta = people_of(rng, 300)
        answers = everyone_answers(theta, np.resize([0.0, 1.0], 10), rng=rng, floor=0.25, scatter_b=0.5)
        share = share_of(answers, CUT, 10, rng)
        hits += share.low <= 0.388 <= share.high
    assert hits / 60 >= 0.8


def test_ignoring_guesses_would_overstate_the_share():
    """Evidence guide, section 5: with c left out, .50 reads .71."""
    rng = np.random.default_rng(4)
    theta = people_of(rng, 500, mean=0.0)
    answers = everyone_answers(theta, np.resize([-1.0, 0.0], 10), rng=rng, floor=0.25)
    blind = est.Answers(**{f: getattr(answers, f) for f in answers.__slots__} | {"floor": answers.floor * 0})
    assert share_of(blind, 0.0, 10, rng).share > share_of(answers, 0.0, 10, rng).share + 0.1


def test_the_spread_has_a_floor_and_nobody_has_no_share():
    rng = np.random.default_rng(5)
    answers = everyone_answers(np.full(200, 0.5), np.resize([0.0, 1.0], 12), rng=rng, floor=0)
    assert share_of(answers, 0.0, 12, rng).sd >= groups.FLOOR_SD
    with pytest.raises(ValueError, match="at least one person"):
        groups.group_share(
            logs=np.zeros((0, 121)), cuts=np.zeros(0), parts=np.zeros(0, dtype=int), questions=3
        )


def test_who_was_tested_depends_on_what_was_asked_at_the_required_level():
    person = np.repeat([0, 1, 2, 3], [3, 3, 3, 2])
    rank = np.array([2, 2, 3, 1, 2, 2, 2, 2, 2, 3, 3])
    weight = np.array([1, 1, 1, 1, 1, 1, 0.2, 0.2, 0.2, 1, 1])
    required = np.array([2, 2, 2, 2])
    answered = groups.tested(person=person, rank=rank, weight=weight, required=required)
    assert answered.tolist() == [True, False, False, False]
    assert groups.tested(person=person, rank=rank, weight=weight, required=required - 1)[1]


def test_an_account_always_falls_into_the_same_part():
    parts = [groups.part_of(f"{number:032x}") for number in range(4000)]
    assert parts[:3] == [groups.part_of(f"{number:032x}") for number in range(3)]
    assert set(parts) == set(range(groups.PARTS))
    assert min(np.bincount(parts)) > 120
