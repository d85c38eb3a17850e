import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.bank.actions import withdraw
from assessments.skills import actions
from assessments.skills.models import Attainment, EvaluationDate, Evidence
from lms import outbox
from tests.factories import accounts
from tests.factories import skills as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return made.world()


def refreshed(user, at=made.AT):
    actions.refresh(account_name=user.account_name, at=at)
    return {
        row.skill.slug: row
        for row in Attainment.objects.filter(user=user).select_related("skill", "level", "ceiling")
    }


def numbers(rows):
    return {
        name: (row.theta, row.psd, row.low, row.high, row.chances, row.answers, row.weight)
        for name, row in rows.items()
    }


def test_an_answer_becomes_a_level_through_the_outbox(world):
    made.record(made.several(world.amara, world.quality, 8))
    assert not Attainment.objects.exists()
    outbox.drain(at=made.AT)
    row = Attainment.objects.get()
    assert (row.user, row.skill, row.answers, row.weight) == (world.amara, world.quality, 8, 8)
    assert row.level.slug == "awareness"
    assert row.theta == round(row.theta, 6)
    assert row.newest_on == made.AT.date() == row.as_of


def test_the_order_in_which_statements_arrive_does_not_matter(world):
    statements = [
        *made.several(world.amara, world.quality, 3, 2, rank=1),
        *made.several(world.amara, world.quality, 2, 3, rank=2),
        *made.several(world.amara, world.sharing, 4, 1),
    ]
    made.record(statements)
    expected = numbers(refreshed(world.amara))
    tom = accounts.tom()
    theirs = [{**statement, "actor": made.agent(tom)} for statement in statements]
    random.Random(3).shuffle(theirs)
    for number, statement in enumerate(theirs):
        statement["id"] = str(made.made_uuid(f"shuffled{number}"))
        made.record([statement])
        if number % 3 == 0:
            refreshed(tom)
    assert numbers(refreshed(tom)) == expected


def test_the_same_statement_twice_and_a_second_refresh_change_nothing(world):
    statements = made.several(world.amara, world.quality, 3, 2)
    made.record(statements)
    once = numbers(refreshed(world.amara))
    made.record(statements)
    assert numbers(refreshed(world.amara)) == once
    assert Attainment.objects.count() == Evidence.objects.count() == 1


def test_only_the_first_answer_to_a_question_counts(world):
    first = made.answered(world.amara, world.quality, "q1", right=False, at=made.AT)
    made.record([first, *made.several(world.amara, world.quality, 3)])
    once = numbers(refreshed(world.amara))
    again = [
        made.answered(
            world.amara, world.quality, "q1", right=True, at=made.AT + timedelta(days=day), version=day
        )
        for day in (1, 2)
    ]
    made.record(again)
    assert numbers(refreshed(world.amara)) == once
    made.record([made.voiding(first, world.amara)])
    assert numbers(refreshed(world.amara)) != once  # now the second answer is the first that there is


def test_first_is_by_timestamp_and_not_by_arrival(world):
    later = made.answered(world.amara, world.quality, "q1", right=True, at=made.AT)
    earlier = made.answered(world.amara, world.quality, "q1", right=False, at=made.AT - timedelta(days=1))
    made.record([later])
    up = refreshed(world.amara)["data-quality"].theta
    made.record([earlier])
    assert refreshed(world.amara)["data-quality"].theta < up


def test_voiding_every_answer_takes_the_level_away(world):
    statements = made.several(world.amara, world.quality, 8)
    made.record(statements)
    assert refreshed(world.amara)
    made.record([made.voiding(statement, world.amara) for statement in statements])
    assert not refreshed(world.amara)
    assert not Evidence.objects.exists()


def test_voiding_one_reaches_the_level_by_itself(world):
    statements = made.several(world.amara, world.quality, 5)
    made.record(statements)
    outbox.drain(at=made.AT)
    made.record([made.voiding(statements[0], world.amara)])
    outbox.drain(at=made.AT + timedelta(minutes=1))
    assert Attainment.objects.get().answers == 4


def test_nothing_is_shown_above_what_was_tested(world):
    """Evidence guide, section 3: sixty right answers at awareness are no sign of practitioner."""
    made.record(made.several(world.amara, world.quality, 60))
    row = refreshed(world.amara)["data-quality"]
    assert row.chance(3) > 0.5
    assert (row.level.slug, row.ceiling.slug) == ("awareness", "awareness")


def test_two_answers_at_a_level_do_not_test_it_and_three_do(world):
    made.record(
        [*made.several(world.amara, world.quality, 5), *made.several(world.amara, world.quality, 2, rank=2)]
    )
    assert refreshed(world.amara)["data-quality"].ceiling.slug == "awareness"
    made.record([made.answered(world.amara, world.quality, "third", rank=2)])
    assert refreshed(world.amara)["data-quality"].ceiling.slug == "working"


