"""What a place says by its own figures (privacy guide, section 2; design, decision 16)."""

from datetime import date

import pytest

from lms.disclosure.gate import CHANGE, SHORT, counted_rate, release
from lms.disclosure.released import Band, Kind
from lms.disclosure.tables import Cell, Earlier, Estimate, Table

DAY, BEFORE = date(2026, 10, 31), date(2026, 5, 31)
MIDDLE = Estimate(0.4, 0.3, 0.5)


def one(cell, measure="share"):
    """The figure of a table of one place."""
    table = Table(DAY, {"all": None}, {"data": None}, {("all", "data"): cell}, {})
    return release(table).get("all", "data", measure)


def skill(count, needed=100, estimate=MIDDLE, **more):
    return Cell(needed=needed, tested=count, estimate=estimate, as_of=DAY, **more)


@pytest.mark.parametrize("count", [0, 4])
def test_under_5_tested_is_hidden(count):
    assert one(skill(count)) is None  # nothing is kept: a place without a figure is [c]


@pytest.mark.parametrize("needed", [0, 1, 4])
def test_under_5_who_need_it_is_hidden(needed):
    assert one(skill(needed, needed)) is None


@pytest.mark.parametrize("count", [5, 29])
def test_from_5_to_29_tested_is_not_enough_evidence(count):
    figure = one(skill(count))
    assert figure.kind is Kind.TOO_FEW
    assert figure.text == "Not enough evidence"
    assert figure.value is None
    assert figure.base_text in {"5 of 100 tested", "25 of 100 tested"}


def test_from_30_tested_there_is_a_share():
    figure = one(skill(30))
    assert figure.full_text == "40%, likely 30 to 50%. 30 of 100 tested"


def test_a_group_under_5_is_hidden_even_where_nobody_could_be_tested():
    assert one(skill(0, 4, None, is_testable=False)) is None


def test_where_the_bank_has_no_questions_the_words_say_so_without_a_base():
    figure = one(skill(0, 60, None, is_testable=False))
    assert figure.text == "Not tested at this level"
    assert figure.base_text == ""


def test_both_ends_are_bands_without_a_range():
    high, low = (
        one(skill(60, estimate=Estimate(0.97, 0.9, 1))),
        one(skill(60, estimate=Estimate(0.02, 0, 0.1))),
    )
    assert (high.text, high.band, high.likely_text) == ("95%+", Band.TOP, "")
    assert (low.text, low.band, low.likely_text) == ("under 5%", Band.BOTTOM, "")


def test_people_short_follow_from_what_is_shown():
    figure = one(skill(355, 681, Estimate(0.3812, 0.32, 0.44)), SHORT)
    assert figure.text == "420"  # 62% of 680
    assert figure.kind is Kind.COUNT


def test_fewer_than_5_people_short_are_hidden_like_any_small_count():
    assert one(skill(40, 60, Estimate(0.99, 0.95, 1)), SHORT).text == "[c]"


def test_a_plain_count_is_rounded_and_a_small_one_hidden():
    assert one(Cell(needed=843, as_of=DAY)).text == "845"
    assert one(Cell(needed=4, as_of=DAY)) is None


def before(share, needed=100, count=60):
    old = Cell(needed=needed, tested=count, estimate=share, as_of=BEFORE)
    return release(Table(BEFORE, {"all": None}, {"data": None}, {("all", "data"): old}, {})).get(
        "all", "data"
    )


def test_a_change_is_the_difference_of_what_was_printed():
    earlier = Earlier(before(Estimate(0.354, 0.3, 0.4)), error=0.02)
    change = one(skill(60, estimate=Estimate(0.414, 0.36, 0.46), earlier=earlier), CHANGE)
    assert (change.text, change.range_text, change.since) == ("up 6", "3 to 9", BEFORE)
    assert not change.is_steady


def test_a_change_within_what_chance_explains_is_steady():
    earlier = Earlier(before(Estimate(0.354, 0.3, 0.4)), error=0.05)
    change = one(skill(60, estimate=Estimate(0.414, 0.36, 0.46), earlier=earlier), CHANGE)
    assert change.text == "steady"


def test_a_change_out_of_a_band_would_tell_the_exact_share_and_is_not_known():
    earlier = Earlier(before(Estimate(0.99, 0.95, 1)), error=0.02)
    assert one(skill(60, estimate=Estimate(0.9, 0.86, 0.94), earlier=earlier), CHANGE).text == "not known"


def test_a_carried_place_keeps_the_very_figure():
    old = before(MIDDLE)
    cell = Cell(needed=100, tested=60, estimate=MIDDLE, as_of=BEFORE)
    table = Table(
        DAY,
        {"all": None},
        {"data": None},
        {("all", "data"): cell},
        {},
        carried={("all", "data"): {"share": old}},
    )
    assert release(table).get("all", "data") is old


def test_a_counted_rate_says_its_band_and_its_rounded_base():
    figure = counted_rate(numerator=12, base=12, as_of=DAY, definition="completed")
    assert (figure.text, figure.needed) == ("90%+", 10)
    assert counted_rate(numerator=3, base=9, as_of=DAY, definition="completed").text == "[c]"


def test_a_share_without_an_estimate_is_a_mistake():
    with pytest.raises(ValueError, match="estimate"):
        one(skill(30, estimate=None))
