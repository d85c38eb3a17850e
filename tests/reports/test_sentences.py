"""The three sentences read well when ranges overlap, and never say more than the figures."""

from datetime import UTC, date, datetime

import pytest

from assessments.reports.actions import take_snapshot
from assessments.reports.queries.maps import gap_map
from assessments.reports.queries.months import months
from assessments.reports.queries.sentences import three_sentences
from assessments.reports.queries.units import scope
from assessments.reports.queries.words import in_ten
from lms.disclosure.gate import release
from lms.disclosure.tables import Cell, Estimate, Table
from tests.factories.reports import AS_OF, answer, office

AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
JUNE = date(2026, 6, 30)


def share(value):
    cell = Cell(needed=100, tested=60, estimate=Estimate(value, value - 0.1, value + 0.1), as_of=AS_OF)
    return release(Table(AS_OF, {"u": None}, {"s": None}, {("u", "s"): cell}, {})).get("u", "s")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.01, "fewer than 1 in 20"),
        (0.06, "about 1 in 10"),
        (0.38, "about 4 in 10"),
        (0.5, "about half"),
        (0.94, "about 9 in 10"),
        (0.99, "at least 19 in 20"),
    ],
)
def test_shares_in_words(value, words):
    assert in_ten(share(value)) == words


def sentences(made, as_of=AS_OF):
    take_snapshot(as_of=as_of, at=AT)
    page = gap_map(scope=scope(user=made.priya, uuid=made.rivers.uuid), months=months(), user=made.priya)
    return [f"{one.before}{one.link}{one.after} {one.figures}" for one in three_sentences(page)]


@pytest.fixture
def made(db):
    return office(team_size=50)


def everyone(made, slug, **how):
    answer(
        [user for team, people in made.people.items() if team != "records" for user in people],
        made.skills[slug],
        **how,
    )


def test_one_skill_alone_is_not_called_the_largest(made):
    everyone(made, "ai")
    first, *_ = sentences(made)
    assert first.startswith("The one skill with a figure so far is using AI well: about ")


def test_two_skills_whose_ranges_overlap_are_not_put_in_an_order(made):
    everyone(made, "ai", ability=0.0)
    everyone(made, "data-quality", ability=0.1)
    first, *_ = sentences(made)
    assert first.startswith("The largest gap is probably ")
    assert "may be as large: the ranges overlap." in first


def test_a_gap_that_is_clearly_larger_is_called_so(made):
    everyone(made, "ai", ability=-1.5, questions=27)
    everyone(made, "data-quality", ability=1.5, questions=27)
    first, *_ = sentences(made)
    assert first.startswith("The largest gap is using AI well: ")


def test_without_an_earlier_month_nothing_is_said_to_move(made):
    everyone(made, "ai")
    _, second, _ = sentences(made)
    assert "There is no earlier month to compare" in second


def test_a_change_within_chance_is_steady(made):
    everyone(made, "ai", on=date(2026, 5, 1))
    sentences(made, as_of=JUNE)
    answer(made.people["Dams"][:10], made.skills["ai"], on=date(2026, 9, 1), seed=9)
    _, second, _ = sentences(made)
    assert second.startswith(
        "Nothing has moved more than chance explains since June: using AI well is steady."
    )


def test_a_change_beyond_chance_is_named_with_its_points(made):
    everyone(made, "ai", on=date(2026, 5, 1), ability=-0.5)
    sentences(made, as_of=JUNE)
    everyone(made, "ai", on=date(2026, 9, 1), ability=1.0, questions=27, seed=9)
    _, second, _ = sentences(made)
    assert second.startswith("Using AI well is improving, up ")
    assert "points since June." in second


def test_a_change_into_a_band_is_not_told(made):
    everyone(made, "ai", on=date(2026, 5, 1), ability=-1.0)
    sentences(made, as_of=JUNE)
    everyone(made, "ai", on=date(2026, 9, 1), ability=3, questions=27, seed=9)
    _, second, _ = sentences(made)
    assert second.startswith("How far using AI well moved is not shown")


def test_a_unit_is_behind_only_where_its_range_is_clear_of_all_others(made):
    everyone(made, "ai", ability=0.0)
    _, second, _ = sentences(made)
    assert "ranges of its directorates overlap, so none is clearly behind" in second
