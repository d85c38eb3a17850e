"""First in the suite: levels kept up answer by answer are those that a rebuild makes, on any day."""

import random
from datetime import timedelta

import pytest

from assessments.skills import actions
from assessments.skills.models import Attainment, EvaluationDate, Evidence
from lms import outbox
from tests.factories import accounts
from tests.factories import skills as made

pytestmark = pytest.mark.django_db

FIELDS = [field.attname for field in Attainment._meta.fields if field.attname != "id"]


def stored():
    return sorted(Attainment.objects.values_list(*FIELDS)), sorted(
        (user, skill, bytes(packed))
        for user, skill, packed in Evidence.objects.values_list("user", "skill", "packed")
    )


def random_run(seed, world):
    """A history of two people, answer by answer, with repeats, voiding and drains at odd moments."""
    rng = random.Random(seed)
    people = [world.amara, accounts.tom()]
    at = made.AT - timedelta(days=900)
    said = []
    for number in range(40):
        at += timedelta(days=rng.randint(0, 40), minutes=rng.randint(1, 600))
        statement = made.answered(
            rng.choice(people),
            rng.choice([world.quality, world.sharing]),
            f"q{rng.randint(1, 18)}",
            rank=rng.randint(1, 4),
            right=rng.random() < 0.6,
            dont_know=rng.random() < 0.1,
            floor=rng.choice([0, 1 / 6, 0.25]),
            at=at,
            seed=str(number),
        )
        said.append(statement)
        made.record([statement], at=at)
        if rng.random() < 0.15:
            gone = said.pop(rng.randrange(len(said)))
            made.record([made.voiding(gone, world.amara, at=at)], at=at)
        if rng.random() < 0.3:
            outbox.drain(at=at)
    outbox.drain(at=at)


@pytest.mark.parametrize("seed", range(5))
def test_what_was_kept_up_live_is_what_a_rebuild_makes(seed):
    world = made.world()
    random_run(seed, world)
    assert Attainment.objects.count() >= 3
    assert actions.check() == []
    live = stored()
    Attainment.objects.all().delete()
    Evidence.objects.all().delete()
    assert actions.check()
    assert actions.rebuild() == len(live[0])
    assert stored() == live
    assert actions.check() == []


def test_a_month_later_it_still_is():
    world = made.world()
    random_run(7, world)
    before = stored()
    assert actions.check() == []
    later = EvaluationDate.objects.get().as_of + timedelta(days=30)
    actions.move_evaluation_date(to=later)
    assert actions.check() == []
    assert stored()[0] != before[0]
    assert stored()[1] == before[1]
    live = stored()
    actions.rebuild()
    assert stored() == live


def test_a_rebuild_drops_what_no_statement_speaks_of():
    world = made.world()
    made.record(made.several(world.amara, world.quality, 4))
    outbox.drain(at=made.AT)
    row = Attainment.objects.get()
    Attainment.objects.create(
        **{name: getattr(row, name) for name in FIELDS} | {"user_id": accounts.tom().pk}
    )
    Attainment.objects.create(
        **{name: getattr(row, name) for name in FIELDS} | {"skill_id": world.sharing.pk}
    )
    assert len(actions.check()) == 2
    assert actions.rebuild() == 1
    assert actions.check() == []


def test_a_changed_number_is_found_and_named():
    world = made.world()
    made.record(made.several(world.amara, world.quality, 4))
    outbox.drain(at=made.AT)
    Attainment.objects.update(theta=2.5)
    assert [line for line in actions.check() if "theta is 2.5" in line]


def test_checking_writes_nothing_where_nothing_was_ever_counted():
    world = made.world()
    made.record(made.several(world.amara, world.quality, 4))
    assert actions.check()
    assert not EvaluationDate.objects.exists()
    assert not Attainment.objects.exists()
