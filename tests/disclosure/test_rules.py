"""Roundings, bands and bases of the privacy guide, section 2."""

import pytest

from lms.disclosure import rules
from lms.disclosure.released import Band
from lms.disclosure.rules import Percent

# Cases that the Ofqual policy of 30 October 2025 rounds to the nearest 5 (reference: sdc_rounding.json).
NEAREST_FIVE = {5: 5, 26: 25, 27: 25, 28: 30}


@pytest.mark.parametrize(("count", "shown"), NEAREST_FIVE.items())
def test_counts_are_rounded_to_the_nearest_five(count, shown):
    assert rules.shown_count(count) == shown


@pytest.mark.parametrize("count", range(5))
def test_nought_to_four_are_one_marker(count):
    assert rules.shown_count(count) is None


@pytest.mark.parametrize(
    ("tested", "shown"), [(4, None), (5, 5), (27, 25), (28, 25), (29, 25), (30, 30), (33, 35)]
)
def test_a_base_that_is_not_enough_never_reads_thirty(tested, shown):
    assert rules.shown_tested(tested) == shown


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (0.0, Percent(5, band=Band.BOTTOM)),
        (0.044, Percent(5, band=Band.BOTTOM)),
        (0.045, Percent(5, 0, 15)),
        (0.384, Percent(38, 28, 48)),
        (0.944, Percent(94, 84, 100)),
        (0.945, Percent(95, band=Band.TOP)),
        (1.0, Percent(95, band=Band.TOP)),
    ],
)
def test_shares_are_whole_percent_with_bands_at_both_ends(share, percent):
    assert rules.share(share, share - 0.1, share + 0.1) == percent


@pytest.mark.parametrize(
    ("numerator", "base", "percent"),
    [
        (9, 9, None),  # under the smallest base
        (12, 12, Percent(90, band=Band.TOP)),  # attack A6: never 12 of 12
        (0, 12, Percent(10, band=Band.BOTTOM)),
        (39, 40, Percent(95, band=Band.TOP)),  # attack A5: 97.5% of 40
        (40, 40, Percent(95, band=Band.TOP)),
        (0, 40, Percent(5, band=Band.BOTTOM)),
        (3, 40, Percent(10)),  # 7.5%, three people: to the nearest 5%
        (37, 40, Percent(95, band=Band.TOP)),
        (16, 40, Percent(40)),
        (133, 400, Percent(33)),
    ],
)
def test_a_counted_rate_never_speaks_of_fewer_than_five(numerator, base, percent):
    assert rules.counted_rate(numerator, base) == percent


@pytest.mark.parametrize("base", range(10, 60))
def test_a_band_of_a_counted_rate_holds_two_numerators_at_least(base):
    shown = [rules.counted_rate(numerator, base) for numerator in range(base + 1)]
    for percent in {one for one in shown if one and one.band}:
        assert shown.count(percent) >= 2


def test_a_rate_of_more_than_all_is_refused():
    with pytest.raises(ValueError, match="no rate"):
        rules.counted_rate(5, 4)
