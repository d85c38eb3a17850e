"""Timestamps, durations, languages, addresses, media types; and what a statement is found by."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.lrs.validation import Invalid, check_statement, facts, instant, values
from lms.lrs.validation.facts import ACTIVITY, AGENT, DIRECT, STATEMENT
from tests.lrs.test_validation_statements import ATTACHMENT, GWEN, UUID, group, made

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


LANGUAGES = """de fr ja i-enochian zh-Hant zh-Hans sr-Cyrl sr-Latn zh-cmn-Hans-CN cmn-Hans-CN zh-yue-HK yue-HK
zh-Hans-CN sr-Latn-RS sl-rozaj sl-rozaj-biske sl-nedis de-CH-1901 sl-IT-nedis hy-Latn-IT-arevela de-DE en-US
es-419 de-CH-x-phonebk az-Arab-x-AZE-derbend x-whatever qaa-Qaaa-QM-x-southern de-Qaaa sr-Latn-QM sr-Qaaa-RS
en-US-u-islamcal zh-CN-a-myext-x-private en-a-myext-b-another tlh EN-gb und mul-x-a i-klingon en-GB-oed
sgn-BE-FR zh-min-nan art-lojban cel-gaulish en-a-bbb-x-a-ccc de-419-1994 abcdefgh"""  # RFC 5646, A
NOT_LANGUAGES = """de-419-DE a-DE e en_GB en- -en en--GB abcdefghi en-toolongtag en-a en-x x x- a1 é 12
en-GB-GB zh-abc-def-ghi-jkl en-Latn-Latn de-a1 ſl de-419-DE1x"""


@pytest.mark.parametrize("tag", LANGUAGES.split())
def test_a_language_tag(tag):
    check_statement(made(context={"language": tag}, verb={"id": "tag:did", "display": {tag: ""}}))


@pytest.mark.parametrize("tag", [*NOT_LANGUAGES.split(), "", "en GB", "en-GB\n"])
def test_what_is_no_language_tag_is_refused(tag):
    with pytest.raises(Invalid, match=r"^context\.language: must be an RFC 5646 language tag$"):
        check_statement(made(context={"language": tag}))
    with pytest.raises(Invalid, match=r"^verb\.display.*: must be an RFC 5646 language tag$"):
        check_statement(made(verb={"id": "tag:did", "display": {"en": "", tag: ""}}))


ADDRESSES = [
    "a@b",
    "gwen.o'hara+xapi@example.org",
    "gwen@xn--mnchen-3ya.example",
    "ünï@münchen.example",
    "a%20b@c.d",
    "#!$&*/=^_`{|}~-@a-b.c",
]
NOT_ADDRESSES = """@ a@ @b a a@b@c a@b. a@.b a@b..c a@-b a@b- a@b?subject=x a?b@c a@b,c@d <a@b> a@[127.0.0.1]
a@b_c a@b:25"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address(address):
    check_statement(made(actor={"mbox": f"mailto:{address}"}))


@pytest.mark.parametrize("address", [*NOT_ADDRESSES.split(), "", "a b@c", "a@b c", "a@b\n"])
def test_what_is_no_address_is_refused(address):
    for mailbox in (f"mailto:{address}", f"MAILTO:{address}"):
        with pytest.raises(Invalid, match=r"^actor\.mbox: must be a mailto: IRI$"):
            check_statement(made(actor={"mbox": mailbox}))


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/plain; charset=ascii", "application/vnd.ms-excel", 'image/svg+xml;a="b; c"']
)
def test_a_media_type(kind):
    check_statement(made(attachments=[{**ATTACHMENT, "contentType": kind}]))


@pytest.mark.parametrize(
    "kind", ["", "text", "/plain", "text/", "text plain", "text/plain\n", "text/plain; a=\r\nb", "a/b/c"]
)
def test_what_is_no_media_type_is_refused(kind):
    with pytest.raises(Invalid, match=r"^attachments\[0\]\.contentType: must be an Internet media type$"):
        check_statement(made(attachments=[{**ATTACHMENT, "contentType": kind}]))


RESTS = ["00:00Z", "59:59.999999+14:00", "59:60Z", "60:00Z", "00:61Z"]
RESTS += ["00:00-23:59", "00:00+24:00", "00:00.1-00:01"]


@example(2026, 2, 29, 12, "00:00Z")
@example(2028, 2, 29, 12, "00:00Z")
@example(2026, 4, 31, 12, "00:00Z")
@example(9999, 12, 28, 23, "59:59.999999+14:00")
@given(
    year=st.integers(0, 9999) | st.sampled_from([0, 1, 9999]),
    month=st.integers(0, 13),
    day=st.integers(0, 32),
    hour=st.integers(0, 25),
    rest=st.sampled_from(RESTS),
)
def test_a_timestamp_is_a_day_of_the_calendar(year, month, day, hour, rest):
    """The quick check of the usual form says what the calendar says."""
    text = f"{year:04}-{month:02}-{day:02}T{hour:02}:{rest}"
    try:
        datetime.fromisoformat(text.replace(":60", ":59", rest == "59:60Z")).astimezone(UTC)
        is_moment = True
    except (ValueError, OverflowError):
        is_moment = False
    for version in ("1.0.3", "2.0.0"):
        try:
            check_statement(made(timestamp=text), version)
        except Invalid:
            assert not is_moment
        else:
            assert is_moment
            assert facts(made(timestamp=text)).happened == instant(text)


def test_what_was_accepted_is_remembered_within_bounds(monkeypatch):
    monkeypatch.setattr(values, "REMEMBERED", 10)
    monkeypatch.setattr(values, "LONGEST", 30)
    for number in range(100):
        values.check_iri(f"https://example.org/{number}")
        values.check_iri(f"https://example.org/{number}{'a' * 30}")
    assert len(values._known_iris) <= 10
    assert all(len(iri) <= 30 for iri in values._known_iris)
    with pytest.raises(Invalid):
        values.check_iri("example.org")
    assert "example.org" not in values._known_iris


def test_a_statement_is_found_by_everything_that_it_names():
    tom, priya = {"mbox": "mailto:tom@example.org"}, {"openid": "https://priya.example.org/"}
    inner = made(actor=tom, context={"contextActivities": {"other": {"id": "https://example.org/p"}}})
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
        (ACTIVITY, "https://example.org/p"),
    }  # fmt: skip
    assert (said.activity, str(said.registration)) == (None, UUID)


def test_a_reference_is_found_by_what_it_refers_to_and_an_object_by_itself():
    said = facts(made(object={"objectType": "StatementRef", "id": UUID.upper()}))
    assert (STATEMENT, UUID) in said.related
    assert said.voids is None
    said = facts(made(object={"objectType": "Group", "member": [GWEN]}, actor={"openid": "tag:tom"}))
    assert said.related == {(AGENT, "openid:tag:tom"), (AGENT, GWEN["mbox"]), (DIRECT, GWEN["mbox"])}
