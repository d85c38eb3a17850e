"""State and profiles: ETags, preconditions, merging (communication 2.2, 3.1; security guide, row 75)."""

import hashlib
from uuid import uuid4

import pytest

from lms.lrs.models import Document
from tests.lrs.clients import VERSIONS, Xapi

pytestmark = pytest.mark.django_db

AGENT = {"mbox": "mailto:daniel@example.org"}
PLACES = {
    "activities/state": {"activityId": "http://x.org/a", "agent": AGENT, "stateId": "one"},
    "activities/profile": {"activityId": "http://x.org/a", "profileId": "one"},
    "agents/profile": {"agent": AGENT, "profileId": "one"},
}
ABSENT = {"If-None-Match": "*"}


@pytest.fixture(params=VERSIONS)
def xapi(request):
    return Xapi(version=request.param)


@pytest.fixture(params=PLACES)
def place(request):
    return request.param, PLACES[request.param]


def without_name(params):
    return {name: value for name, value in params.items() if name not in {"stateId", "profileId"}}


def test_any_bytes_come_back_with_their_type_and_the_sha1_of_them_as_etag(xapi, place):
    resource, params = place
    content = bytes(range(256))
    put = xapi.put(content, resource, content_type="image/x-any; a=b", headers=ABSENT, **params)
    assert put.status_code == 204
    got = xapi.get(resource, **params)
    assert (got.content, got["Content-Type"]) == (content, "image/x-any; a=b")
    assert got["ETag"] == f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'
    assert got["Last-Modified"].endswith("GMT")
    assert "sandbox" in got["Content-Security-Policy"]
    assert xapi.get(resource, headers={"If-None-Match": got["ETag"]}, **params).status_code == 304
    assert xapi.ask("HEAD", resource, **params)["ETag"] == got["ETag"]
    assert xapi.delete(resource, **params).status_code == 204
    assert xapi.get(resource, **params).status_code == 404


def test_a_stale_client_changes_nothing(xapi, place):
    resource, params = place
    xapi.put("first", resource, headers=ABSENT, content_type="text/plain", **params)
    etag = xapi.get(resource, **params)["ETag"]
    for headers in (ABSENT, {"If-Match": '"stale"'}):
        assert (
            xapi.put("x", resource, headers=headers, content_type="text/plain", **params).status_code == 412
        )
        assert xapi.post("{}", resource, headers=headers, **params).status_code == 412
        assert xapi.delete(resource, headers=headers, **params).status_code == 412
    assert xapi.get(resource, **params).content == b"first"
    fresh = {"If-Match": f'"other", W/{etag}'}
    assert xapi.put("second", resource, headers=fresh, content_type="text/plain", **params).status_code == 204
    assert xapi.get(resource, **params).content == b"second"


def test_a_put_that_does_not_say_what_it_replaces_is_a_conflict_where_the_version_says_so(xapi, place):
    resource, params = place
    xapi.put("first", resource, headers=ABSENT, content_type="text/plain", **params)
    answer = xapi.put("second", resource, content_type="text/plain", **params)
    is_free = resource == "activities/state" and xapi.version == "1.0.3"
    assert answer.status_code == (204 if is_free else 409)
    assert is_free or "If-Match" in answer.json()["message"]


def test_a_post_merges_objects_and_keeps_the_text_of_what_it_does_not_replace(xapi, place):
    resource, params = place
    assert xapi.post('{"a": 1.50, "b": {"c": 1}, "\\u00e9": 1}', resource, **params).status_code == 204
    assert xapi.post('{"b": {"d": 2}, "n": null}', resource, **params).status_code == 204
    assert xapi.get(resource, **params).content.decode() == '{"a":1.50,"b":{"d": 2},"é":1,"n":null}'


@pytest.mark.parametrize(
    ("old", "old_type", "new", "new_type"),
    [
        ("{}", "application/json", "[]", "application/json"),
        ("[]", "application/json", "{}", "application/json"),
        ("{}", "application/json", "{}", "text/plain"),
        ("{}", "text/plain", "{}", "application/json"),
        ("{}", "application/json", '{"a":1,"a":2}', "application/json"),
    ],
)
def test_only_two_json_objects_merge(xapi, place, old, old_type, new, new_type):
    resource, params = place
    assert xapi.put(old, resource, content_type=old_type, headers=ABSENT, **params).status_code == 204
    assert xapi.post(new, resource, content_type=new_type, **params).status_code == 400
    assert xapi.get(resource, **params).content.decode() == old


