from datetime import UTC, date, datetime, timedelta

import pytest

from lms import outbox
from lms.outbox.models import Schedule
from lms.outbox.schedules import following, run_due

pytestmark = pytest.mark.django_db

SEPTEMBER = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


def calls_of(name, every, *, fails=()):
    """Schedule a handler that keeps the days it is called for, and fails on its first calls as told."""
    calls, failures = [], list(fails)

    def handler(*, on, at):
        if failures and failures.pop(0):
            raise ValueError("the disk is full")
        calls.append((on, at))

    outbox.schedule(name, handler=handler, every=every)
    return calls


def test_counting_starts_when_a_sweep_first_sees_the_name():
    calls = calls_of("snapshot", "month")
    assert run_due(at=SEPTEMBER) == 0
    assert Schedule.objects.get().next_on == date(2026, 10, 1)
    assert calls == []


def test_a_month_is_due_on_its_first_day_in_london():
    calls = calls_of("snapshot", "month")
    run_due(at=SEPTEMBER)
    run_due(at=datetime(2026, 9, 30, 22, 59, tzinfo=UTC))
    assert calls == []
    midnight = datetime(2026, 9, 30, 23, 0, tzinfo=UTC)  # British Summer Time
    run_due(at=midnight)
    run_due(at=midnight + timedelta(seconds=30))
    assert calls == [(date(2026, 10, 1), midnight)]


def test_each_missed_month_is_one_call_dated_on_its_own_day():
    calls = calls_of("snapshot", "month")
    run_due(at=SEPTEMBER)
    back = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
    assert run_due(at=back) == 4
    months = [(2026, 10), (2026, 11), (2026, 12), (2027, 1)]
    assert calls == [(date(year, month, 1), back) for year, month in months]
    assert Schedule.objects.get().next_on == date(2027, 2, 1)


def test_missed_days_are_one_call_for_today():
    calls = calls_of("as_of", "day")
    run_due(at=SEPTEMBER)
    back = SEPTEMBER + timedelta(days=40)
    assert run_due(at=back) == 1
    assert calls == [(date(2026, 10, 24), back)]
    assert Schedule.objects.get().next_on == date(2026, 10, 25)


def test_days_go_before_months():
    order = []
    outbox.schedule("snapshot", handler=lambda *, on, at: order.append("month"), every="month")
    outbox.schedule("as_of", handler=lambda *, on, at: order.append("day"), every="day")
    run_due(at=SEPTEMBER)
    run_due(at=SEPTEMBER + timedelta(days=30))
    assert order == ["day", "month"]


def test_a_failing_month_is_tried_again_until_it_is_done():
    calls = calls_of("snapshot", "month", fails=[True, True])
    run_due(at=SEPTEMBER)
    at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    run_due(at=at)
    row = Schedule.objects.get()
    assert (row.tries, row.next_on, row.last_error) == (1, date(2026, 10, 1), "ValueError: the disk is full")
    run_due(at=at + timedelta(seconds=59))
    assert Schedule.objects.get().tries == 1  # not yet
    run_due(at=at + timedelta(minutes=1))
    assert Schedule.objects.get().tries == 2
    run_due(at=at + timedelta(minutes=3))
    row = Schedule.objects.get()
    assert [on for on, _ in calls] == [date(2026, 10, 1)]
    assert (row.tries, row.last_error, row.retry_at) == (0, "", None)


def test_a_failing_schedule_holds_up_no_other_and_no_row():
    calls_of("broken", "day", fails=[True] * 9)
    fine = calls_of("fine", "day")
    heard = []
    outbox.subscribe("post.changed", name="skills", handler=heard.append)
    outbox.sweep(at=SEPTEMBER)
    outbox.publish("post.changed", key="amara", at=SEPTEMBER)
    outbox.sweep(at=SEPTEMBER + timedelta(days=1))
    assert len(fine) == len(heard) == 1


@pytest.mark.parametrize(
    ("day", "every", "expected"),
    [
        (date(2026, 12, 31), "day", date(2027, 1, 1)),
        (date(2026, 12, 1), "month", date(2027, 1, 1)),
        (date(2028, 1, 31), "month", date(2028, 2, 1)),
    ],
)
def test_what_follows_a_day(day, every, expected):
    assert following(day, every) == expected


def test_a_name_is_scheduled_once():
    calls_of("snapshot", "month")
    with pytest.raises(Exception, match="snapshot is already scheduled"):
        calls_of("snapshot", "day")
