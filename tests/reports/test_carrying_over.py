"""Design, decision 15: a figure moves only when at least 5 people joined, left or changed evidence."""

from datetime import UTC, date, datetime

import pytest

from assessments.reports.actions import forget, take_snapshot
from assessments.reports.models import CellContributor
from lms.accounts.models import Post
from lms.disclosure import records
from tests.factories.reports import add_people, answer, office

AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """Everybody answered in August, and September was taken."""
    found = office()
    answer(found.everyone(), found.skills["ai"], on=date(2026, 8, 1), ability=0.2)
    take_snapshot(as_of=SEPTEMBER, at=AT)
    return found


def cell(as_of, department, skill, measure="share"):
    release = take_snapshot(as_of=as_of, at=AT).release
    return records.board(release).get(str(department.uuid), str(skill.uuid), measure)


def same(first, second):
    return [getattr(first, name) for name in ("full_text", "value", "low", "high", "as_of")] == [
        getattr(second, name) for name in ("full_text", "value", "low", "high", "as_of")
    ]


def test_ageing_alone_never_moves_a_cell(made):
    before = cell(SEPTEMBER, made.rivers, made.skills["ai"])
    after = cell(OCTOBER, made.rivers, made.skills["ai"])
    assert same(before, after)
    assert after.as_of == SEPTEMBER  # and it says so


def test_four_people_with_new_evidence_move_nothing(made):
    before = cell(SEPTEMBER, made.rivers, made.skills["ai"])
    answer(made.people["Dams"][:4], made.skills["ai"], on=date(2026, 10, 5), ability=3, seed=2)
    assert same(before, cell(OCTOBER, made.rivers, made.skills["ai"]))


def test_five_people_with_new_evidence_move_the_cell_and_its_date(made):
    answer(made.people["Dams"][:5], made.skills["ai"], on=date(2026, 10, 5), ability=3, seed=2)
    after = cell(OCTOBER, made.rivers, made.skills["ai"])
    assert after.as_of == OCTOBER
    assert cell(OCTOBER, made.teams["Dams"], made.skills["ai"]).as_of == OCTOBER
    assert cell(OCTOBER, made.teams["Pilots"], made.skills["ai"]).as_of == SEPTEMBER


def test_four_this_month_and_one_the_next_are_five_since_the_figure_shown(made):
    answer(made.people["Dams"][:4], made.skills["ai"], on=date(2026, 10, 5), seed=2)
    assert cell(OCTOBER, made.rivers, made.skills["ai"]).as_of == SEPTEMBER
    answer(made.people["Dams"][4:5], made.skills["ai"], on=date(2026, 11, 5), seed=2)
    assert cell(NOVEMBER, made.rivers, made.skills["ai"]).as_of == NOVEMBER


def test_four_joiners_do_not_move_the_number_of_people_and_five_do(made):
    def people(as_of):
        board = records.board(take_snapshot(as_of=as_of, at=AT).release)
        return board.get(str(made.teams["Dams"].uuid), "people")

    add_people(made, made.teams["Dams"], 4, starts_on=date(2026, 10, 1))
    assert people(OCTOBER).text == "40"
    add_people(made, made.teams["Dams"], 1, starts_on=date(2026, 11, 1))
    assert people(NOVEMBER).text == "45"


def test_people_who_left_count_as_changed(made):
    Post.objects.filter(user__in=made.people["Dams"][:5]).update(ends_on=date(2026, 10, 1))
    after = cell(OCTOBER, made.rivers, made.skills["ai"])
    assert after.as_of == OCTOBER
    assert after.base_text == "355 of 355 tested"


def test_a_move_from_one_team_to_another_changes_both_and_not_the_department(made):
    Post.objects.filter(user__in=made.people["Dams"][:5]).update(department=made.teams["Pilots"])
    skill = made.skills["ai"]
    assert cell(OCTOBER, made.teams["Dams"], skill).as_of == OCTOBER
    assert cell(OCTOBER, made.teams["Pilots"], skill).as_of == OCTOBER
    assert cell(OCTOBER, made.rivers, skill).as_of == SEPTEMBER


def test_a_carried_cell_keeps_the_people_of_its_figure(made):
    before = set(CellContributor.objects.values_list("cell_id", "account_hash", "fingerprint"))
    answer(made.people["Dams"][:4], made.skills["ai"], on=date(2026, 10, 5), seed=2)
    take_snapshot(as_of=OCTOBER, at=AT)
    assert set(CellContributor.objects.values_list("cell_id", "account_hash", "fingerprint")) == before


def test_a_moved_cell_keeps_the_people_of_the_new_figure_only(made):
    Post.objects.filter(user__in=made.people["Dams"]).update(ends_on=date(2026, 10, 1))
    take_snapshot(as_of=OCTOBER, at=AT)
    gone = CellContributor.objects.filter(cell__department=made.rivers, cell__skill=made.skills["ai"])
    assert gone.filter(cell__level=None).count() == 320


def test_a_change_is_counted_from_the_older_month_and_is_steady_within_chance(made):
    answer(made.people["Dams"], made.skills["ai"], on=date(2026, 10, 5), ability=0.2, seed=2)
    change = cell(OCTOBER, made.rivers, made.skills["ai"], "change")
    assert change.text == "steady"
    assert change.since == SEPTEMBER


def test_an_erased_person_goes_from_the_contributors_and_the_figures_stay(made):
    person = made.people["Dams"][0]
    rows = CellContributor.objects.count()
    assert forget(account_name=person.identity.account_name) > 0
    assert CellContributor.objects.count() < rows
    assert cell(OCTOBER, made.rivers, made.skills["ai"]).as_of == SEPTEMBER


def test_a_directorate_stays_where_its_teams_would_give_away_the_few_who_changed(made):
    """Five changed in one team, which moves; two in another, which stays. What the directorate would show for
    seven, less what its teams show, would be those two."""
    answer(made.people["Dams"][:5], made.skills["ai"], on=date(2026, 10, 5), seed=2)
    answer(made.people["Flood Warning"][:2], made.skills["ai"], on=date(2026, 10, 5), seed=2)
    skill = made.skills["ai"]
    assert cell(OCTOBER, made.teams["Dams"], skill).as_of == OCTOBER
    assert cell(OCTOBER, made.teams["Flood Warning"], skill).as_of == SEPTEMBER
    assert cell(OCTOBER, made.directorates["Water and Flood"], skill).as_of == SEPTEMBER
    answer(made.people["River Levels"][:3], made.skills["ai"], on=date(2026, 11, 5), seed=3)
    # Now five people changed in teams that stay: together they are no small group any more.
    assert cell(NOVEMBER, made.directorates["Water and Flood"], skill).as_of == NOVEMBER


def test_figures_of_different_months_do_not_hide_one_another(made):
    Post.objects.filter(user__in=made.people["Dams"][:3]).update(ends_on=date(2026, 10, 1))
    Post.objects.filter(user__in=made.people["Pilots"][:3]).update(ends_on=date(2026, 10, 1))
    board = records.board(take_snapshot(as_of=OCTOBER, at=AT).release)
    assert board.get(str(made.rivers.uuid), "people").text == "355"  # six left the department
    for team in ("Dams", "Pilots", "Money"):
        assert board.get(str(made.teams[team].uuid), "people").text == "40"
