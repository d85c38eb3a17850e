"""Every filter, alone and with others, against a plain reading of the specification; and StatementRefs."""

import random
from datetime import UTC, datetime, timedelta
from itertools import combinations
from uuid import uuid4

import pytest
from django.utils import timezone

from lms import outbox
from lms.lrs import vocabulary
from lms.lrs.models import Statement, Targeted
from lms.lrs.store.ways import walked
from tests.lrs.clients import Xapi, said
from tests.lrs.specified import AGENTS, FILTERS, REGISTRATIONS, drawn, meets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("steps", [walked.STEPS, 15, 1])
def test_all_combinations_of_filters_find_what_the_specification_says(steps, monkeypatch):
    """Also where what is found lies further off than a walk goes."""
    monkeypatch.setattr(walked, "STEPS", steps)
    chance, xapi = random.Random(7), Xapi()
    statements = {str(uuid4()): drawn(chance) for _ in range(250)}
    xapi.send(*({**made, "id": uuid} for uuid, made in statements.items()))
    tried = 0
    for count in range(4):
        for chosen in combinations(FILTERS, count):
            params = {name: value for one in chosen for name, value in one.items()}
            expected = [uuid for uuid, made in statements.items() if meets(made, params)]
            assert xapi.found(ascending="true", limit="500", **params) == expected, params
            assert xapi.found(limit="500", **params) == expected[::-1], params
            assert xapi.found(limit="5", **params) == expected[:-6:-1], params
            tried += bool(expected)
    assert tried > 40


def test_since_leaves_out_its_own_moment_and_until_takes_it_in():
    xapi = Xapi()
    first, second, third = xapi.send(said(), said(), said())
    moment = Statement.objects.get(uuid=second).stored.isoformat()
    assert xapi.found(since=moment) == [third]
    assert xapi.found(until=moment) == [second, first]
    assert xapi.found(since=moment, until=moment) == []
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert xapi.found(since=tomorrow) == []
    assert xapi.found(since="1969-12-31T23:59:59Z", until="9999-12-31T23:59:59Z") == [third, second, first]


def refer(target, **more):
    return said(object={"objectType": "StatementRef", "id": target}, id=str(uuid4()), **more)


PRIYA = {"actor": AGENTS[1], "verb": {"id": "http://x.org/verbs/confirmed"}}


@pytest.mark.parametrize("order", ["before", "after", "together"])
def test_a_statement_that_targets_others_meets_what_they_meet_along_the_chain(order):
    """Both "Tom did one" and "Priya confirmed <it>" are found under Tom (communication 2.1.3)."""
    xapi = Xapi()
    target = said(actor=AGENTS[0], id=str(uuid4()), context={"registration": REGISTRATIONS[0]})
    confirmed = refer(target["id"], **PRIYA)
    again = refer(confirmed["id"], **{**PRIYA, "actor": AGENTS[2]})
    batch = [target, confirmed, again] if order != "after" else [again, confirmed, target]
    if order == "together":
        xapi.send(*batch)
    else:
        for made in batch:
            xapi.send(made)
    everything = {target["id"], confirmed["id"], again["id"]}
    for params in (
        {"agent": AGENTS[0]},
        {"verb": target["verb"]["id"]},
        {"activity": target["object"]["id"]},
        {"activity": target["object"]["id"], "related_activities": "true"},
        {"registration": REGISTRATIONS[0]},
        {"agent": AGENTS[0], "related_agents": "true", "verb": target["verb"]["id"]},
    ):
        assert set(xapi.found(**params)) == everything, params
    assert set(xapi.found(agent=AGENTS[1])) == {confirmed["id"], again["id"]}
    # One statement meets all filters, or its target does: not some of them each.
    assert xapi.found(agent=AGENTS[1], verb=target["verb"]["id"]) == []
    moment = Statement.objects.order_by("seq").first().stored.isoformat()
    assert len(xapi.found(agent=AGENTS[0], since=moment)) == 2  # time is the referring statement's own


def test_what_targets_a_voided_statement_is_still_found_by_it():
    xapi = Xapi()
    target = said(actor=AGENTS[0], id=str(uuid4()))
    confirmed = refer(target["id"], **PRIYA)
    void = refer(target["id"], verb={"id": vocabulary.VOIDED}, actor=AGENTS[2])
    xapi.send(target, confirmed, void)
    assert set(xapi.found(agent=AGENTS[0])) == {confirmed["id"], void["id"]}


def test_two_statements_may_target_each_other():
    xapi = Xapi()
    one, other = str(uuid4()), str(uuid4())
    xapi.send({**refer(other, actor=AGENTS[0]), "id": one}, {**refer(one, actor=AGENTS[1]), "id": other})
    assert set(xapi.found(agent=AGENTS[0])) == {one, other}


def test_a_target_that_crossed_with_what_targets_it_is_linked_from_the_outbox():
    """As when neither transaction saw the other: the link is missing until the outbox looks again."""
    xapi = Xapi()
    target = said(actor=AGENTS[0], id=str(uuid4()))
    confirmed = refer(target["id"], **PRIYA)
    xapi.send(confirmed)
    xapi.send(target)
    Targeted.objects.all().delete()
    assert xapi.found(agent=AGENTS[0]) == [target["id"]]
    outbox.drain(at=datetime.now(UTC) + timedelta(minutes=3))
    assert set(xapi.found(agent=AGENTS[0])) == {target["id"], confirmed["id"]}
