"""Any request to any resource gets an answer that is no error of the server (security guide, row 63).

FUZZ_EXAMPLES=500 tries more of each operation; 500 and PostgreSQL are what found a NUL that 100 had missed.
"""

import json
import os
from copy import deepcopy
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.lrs import auth
from tests.lrs.clients import Xapi, multipart, said
from tests.lrs.test_http_hostile import anything

pytestmark = pytest.mark.django_db

MANY = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "30")),
    deadline=None,
    derandomize=True,  # so that both databases are asked the same
    suppress_health_check=list(HealthCheck),
)
UUID_TEXT = "8f87ccde-bb56-4c2e-ab83-44982ef22df0"
MAILBOX = {"mbox": "mailto:daniel@example.org"}
RESOURCES = {
    "statements": ("GET", "HEAD", "PUT", "POST", "DELETE"),
    "activities/state": ("GET", "HEAD", "PUT", "POST", "DELETE"),
    "activities/profile": ("GET", "HEAD", "PUT", "POST", "DELETE"),
    "agents/profile": ("GET", "HEAD", "PUT", "POST", "DELETE"),
    "activities": ("GET", "HEAD", "POST"),
    "agents": ("GET", "HEAD", "POST"),
    "about": ("GET", "HEAD", "POST"),
}
OPERATIONS = [
    (method, resource) for resource, methods in RESOURCES.items() for method in (*methods, "OPTIONS")
]

odd = st.sampled_from(
    ["", "\0", "é", "\u2028", "\U0001f600", "%", "'", '"', "\\", "{}", "[]", "null", "NaN", "-1", "1e400",
     " ", "9" * 400, "a" * 3000, "../", "$1", "%s", "{0}", "\r\nX: y", "\ufeff", "\u202e", "\x7f", "\ud800"]
)  # fmt: skip
words = odd | st.text(max_size=12)
moments = st.sampled_from(
    ["2026-11-24T12:00:00Z", "2026-11-24T12:00:00+01:00", "2016-12-31T23:59:60Z", "0001-01-01T00:00:00+14:00",
     "9999-12-31T23:59:59-14:00", "10000-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-W01-1T00:00Z",
     "20261124T120000Z", "2026-11-24T12:00:00.1234567890123Z", "2026-11-24", "2026-11-24T24:00:00Z",
     "2026-11-24T12:00:00,5Z", "2026-11-24t12:00:00z", "2026-11-24T12:00:00-00:00", "١٢٣٤-11-24T12:00:00Z"]
)  # fmt: skip
agents = st.sampled_from(
    [MAILBOX, {"account": {"homePage": "http://x.org", "name": "a"}}, {"openid": "http://x.org"}, {},
     {"mbox_sha1sum": "A" * 40}, {"objectType": "Group", **MAILBOX}, {"mbox": None}, {"account": []},
     {"objectType": "Group", "member": [MAILBOX]}]
).map(deepcopy) | anything  # fmt: skip
iris = st.sampled_from(
    ["http://x.org/a", "urn:a:b", "http://x.org/é", "a:", "x", "http://x.org/%zz", "HTTP://X.ORG/A"]
)
flags = st.sampled_from(["true", "false", "TRUE", "1"])
VALUES = {
    "agent": agents.map(json.dumps),
    "verb": iris, "activity": iris, "activityId": iris,
    "registration": st.sampled_from([UUID_TEXT, UUID_TEXT.upper(), "{" + UUID_TEXT + "}", "7"]),
    "statementId": st.sampled_from([UUID_TEXT, UUID_TEXT.replace("-", "")]),
    "voidedStatementId": st.just(UUID_TEXT),
    "since": moments, "until": moments,
    "limit": st.sampled_from(["0", "1", "501", "00", "999999999", "9999999999", "+1", "1.0", "١"]),
    "related_agents": flags, "related_activities": flags, "attachments": flags, "ascending": flags,
    "format": st.sampled_from(["ids", "exact", "canonical", "IDS"]),
    "more": st.sampled_from(["a:b:c", ".eJw:1:x", ""]),
    "stateId": words, "profileId": words,
    "method": st.sampled_from(["GET", "POST"]),
}  # fmt: skip
OF = {
    "statements": sorted(set(VALUES) - {"activityId", "stateId", "profileId", "method"}),
    "activities/state": ["activityId", "agent", "stateId", "registration", "since"],
    "activities/profile": ["activityId", "profileId", "since"],
    "agents/profile": ["agent", "profileId", "since"],
    "activities": ["activityId"],
    "agents": ["agent"],
    "about": ["since"],
}
HEADERS = {
    "X-Experience-API-Version": st.sampled_from(["1.0.3", "2.0.0", "1.0", "1.0.3 ", "0.9", ""]),
    "If-Match": st.sampled_from(["*", '"a"', "W/", '"', ", ,", '"' * 99, "é"]),
    "If-None-Match": st.sampled_from(["*", '"a"', "W/", '"', ", ,", "*, *"]),
    "Accept": st.sampled_from(["text/plain", "multipart/mixed", "*/*;q=x", "", "application/json"]),
    "Accept-Language": st.sampled_from(["en", "*", "cy;q=0, en;q=9", "-", "en-" * 90]),
    "Content-Encoding": st.sampled_from(["gzip", "identity", ""]),
    "Origin": st.sampled_from(["null", "https://evil.example"]),
    "Authorization": st.sampled_from(["Basic", "Basic eDp5", "Bearer x"]),
}
KINDS = st.sampled_from(
    ["application/json", "application/json; charset=utf-16", "text/plain", "multipart/mixed", "a" * 300, "",
     "multipart/mixed; boundary=b", "application/x-www-form-urlencoded", "APPLICATION/JSON", "text/é"]
)  # fmt: skip


