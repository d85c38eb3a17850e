"""What a snapshot counts, and that it is taken once a month."""

from datetime import UTC, date, datetime

import pytest

from assessments.reports.actions import OutOfOrder, take_scheduled_snapshot, take_snapshot
from assessments.reports.models import PEOPLE, CellContributor, CellFigure, Snapshot
from lms.accounts.models import Post
from lms.disclosure import records
from lms.disclosure.models import ReleasedFigure, ReleasedForGood
from tests.factories.reports import AS_OF, add_people, answer, office

AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return office()


def figure(snapshot, department, skill=None, measure="share"):
    board = records.board(snapshot.release)
    return board.get(str(department.uuid), str(skill.uuid) if skill else PEOPLE, measure)


def test_a_department_with_enough_people_tested_has_a_share_with_range_base_and_date(made):
    answer(made.people["River Levels"] + made.people["Dams"], made.skills["data-quality"])
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    shown = figure(snapshot, made.rivers, made.skills["data-quality"])
    assert shown.kind == "share"
    assert shown.base_text == "80 of 360 tested"
    assert shown.low < shown.value < shown.high
    assert shown.as_of == AS_OF
    assert "9 times in 10" in records.board(snapshot.release).definition(shown)


def test_directorate_and_team_have_their_own(made):
    skill = made.skills["data-quality"]
    for team in ("River Levels", "Flood Warning", "Dams"):
        answer(made.people[team], skill)
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    assert figure(snapshot, made.directorates["Water and Flood"], skill).base_text == "120 of 120 tested"
    assert figure(snapshot, made.teams["Dams"], skill).base_text == "40 of 40 tested"
    # Nobody of the other directorates was tested: hidden like any number under 5.
    assert figure(snapshot, made.directorates["Ports and Harbours"], skill).text == "[c]"


def test_a_stronger_team_has_the_larger_share(made):
    skill = made.skills["data-quality"]
    for team, ability in (("River Levels", 0.8), ("Dams", -0.8), ("Flood Warning", 0)):
        answer(made.people[team], skill, ability=ability, questions=18)
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    strong = figure(snapshot, made.teams["River Levels"], skill)
    weak = figure(snapshot, made.teams["Dams"], skill)
    assert (strong.value or 0) > (weak.value or 0)
    assert strong.kind == weak.kind == "share"


def test_people_are_counted_by_unit(made):
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    assert figure(snapshot, made.rivers).text == "360"
    assert figure(snapshot, made.teams["Dams"]).text == "40"
    assert figure(snapshot, made.records).text == "10"  # nine, rounded


def test_a_level_that_the_bank_cannot_test_says_so_for_those_who_are_asked_for_it():
    made = office(ranks=(4,))
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    assert figure(snapshot, made.rivers, made.skills["ai"]).text == "Not tested at this level"


def test_five_to_29_people_tested_are_not_enough_evidence(made):
    answer(made.people["Dams"][:20], made.skills["ai"])
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    shown = figure(snapshot, made.rivers, made.skills["ai"])
    assert shown.text == "Not enough evidence"
    assert shown.base_text == "20 of 360 tested"
    assert figure(snapshot, made.rivers, made.skills["ai"], "short").text == "not known"


def test_easier_questions_alone_test_nobody(made):
    answer(made.people["Dams"], made.skills["ai"], rank=1)
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    assert figure(snapshot, made.rivers, made.skills["ai"]).text == "[c]"


def test_answers_after_the_day_do_not_count_when_a_past_month_is_taken(made):
    answer(made.people["Dams"], made.skills["ai"], on=date(2026, 11, 2))
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    assert figure(snapshot, made.rivers, made.skills["ai"]).text == "[c]"


def test_posts_of_another_day_do_not_count(made):
    add_people(made, made.teams["Dams"], 20, starts_on=date(2026, 11, 1))
    Post.objects.filter(user__in=made.people["Pilots"]).update(ends_on=date(2026, 10, 30))
    snapshot = take_snapshot(as_of=AS_OF, at=AT)
    assert figure(snapshot, made.teams["Dams"]).text == "40"
    assert figure(snapshot, made.rivers).text == "320"


def test_a_self_set_post_counts_from_the_next_snapshot(made):
    add_people(made, made.teams["Dams"], 10, starts_on=date(2026, 10, 20), source="self")
    assert figure(take_snapshot(as_of=AS_OF, at=AT), made.teams["Dams"]).text == "50"


def test_the_second_call_of_a_month_changes_nothing(made):
    first = take_snapshot(as_of=AS_OF, at=AT)
    answer(made.people["Dams"], made.skills["ai"])
    again = take_snapshot(as_of=date(2026, 10, 15), at=AT)
    assert again == first
    assert Snapshot.objects.count() == 1


def test_a_month_before_one_that_was_taken_is_refused(made):
    take_snapshot(as_of=AS_OF, at=AT)
    with pytest.raises(OutOfOrder, match="September 2026"):
        take_snapshot(as_of=date(2026, 9, 30), at=AT)


def test_the_schedule_takes_the_month_that_has_just_ended(made):
    assert take_scheduled_snapshot(on=date(2026, 11, 1), at=AT).as_of == AS_OF


def test_what_was_released_is_never_changed_or_deleted(made):
    take_snapshot(as_of=AS_OF, at=AT)
    with pytest.raises(ReleasedForGood):
        ReleasedFigure.objects.update(value=99)
    with pytest.raises(ReleasedForGood):
        ReleasedFigure.objects.all().delete()
    with pytest.raises(ReleasedForGood):
        ReleasedFigure.objects.first().delete()
    with pytest.raises(ReleasedForGood):
        ReleasedFigure.objects.first().save()


def test_no_name_is_kept_with_a_figure(made):
    answer(made.everyone(), made.skills["ai"])
    take_snapshot(as_of=AS_OF, at=AT)
    fields = {field.name for field in CellContributor._meta.get_fields()}
    assert fields == {"id", "cell", "account_hash", "fingerprint"}
    assert CellFigure.objects.exists()
