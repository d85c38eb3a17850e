from datetime import timedelta

import numpy as np
import pytest

from assessments.measurement import estimate as est
from assessments.measurement import groups
from assessments.skills import actions
from assessments.skills.models import Attainment
from assessments.skills.queries import evidence_for
from tests.factories import accounts
from tests.factories import skills as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return made.world()


def refresh(*users):
    for user in users:
        actions.refresh(account_name=user.account_name, at=made.AT)


def test_reports_read_the_answers_that_the_levels_rest_on(world):
    tom = accounts.tom()
    made.record(
        [*made.several(world.amara, world.quality, 6, 2), *made.several(tom, world.quality, 1, 4, rank=2)]
    )
    refresh(world.amara, tom)
    found = evidence_for(as_of=accounts.TODAY)[world.quality.pk]
    assert found.users.tolist() == [world.amara.pk, tom.pk]
    ours = est.estimate(found.answers, [-1.0, 0.0, 1.0, 2.0])
    assert ours.theta.tolist() == list(Attainment.objects.order_by("user").values_list("theta", flat=True))
    assert len(set(found.question.tolist())) == 13


def test_answers_after_the_date_are_left_out_and_earlier_ones_weighed_on_it(world):
    made.record(made.several(world.amara, world.quality, 3, at=made.AT - timedelta(days=365)))
    made.record(made.several(world.amara, world.quality, 2, rank=2))
    refresh(world.amara)
    skill = world.quality.pk
    assert evidence_for(as_of=accounts.TODAY)[skill].answers.weight.tolist() == [0.5] * 3 + [1] * 2
    earlier = evidence_for(as_of=accounts.TODAY - timedelta(days=365))[skill]
    assert earlier.answers.weight.tolist() == [1] * 3
    assert evidence_for(as_of=accounts.TODAY - timedelta(days=400)) == {}


def test_a_fingerprint_changes_with_the_answers_and_never_with_the_day(world):
    made.record(made.several(world.amara, world.quality, 3))
    refresh(world.amara)

    def fingerprint(days=0):
        return evidence_for(as_of=accounts.TODAY + timedelta(days=days))[world.quality.pk].fingerprints

    once = fingerprint()
    assert fingerprint(days=300) == once
    made.record([made.answered(world.amara, world.quality, "one more")])
    refresh(world.amara)
    assert fingerprint() != once


def test_only_the_people_and_skills_asked_for_are_read(world, django_assert_num_queries):
    tom = accounts.tom()
    for user in (world.amara, tom):
        made.record([*made.several(user, world.quality, 3), *made.several(user, world.sharing, 3)])
    refresh(world.amara, tom)
    with django_assert_num_queries(2):
        found = evidence_for(user_ids=[tom.pk], skill_ids=[world.sharing.pk], as_of=accounts.TODAY)
    assert list(found) == [world.sharing.pk]
    assert found[world.sharing.pk].users.tolist() == [tom.pk]


def test_it_feeds_a_share_of_a_group(world):
    people = [accounts.person("Person", f"Number{number}") for number in range(12)]
    for number, user in enumerate(people):
        made.record(made.several(user, world.quality, 2 + number % 7, 6 - number % 7, rank=2))
    refresh(*people)
    found = evidence_for(as_of=accounts.TODAY)[world.quality.pk]
    required = np.full(len(found.users), 2)
    answered = groups.tested(
        person=found.answers.person, rank=found.rank, weight=found.answers.weight, required=required
    )
    assert answered.all()
    share = groups.group_share(
        logs=est.log_likelihoods(found.answers),
        cuts=np.zeros(len(people)),
        parts=np.array([groups.part_of(user.account_name) for user in people]),
        questions=len(set(found.question.tolist())),
    )
    assert 0 <= share.low < share.share < share.high <= 1
    assert share.n == 12