@st.composite
def queries(draw, resource):
    """Mostly the parameters of this resource, some of others, some that nobody knows, in any bytes."""
    names = draw(st.lists(st.sampled_from(OF[resource]), unique=True, max_size=6))
    pairs = [(name, draw(VALUES[name] if draw(st.integers(0, 7)) else words)) for name in names]
    if not draw(st.integers(0, 5)):
        pairs.append((draw(st.sampled_from([*VALUES, "Agent", "x"]) | words), draw(words)))
    return pairs


@st.composite
def statements(draw):
    made = said(context={"registration": UUID_TEXT}, result={"score": {"scaled": 0.5}})
    for _ in range(draw(st.integers(0, 2))):
        where = draw(st.sampled_from([*made, "id", "stored", "version", "authority", "attachments", "x"]))
        inside = made.get(where)
        if isinstance(inside, dict) and inside and draw(st.booleans()):
            inside[draw(st.sampled_from([*inside, "objectType", "member", "extensions"]))] = draw(
                anything | agents
            )
        else:
            made[where] = draw(anything | agents | moments)
    return made


bodies = st.one_of(
    statements().map(json.dumps),
    st.lists(statements(), max_size=3).map(json.dumps),
    anything.map(json.dumps),
    words,
    st.binary(max_size=60),
    st.sampled_from(
        [multipart(said())["body"].replace(b"boundary", b"b"), b"--b--", b"--b\r\n\r\n\r\n--b--"]
    ),
)


def escaped(text):
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="'/:")


def bytes_of(body):
    return body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")


def check(answer):
    assert answer.status_code < 500, (answer.status_code, answer.content)
    assert "X-Experience-API-Consistent-Through" in answer
    if answer.status_code >= 400 and answer["Content-Type"] == "application/json" and answer.content:
        assert json.loads(answer.content)["message"]


@pytest.mark.parametrize(("method", "resource"), OPERATIONS, ids=[" ".join(each) for each in OPERATIONS])
def test_any_request_is_answered_and_never_by_an_error(method, resource, verdicts):
    xapi = Xapi()

    @MANY
    @given(
        pairs=queries(resource),
        headers=st.fixed_dictionaries({}, optional=HEADERS),
        body=bodies,
        kind=KINDS,
        in_form=st.integers(0, 5),
    )
    def fuzz(pairs, headers, body, kind, in_form):
        auth._failures.clear()  # how many come within a minute is for the clock to say
        sent = {"Authorization": xapi.authorization, "X-Experience-API-Version": "1.0.3", **headers}
        if in_form or method == "OPTIONS":
            query = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in pairs)
            answer = xapi.client.generic(
                method, f"/xapi/{resource}?{query}", bytes_of(body), content_type=kind, headers=sent
            )
        else:
            form = {bytes_of(name): bytes_of(value) for name, value in pairs}
            form |= {name.encode(): value for name, value in {**sent, "Content-Type": kind}.items()}
            form[b"content"] = bytes_of(body)
            answer = xapi.client.generic(
                "POST",
                f"/xapi/{resource}?method={quote(method)}",
                urlencode(form),
                content_type="application/x-www-form-urlencoded",
            )
        check(answer)
        verdicts(answer)

    fuzz()


@pytest.fixture
def verdicts(request):
    """Notes what was answered, where FUZZ_VERDICTS names a file: two databases must fill it alike."""
    path = os.environ.get("FUZZ_VERDICTS")
    if not path:
        yield lambda answer: None
        return
    with open(path, "a") as out:
        yield lambda answer: out.write(f"{request.node.name} {answer.status_code} {said_in(answer)}\n")


def said_in(answer):
    """What an answer says, without what differs each time."""
    if answer.status_code < 400 or answer.streaming:
        return ""
    return answer.content.decode()
