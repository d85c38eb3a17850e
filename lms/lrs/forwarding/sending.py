"""One request to another record store: pinned, bounded in time and size, no redirects, no proxies."""

import json
import secrets
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

import httpx

from lms.lrs.forwarding.addresses import NotAllowed, NotFound, target_of
from lms.lrs.forwarding.answers import Answer, Verdict, retry_after, verdict_of
from lms.lrs.forwarding.batches import Batch
from lms.lrs.forwarding.sealing import Sealed, unseal
from lms.lrs.http.answers import header_safe, multipart
from lms.lrs.models import Forwarder
from lms.lrs.store.attachments import content_of, sizes_of

TIMEOUT = httpx.Timeout(15.0, connect=5.0)  # of each step; a batch of 50 may take a record store a while
SECONDS_A_REQUEST = 120.0  # of all steps together, however slowly the other side reads
PIECE = 2**20  # bytes that are written at once: between two, the lease is renewed
LONGEST_SAID = 4096  # bytes that are read of an answer: it is shown to people, no more


class TooSlow(Exception):
    """The other side reads so slowly that the request was given up."""


def send(forwarder: Forwarder, batch: Batch, *, at: datetime, go_on: Callable[[], object]) -> Answer:
    """Post a batch, and say what became of it. `go_on` is called as the body goes out. Raises what it raises,
    and nothing that a network or another server could cause.
    """
    try:
        target = target_of(forwarder.endpoint)
        auth = httpx.BasicAuth(forwarder.username, unseal(forwarder.secret))
    except (NotAllowed, NotFound) as error:
        return Answer(Verdict.WAIT, 0, str(error))
    except Sealed:
        return Answer(Verdict.WAIT, 0, "The key was sealed under another SECRET_KEY: enter it again.")
    content_type, content, length = _body(batch)
    headers = {
        "Host": target.authority,
        "Content-Type": content_type,
        "Content-Length": str(length),
        "X-Experience-API-Version": forwarder.version,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "waymark-forwarder",
    }
    try:
        with (
            httpx.Client(verify=_trusted(), timeout=TIMEOUT, trust_env=False) as client,
            client.stream(
                "POST",
                target.url,
                headers=headers,
                content=_paced(content, go_on),
                auth=auth,
                follow_redirects=False,
                extensions={"sni_hostname": target.host},
            ) as response,
        ):
            return _answer(response, at)
    except (httpx.HTTPError, TooSlow) as error:
        return Answer(Verdict.WAIT, 0, f"{type(error).__name__}: {error}"[:500])


def _paced(content: Iterable[bytes], go_on: Callable[[], object]) -> Iterator[bytes]:
    deadline = time.monotonic() + SECONDS_A_REQUEST
    for one in content:
        for start in range(0, len(one), PIECE):
            if time.monotonic() > deadline:
                raise TooSlow(f"not sent within {SECONDS_A_REQUEST:.0f} seconds")
            go_on()
            yield one[start : start + PIECE]


def _answer(response: httpx.Response, at: datetime) -> Answer:
    status = response.status_code
    said = ""
    if status not in (200, 204):
        said = _said(response)
        if response.is_redirect:
            said = f"redirects to {response.headers.get('location', '')[:200]}, which is not followed"
    asked = retry_after(response.headers.get("retry-after"), at=at)
    return Answer(verdict_of(status), status, said, asked)


def _said(response: httpx.Response) -> str:
    """The beginning of what the other side says, as text that a database keeps."""
    read = b""
    try:
        for piece in response.iter_raw():
            read += piece
            if len(read) >= LONGEST_SAID:
                break
    except httpx.HTTPError:
        pass  # the status has been said, and counts
    text = read[:LONGEST_SAID].decode("utf-8", "replace").replace("\0", "")
    try:
        said: Any = json.loads(text)
    except ValueError:
        return text[:500]
    return str(said["message"] if isinstance(said, dict) and "message" in said else said)[:500]


def _body(batch: Batch) -> tuple[str, Iterable[bytes], int]:
    """Content type, content and length. One attachment in memory at a time."""
    text = "[" + ",".join(batch.texts) + "]"
    if not batch.attachments:
        body = text.encode()
        return "application/json", [body], len(body)
    sizes = sizes_of(batch.attachments)
    boundary = secrets.token_hex(24)
    parts = [(sha2, header_safe(kind)) for sha2, kind in batch.attachments.items()]
    pieces = multipart(text, parts, boundary)
    length = sum(sizes[piece[0]] if isinstance(piece, tuple) else len(piece) for piece in pieces)
    content = (content_of(piece[0]) if isinstance(piece, tuple) else piece for piece in pieces)
    return f"multipart/mixed; boundary={boundary}", content, length


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities of this machine: a department has its own among them."""
    return ssl.create_default_context()
