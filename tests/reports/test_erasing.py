"""When a person is erased, figures that were shown stay, and the next ones do without them."""

from datetime import UTC, date, datetime

import pytest

from assessments.reports.actions import take_snapshot
from assessments.reports.actions.figures import number
from assessments.reports.models import PEOPLE, CellContributor, CellFigure, Snapshot
from lms import outbox
from lms.accounts import actions
from lms.disclosure import records
from lms.disclosure.models import ReleasedFigure
from tests.factories.reports import AS_OF, answer, office

AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def shown():
    return [list(model.objects.order_by("pk").values()) for model in (ReleasedFigure, CellFigure)]


def test_released_figures_stay_as_they_are_and_nobody_else_stops_counting():
    made = office()
    answer(made.people["Dams"], made.skills["data-quality"])
    take_snapshot(as_of=AS_OF, at=AT)
    before, snapshots = shown(), list(Snapshot.objects.values())
    gone = made.people["Dams"][3]
    name = gone.account_name
    others = list(CellContributor.objects.exclude(account_hash=number(name)).order_by("pk").values())
    assert CellContributor.objects.filter(account_hash=number(name)).exists()
    actions.erase(user=gone, by=None, at=AT)
    outbox.drain(at=AT)
    assert shown() == before
    assert list(Snapshot.objects.values()) == snapshots
    assert list(CellContributor.objects.order_by("pk").values()) == others


def test_the_next_snapshot_carries_on_without_them():
    made = office()
    take_snapshot(as_of=AS_OF, at=AT)
    actions.erase(user=made.people["Dams"][3], by=None, at=AT)
    outbox.drain(at=AT)
    snapshot = take_snapshot(as_of=date(2026, 11, 30), at=datetime(2026, 12, 1, 6, tzinfo=UTC))
    # One person fewer is no news: the figure that was shown is carried, or one could tell who went.
    people = records.board(snapshot.release).get(str(made.teams["Dams"].uuid), PEOPLE, "share")
    assert people.text == "40"