def test_ids_are_listed_by_place_and_by_time(xapi, place):
    resource, params = place
    name = "stateId" if resource == "activities/state" else "profileId"
    for each in ("one", "two"):
        xapi.put("x", resource, headers=ABSENT, content_type="text/plain", **{**params, name: each})
    listed = xapi.get(resource, **without_name(params))
    assert listed.json() == ["one", "two"]
    assert listed["Last-Modified"]
    moment = Document.objects.get(name="one").updated_at.isoformat()
    assert xapi.get(resource, since=moment, **without_name(params)).json() == ["two"]
    assert xapi.get(resource, **{**without_name(params), "since": "never"}).status_code == 400


def test_state_of_one_registration_is_apart(xapi):
    params = PLACES["activities/state"]
    first, second = str(uuid4()), str(uuid4())
    for content, more in (
        ("none", {}),
        ("first", {"registration": first}),
        ("second", {"registration": second}),
    ):
        xapi.put(content, "activities/state", content_type="text/plain", **params, **more)
    assert xapi.get("activities/state", **params).content == b"none"
    assert xapi.get("activities/state", registration=first, **params).content == b"first"
    assert xapi.delete("activities/state", registration=first, **without_name(params)).status_code == 204
    assert xapi.get("activities/state", registration=first, **params).status_code == 404
    assert xapi.get("activities/state", registration=second, **params).content == b"second"
    assert xapi.delete("activities/state", **without_name(params)).status_code == 204
    assert not Document.objects.exists()


def test_a_profile_is_deleted_by_name_only(xapi):
    assert xapi.delete("agents/profile", agent=AGENT).status_code == 400


@pytest.mark.parametrize("missing", ["activityId", "agent"])
def test_what_is_missing_is_named(xapi, missing):
    params = {name: value for name, value in PLACES["activities/state"].items() if name != missing}
    answer = xapi.get("activities/state", **params)
    assert (answer.status_code, answer.json()["path"]) == (400, missing)


def test_a_type_longer_than_can_be_kept_is_refused_and_not_shortened(xapi, place):
    resource, params = place
    kind = "text/plain; a=" + "b" * 241
    assert len(kind) == 255
    assert xapi.put("x", resource, content_type=kind + "b", headers=ABSENT, **params).status_code == 400
    assert xapi.put("x", resource, content_type=kind, headers=ABSENT, **params).status_code == 204
    assert xapi.get(resource, **params)["Content-Type"] == kind


def test_no_document_grows_past_the_limit_by_merging(xapi, place, settings):
    settings.LRS_MAX_BODY_BYTES = 100
    resource, params = place
    assert xapi.post({"a": "x" * 60}, resource, **params).status_code == 204
    before = xapi.get(resource, **params).content
    answer = xapi.post({"b": "x" * 60}, resource, **params)
    assert (answer.status_code, answer.json()["path"]) == (413, "body")
    assert xapi.get(resource, **params).content == before
    assert xapi.post({"a": "y" * 60}, resource, **params).status_code == 204
    assert xapi.post({"c": 1}, resource, **params).status_code == 204


@pytest.mark.parametrize(
    ("header", "matches"),
    [
        ("*", True),
        ("{}", True),
        ('"{}"', True),
        ('W/"{}"', True),
        ('"other","{}"', True),
        ('"other" , W/"{}"', True),
        ('"*"', False),
        ('"other{}"', False),
        ('"other, {}"', False),
        ('"{}', False),
        ('""', False),
        ("", False),
    ],
)
def test_each_form_of_a_precondition_is_read_the_same_both_ways(xapi, place, header, matches):
    resource, params = place
    xapi.put("x", resource, headers=ABSENT, content_type="text/plain", **params)
    header = header.replace("{}", xapi.get(resource, **params)["ETag"].strip('"'))
    for name, allowed in (("If-Match", matches), ("If-None-Match", not matches)):
        answer = xapi.put("x", resource, headers={name: header}, content_type="text/plain", **params)
        assert answer.status_code == (204 if allowed else 412), (name, header)
