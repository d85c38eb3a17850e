"""Any statement that is accepted comes back as the same text, and its fold does not depend on its arrival."""

import json
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.lrs import store, vocabulary
from lms.lrs.models import Related, Statement
from tests.factories.lrs import AMARA, NOON, statement, voiding

pytestmark = pytest.mark.django_db

# Within a test function the database stays; each example undoes its own.
EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

text = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=40)
words = st.sampled_from(["en", "cy", "en-GB"])
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=15)
iris = st.builds("https://example.org/{}".format, st.from_regex(r"[a-zé0-9/~.-]{1,20}", fullmatch=True))
extensions = st.dictionaries(iris, anything, max_size=3)
activities = st.fixed_dictionaries(
    {"id": iris},
    optional={
        "definition": st.fixed_dictionaries({"name": st.dictionaries(words, text), "extensions": extensions})
    },
)
agents = st.one_of(
    st.builds(lambda name: {"account": {"homePage": "https://example.org", "name": name}}, text),
    st.builds(
        lambda name: {"mbox": f"mailto:{name}@example.org"}, st.from_regex(r"[a-z]{1,9}", fullmatch=True)
    ),
    st.builds(lambda iri: {"openid": iri, "objectType": "Agent"}, iris),
)
groups = st.builds(lambda members: {"objectType": "Group", "member": members}, st.lists(agents, min_size=1))
results = st.fixed_dictionaries(
    {},
    optional={
        "success": st.booleans(),
        "response": text,
        "extensions": extensions,
        "score": st.fixed_dictionaries({"scaled": st.floats(-1, 1)}),
    },
)
parents = st.fixed_dictionaries({"parent": st.lists(activities, max_size=3) | activities})
contexts = st.fixed_dictionaries(
    {}, optional={"registration": st.uuids().map(str), "team": groups, "contextActivities": parents}
)
statements = st.fixed_dictionaries(
    {
        "actor": agents | groups,
        "verb": st.fixed_dictionaries({"id": iris}, optional={"display": st.dictionaries(words, text)}),
        "object": activities | st.builds(lambda agent: {**agent, "objectType": "Agent"}, agents),
    },
    optional={
        "id": st.uuids().map(str),
        "timestamp": st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
        "result": results,
        "context": contexts,
    },
)


@EXAMPLES
@given(made=statements, is_ascii=st.booleans(), indent=st.sampled_from([None, 1]))
def test_any_accepted_statement_comes_back_as_equal_text(made, is_ascii, indent):
    sent = json.dumps(made, ensure_ascii=is_ascii, indent=indent)
    with transaction.atomic():
        [uuid] = store.record([sent], at=NOON)
        row = Statement.objects.get(uuid=uuid)
        assert row.body == sent
        assert sorted(Related.objects.values_list("key", flat=True)) == row.related
        [read] = store.iter_statements()
        assert {name: read[name] for name in made} == made
        assert read.keys() - made.keys() <= {"id", "timestamp", "stored"}
        store.record([{**made, "id": str(uuid)}], at=NOON)  # again: nothing new
        assert Statement.objects.count() == 1
        transaction.set_rollback(True)


@EXAMPLES
@given(data=st.data())
def test_order_and_duplicates_of_arrival_change_nothing_that_is_read(data):
    """Permuted and repeated deliveries of one log, a void before its target among them (reliability, row
    17).
    """
    log = [statement(verb=verb) for verb in (vocabulary.INITIALIZED, vocabulary.ANSWERED, vocabulary.PASSED)]
    log += [statement(), voiding(log[1]["id"]), voiding(uuid4())]
    with transaction.atomic():
        for made in log:
            store.record([made], at=NOON)
        expected = read_back()
        transaction.set_rollback(True)
    arrivals = data.draw(st.permutations(log + data.draw(st.lists(st.sampled_from(log), max_size=4))))
    with transaction.atomic():
        for made in arrivals:
            store.record([made], at=NOON)
        assert read_back() == expected
        transaction.set_rollback(True)


def read_back():
    """All that a projection may see; when it was stored is not part of it."""
    everything = {"amara": store.statements_of(AMARA), "all": list(store.iter_statements())}
    for made in [*everything["amara"], *everything["all"]]:
        del made["stored"]
    return everything