def test_old_answers_fade(world):
    made.record(made.several(world.amara, world.quality, 8, at=made.AT - timedelta(days=365 * 4)))
    faded = refreshed(world.amara)["data-quality"]
    assert faded.weight == pytest.approx(0.5, abs=0.01)
    assert faded.theta < 0.1


def test_only_the_latest_sixty_count(world):
    made.record(made.several(world.amara, world.quality, 0, 70, at=made.AT - timedelta(days=2)))
    made.record(made.several(world.amara, world.quality, 60, name="new"))
    row = refreshed(world.amara)["data-quality"]
    assert row.answers == 60
    assert row.theta > 0


def test_i_do_not_know_counts_as_not_right(world):
    wrong = made.several(world.amara, world.quality, 0, 4)
    made.record(wrong)
    tom = accounts.tom()
    made.record([made.answered(tom, world.quality, f"q{n}", dont_know=True) for n in range(4)])
    assert refreshed(tom)["data-quality"].theta == refreshed(world.amara)["data-quality"].theta


def test_a_level_that_the_skill_does_not_define_is_never_shown(world):
    from tests.factories import frameworks

    gapped = frameworks.skill(world.framework, "gapped", levels=["awareness", "practitioner"])
    made.record(
        [*made.several(world.amara, gapped, 6, rank=1), *made.several(world.amara, gapped, 6, rank=3)]
    )
    made.record(made.several(world.amara, gapped, 9, rank=2, name="undefined"))
    row = refreshed(world.amara)["gapped"]
    assert set(row.chances) == {"1", "3"}
    assert row.answers == 12


def test_statements_about_other_things_are_no_evidence(world):
    foreign = made.answered(world.amara, world.quality, "q1")
    del foreign["object"]["definition"]["extensions"]
    other = made.answered(world.amara, world.quality, "q2")
    del other["result"]["success"]
    made.record([foreign, other])
    assert not refreshed(world.amara)


def test_an_account_that_is_nobodys_has_no_level(world):
    actions.refresh(account_name="0" * 32, at=made.AT)
    assert not Attainment.objects.exists()


def test_the_evaluation_date_begins_with_the_first_answer_and_only_moves_on(world):
    made.record(made.several(world.amara, world.quality, 5))
    refreshed(world.amara)
    assert EvaluationDate.objects.get().as_of == made.AT.date()
    assert actions.move_evaluation_date(to=made.AT.date() - timedelta(days=1)) == 0
    assert actions.move_evaluation_date(to=made.AT.date() + timedelta(days=365)) == 1
    row = Attainment.objects.get()
    assert row.as_of == made.AT.date() + timedelta(days=365)
    assert row.weight == 2.5
    assert actions.move_evaluation_date(to=made.AT.date() + timedelta(days=365)) == 0


def test_a_withdrawn_version_weighs_nothing_in_any_level(world):
    tom = accounts.tom()
    made.record(made.several(world.amara, world.quality, 5))
    made.record(made.several(tom, world.quality, 5, name="other"))
    version = made.question_version(world.quality, 1, "q-data-quality-1-0")
    outbox.drain(at=made.AT)
    withdraw(version=version, by=None, at=made.AT)
    assert actions.check()
    outbox.drain(at=made.AT)
    assert dict(Attainment.objects.values_list("user", "answers")) == {world.amara.pk: 4, tom.pk: 5}
    assert actions.check() == []


def test_the_learner_is_locked_before_anything_is_read(world):
    made.record(made.several(world.amara, world.quality, 2))
    with CaptureQueriesContext(connection) as queries:
        actions.refresh(account_name=world.amara.account_name, at=made.AT)
    said = [query["sql"] for query in queries]
    locked = next(n for n, sql in enumerate(said) if 'FROM "accounts_user"' in sql)
    assert locked < next(n for n, sql in enumerate(said) if "lrs_statement" in sql)
    if connection.vendor == "postgresql":
        assert said[locked].endswith('FOR NO KEY UPDATE OF "accounts_user"')
        assert said[locked - 1].endswith("FROM skills_evaluationdate FOR SHARE")


def test_a_refresh_takes_the_same_queries_however_many_answers(world, django_assert_max_num_queries):
    made.record(made.several(world.amara, world.quality, 30))
    made.record(made.several(world.amara, world.sharing, 30))
    refreshed(world.amara)
    with django_assert_max_num_queries(12):
        actions.refresh(account_name=world.amara.account_name, at=made.AT)
