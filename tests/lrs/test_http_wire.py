"""Bodies as they come over the wire to the real server: in chunks, compressed, cut short (security guide,
row 62). What arrives in part is never kept for what was meant.
"""

import gzip
import json
import socket
from urllib.parse import quote, urlsplit

import pytest

from lms.lrs.models import Document, Statement
from tests import databases, server
from tests.lrs.clients import Xapi, multipart, said

STATEMENT = json.dumps(said()).encode()
JSON, TEXT = "Content-Type: application/json", "Content-Type: text/plain"
CHUNKED = "Transfer-Encoding: chunked"
STATE = f"activities/state?activityId=http://x.org/a&agent={quote(json.dumps(said()['actor']))}&stateId="


@pytest.fixture
def say(own_database, request, tmp_path):
    """Sends bytes to a server and reads its answer: (status, headers, body)."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    xapi = Xapi()
    url = databases.url_for(databases.copy_name(f"own_{worker}"))

    def send(method, path, body=b"", *headers, then=None, cut=False):
        lines = [
            f"{method} /xapi/{path} HTTP/1.1".encode(),
            b"Host: 127.0.0.1",
            b"Connection: close",
            f"Authorization: {xapi.authorization}".encode(),
            b"X-Experience-API-Version: 1.0.3",
            *(header.encode() for header in headers),
        ]
        if not any(header.startswith(("Content-Length", "Transfer")) for header in headers):
            lines.append(b"Content-Length: %d" % len(body))
        with socket.create_connection(("127.0.0.1", urlsplit(address).port), timeout=30) as wire:
            wire.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            if cut:
                wire.shutdown(socket.SHUT_WR)
            if then is not None:
                assert wire.recv(1000).startswith(b"HTTP/1.1 100")
                wire.sendall(then)
            heard = b"".join(iter(lambda: wire.recv(65536), b""))
        head, _, text = heard.partition(b"\r\n\r\n")
        return int(head.split()[1]), head.decode().lower(), text

    with server.running(database_url=url, folder=tmp_path) as (address, _):
        yield send


def chunks(*pieces, end=b"0\r\n\r\n"):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end


def test_bodies_over_the_wire(say):
    """One server start for all."""
    a_body_in_chunks_is_read_to_its_end(say)
    a_body_that_is_cut_short_changes_nothing(say)
    a_compressed_body_is_not_kept_as_it_is(say)
    a_client_may_wait_before_it_sends_its_body(say)
    letters_that_nobody_escaped_are_utf_8(say)
    a_head_has_no_body(say)


def a_body_in_chunks_is_read_to_its_end(say):
    before = Statement.objects.count()
    assert say("POST", "statements", chunks(STATEMENT[:20], STATEMENT[20:]), JSON, CHUNKED)[0] == 200
    sent = multipart([said()] * 2)
    kind = f"Content-Type: {sent['content_type']}"
    assert say("POST", "statements", chunks(sent["body"]), kind, CHUNKED)[0] == 200
    assert say("PUT", STATE + "chunks", chunks(b'{"a":', b"1}"), JSON, CHUNKED)[0] == 204
    assert say("GET", STATE + "chunks")[2] == b'{"a":1}'
    assert Statement.objects.count() == before + 3
    # Where the end does not show, a length must say it; and the limit holds without one.
    for body, kind in ((b"hello", TEXT), (b"12345", JSON), (b"", TEXT)):
        assert say("PUT", STATE + "unsaid", chunks(body) if body else chunks(), kind, CHUNKED)[0] == 411
    long = b"[" + b" " * 2**20 + b"]"
    assert say("PUT", STATE + "unsaid", chunks(long), JSON, CHUNKED)[0] == 413
    assert not Document.objects.filter(name="unsaid").exists()


def a_body_that_is_cut_short_changes_nothing(say):
    assert say("PUT", STATE + "kept", b"whole", TEXT)[0] == 204
    statements = Statement.objects.count()
    length = "Content-Length: 5000"
    for body, *headers in (
        (b"par", TEXT, length),
        (b"{}", JSON, length),
        (b"", TEXT, length),
        (chunks(b"par", end=b""), TEXT, CHUNKED),
        (chunks(b'{"par', end=b""), JSON, CHUNKED),
    ):
        answer = say("PUT", STATE + "kept", body, *headers, cut=True)
        assert answer[0] in {400, 411}, (body, answer)
    for headers in ((JSON, length), (JSON, CHUNKED)):
        body = STATEMENT if headers[1] == length else chunks(b"[" + STATEMENT, end=b"")
        assert say("POST", "statements", body, *headers, cut=True)[0] == 400
    assert Statement.objects.count() == statements
    assert say("GET", STATE + "kept")[2] == b"whole"


def a_compressed_body_is_not_kept_as_it_is(say):
    for method, path, body in (("POST", "statements", STATEMENT), ("PUT", STATE + "packed", b"hello")):
        status, head, text = say(method, path, gzip.compress(body), JSON, "Content-Encoding: gzip")
        assert (status, json.loads(text)["path"]) == (415, "Content-Encoding")
        assert "accept-encoding: identity" in head
        assert "x-experience-api-consistent-through" in head
    assert not Document.objects.filter(name="packed").exists()
    assert say("POST", "statements", STATEMENT, JSON, "Content-Encoding: identity")[0] == 200


def a_client_may_wait_before_it_sends_its_body(say):
    length = f"Content-Length: {len(STATEMENT)}"
    assert say("POST", "statements", b"", JSON, length, "Expect: 100-continue", then=STATEMENT)[0] == 200


def letters_that_nobody_escaped_are_utf_8(say):
    assert say("PUT", STATE + "é", b"here", TEXT)[0] == 204
    assert say("GET", STATE + "%C3%A9")[2] == b"here"


def a_head_has_no_body(say):
    for path in ("statements", "statements?attachments=true", STATE + "kept", "about"):
        status, head, body = say("HEAD", path)
        assert (status, body) == (200, b""), path
        assert "x-experience-api-consistent-through" in head
