"""Any statement that is accepted over HTTP comes back equal, in the text as it was sent."""

import json
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lrs.clients import VERSIONS, Xapi
from tests.lrs.test_roundtrip import EXAMPLES, statements

pytestmark = pytest.mark.django_db

# What an example stores stays until the test ends, so each brings ids of its own.
ONCE_EACH = settings(EXAMPLES, max_examples=40)
SET_BY_THE_STORE = {"id", "stored", "authority", "timestamp", "version"}


def as_given_out(made):
    """The one thing that the specification has changed: a context activity that came alone (data 2.4.6.2)."""
    context = made.get("context", {})
    if "contextActivities" not in context:
        return made
    arrays = {
        name: value if isinstance(value, list) else [value]
        for name, value in context["contextActivities"].items()
    }
    return {**made, "context": {**context, "contextActivities": arrays}}


@ONCE_EACH
@given(
    made=statements, indent=st.sampled_from([None, 1]), version=st.sampled_from(VERSIONS), alone=st.booleans()
)
def test_any_accepted_statement_comes_back_equal(made, indent, version, alone):
    xapi = Xapi(version=version)
    made = {**made, "id": str(uuid4())} if "id" in made else made
    sent = json.dumps(made, ensure_ascii=False, indent=indent)
    answer = xapi.post(sent if alone else f"[{sent}]")
    assert answer.status_code == 200, answer.content
    [uuid] = answer.json()
    for got in (xapi.get(statementId=uuid), xapi.get()):
        text = got.content.decode()
        read = got.json() if "id" in got.json() else got.json()["statements"][0]
        assert {name: read[name] for name in made} == as_given_out(made)
        assert read.keys() - made.keys() == SET_BY_THE_STORE - made.keys()
        if as_given_out(made) == made:
            assert sent.rstrip()[:-1] in text
