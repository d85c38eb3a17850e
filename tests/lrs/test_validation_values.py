"""Timestamps, durations, and what one statement has in common with another of its id."""

from datetime import UTC, datetime

import pytest

from lms.lrs.validation import Invalid, check_statement, facts, instant, is_same_statement
from lms.lrs.validation.facts import ACTIVITY, AGENT, DIRECT, STATEMENT
from tests.lrs.test_validation_statements import GWEN, UUID, group, made

TIMES = {
    "2026-11-24T12:00:00Z": datetime(2026, 11, 24, 12, tzinfo=UTC),
    "2026-11-24T12:00:00.5+01:00": datetime(2026, 11, 24, 11, 0, 0, 500_000, tzinfo=UTC),
    "2026-11-24T12:00:00,123456789Z": datetime(2026, 11, 24, 12, 0, 0, 123_456, tzinfo=UTC),
    "2026-11-24T12:00:00-0130": datetime(2026, 11, 24, 13, 30, tzinfo=UTC),
    "2026-11-24T12:00:00+01": datetime(2026, 11, 24, 11, tzinfo=UTC),
    "2026-11-24T12:00": datetime(2026, 11, 24, 12, tzinfo=UTC),
    "2016-12-31T23:59:60Z": datetime(2016, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    "0001-01-01T00:00:00Z": datetime(1, 1, 1, tzinfo=UTC),
    "9999-12-31T23:59:59Z": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
}


@pytest.mark.parametrize("text", TIMES)
def test_a_timestamp_is_an_instant(text):
    assert instant(text, "timestamp") == TIMES[text]


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-11-24", "2026-11-24 12:00:00Z", "24-11-2026T12:00:00Z", "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z", "2026-11-24T25:00:00Z", "2026-11-24T12:00:00-00:00",
        "2026-11-24T12:00:00-0000", "2026-11-24T12:00:00-00", "2026-11-24T12:00:00+99:00",
        "10000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00", "2026-11-24T12:00:00Z ", "٢٠٢٦-11-24T12:00:00Z",
        None, 1_764_000_000, ["2026-11-24T12:00:00Z"],
    ],
)  # fmt: skip
def test_what_is_no_timestamp_is_refused(text):
    with pytest.raises(Invalid, match=r"^timestamp: must be an ISO 8601 timestamp"):
        check_statement({**made(), "timestamp": text})


@pytest.mark.parametrize(
    "text", ["PT1S", "PT1.5S", "PT1,5S", "P1Y2M3DT4H5M6S", "P2W", "P1D", "P0D", "PT0S", "P1000000Y", "PT36H"]
)
def test_a_duration(text):
    check_statement(made(result={"duration": text}))


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1DT", "1S", "P1S", "PT1D", "P1W2D", "P-1D", "-P1D", "PT1H1H", "P1M1Y", "p1d", "٣", 7],
)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(Invalid, match=r"^result\.duration: must be an ISO 8601 duration$"):
        check_statement(made(result={"duration": text}))


NOW = {"timestamp": "2026-11-24T12:00:00Z"}
PARENT = {"id": "https://example.org/p"}
SAME = [
    (made(**NOW), made()),
    (made(**NOW), made(timestamp="2026-11-24T13:00:00.000+01:00")),
    (made(), made(stored="2026-11-24T12:00:00Z", version="1.0.3", authority=GWEN)),
    (made(id=UUID), made(id=UUID.upper())),
    (made(), made(verb={"id": made()["verb"]["id"], "display": {"en": "answered"}})),
    (made(), made(object={**made()["object"], "definition": {"name": {"en": "A"}}})),
    (made(), made(actor={"objectType": "Agent", **GWEN})),
    (
        made(context={"registration": UUID, "contextActivities": {"parent": PARENT}}),
        made(context={"registration": UUID.upper(), "contextActivities": {"parent": [PARENT]}}),
    ),
]
OTHER = [
    (made(**NOW), made(timestamp="2026-11-24T12:00:01Z")),
    (made(), made(result={"success": True})),
    (made(result={"success": True}), made(result={"success": False})),
    (made(result={"extensions": {"tag:a": 1}}), made(result={"extensions": {"tag:a": True}})),
    (made(result={"extensions": {"tag:a": [0]}}), made(result={"extensions": {"tag:a": [False]}})),
    (made(), made(object={"id": "https://example.org/b"})),
    (made(), made(actor={"mbox": "mailto:tom@example.org"})),
    (made(context={"registration": UUID}), made()),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_statement(one, other):
    assert is_same_statement(one, other)
    assert is_same_statement(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_statement(one, other):
    assert not is_same_statement(one, other)
    assert not is_same_statement(other, one)


def test_a_statement_is_found_by_everything_that_it_names():
    tom, priya = {"mbox": "mailto:tom@example.org"}, {"openid": "https://priya.example.org/"}
    inner = made(actor=tom, context={"contextActivities": {"other": PARENT}})
    said = facts(
        made(
            actor=group(GWEN),
            object={"objectType": "SubStatement", **inner},
            context={"instructor": priya, "registration": UUID},
            authority={"account": {"homePage": "https://example.org", "name": "app"}},
        )
    )
    assert said.related == {
        (AGENT, GWEN["mbox"]), (DIRECT, GWEN["mbox"]), (AGENT, tom["mbox"]),
        (AGENT, "openid:" + priya["openid"]),
        (AGENT, "account:https://example.org\napp"), (ACTIVITY, "https://example.org/a"),
        (ACTIVITY, PARENT["id"]),
    }  # fmt: skip
    assert (said.activity, str(said.registration)) == (None, UUID)


def test_a_reference_is_found_by_what_it_refers_to_and_an_object_by_itself():
    said = facts(made(object={"objectType": "StatementRef", "id": UUID.upper()}))
    assert (STATEMENT, UUID) in said.related
    assert said.voids is None
    said = facts(made(object={"objectType": "Group", "member": [GWEN]}, actor={"openid": "tag:tom"}))
    assert said.related == {(AGENT, "openid:tag:tom"), (AGENT, GWEN["mbox"]), (DIRECT, GWEN["mbox"])}
