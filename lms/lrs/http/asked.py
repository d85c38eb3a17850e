"""A request as xAPI means it, whichever syntax it came in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest

from lms.lrs.http.refusals import Refused

VERSIONS = ("1.0.3", "2.0.0")  # the latest patch of each version that is spoken here
_VERSION = re.compile(r"([12])\.0(?:\.[0-9A-Za-z.+-]{1,30})?")


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass
class Asked:
    """`version` is the one whose rules apply. `headers` have lower-case names."""

    method: str
    path: str
    params: dict[str, str]
    headers: Mapping[str, str]
    body: bytes
    version: str = VERSIONS[0]

    @property
    def content_type(self) -> str:
        """Without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_reading(self) -> bool:
        return self.method in {"GET", "HEAD"}


def read(request: HttpRequest) -> Asked:
    """The request with its body, which must not be longer than is allowed. Raises Refused."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    # WSGI has it byte for byte as Latin-1; letters that nobody escaped are UTF-8.
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    params = pairs(query, "the query string")
    body = b"" if request.method in {"GET", "HEAD", "OPTIONS"} else read_body(request, headers)
    return Asked(request.method or "GET", request.path, params, headers, body)


def read_body(request: HttpRequest, headers: Mapping[str, str]) -> bytes:
    """The whole body or Refused: what came in part must not be kept for what was meant.

    Django's own limit is for forms; these are for statements, documents and attachments.
    """
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity"}:
        raise Refused(415, "must be identity", "Content-Encoding", Accept_Encoding="identity")
    multipart = headers.get("content-type", "").lower().startswith("multipart/")
    limit = settings.LRS_MAX_MULTIPART_BYTES if multipart else settings.LRS_MAX_BODY_BYTES
    length = headers.get("content-length") or "0"
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise Refused(400, "must be a number of bytes", "Content-Length")
    if int(length) > limit:
        raise Refused(413, f"must not be longer than {limit} bytes", "body")
    in_chunks = "transfer-encoding" in headers
    try:
        body = _read(_unbounded(request) if in_chunks else request, limit + 1)
    except OSError:
        raise Refused(400, "was cut short", "body") from None
    if len(body) > limit:
        raise Refused(413, f"must not be longer than {limit} bytes", "body")
    if in_chunks and not multipart and body.rstrip()[-1:] not in {b"}", b"]"}:
        raise Refused(411, "is needed where the body does not say itself where it ends", "Content-Length")
    if not in_chunks and len(body) != int(length):
        raise Refused(400, "was cut short", "body")
    return body


def _unbounded(request: HttpRequest) -> Readable:
    """A body that came without its length. Django takes it for an empty one; the server below knows its end.

    Where the client went away in the middle, a server may give what came for the whole. So the end must
    show: in a JSON object or array, or in the last boundary of a multipart message.
    """
    if not request.META.get("wsgi.input_terminated"):
        raise Refused(411, "is missing", "Content-Length")
    return request.META["wsgi.input"]


def _read(stream: Readable, most: int) -> bytes:
    pieces, total = [], 0
    while total < most and (piece := stream.read(most - total)):
        pieces.append(piece)
        total += len(piece)
    return b"".join(pieces)


def pairs(text: str | bytes, where: str) -> dict[str, str]:
    """The parameters of a query string or a form, each once, in clean UTF-8. Raises Refused."""
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError:
            raise Refused(400, f"{where} must be UTF-8") from None
    try:
        found = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=50)
    except UnicodeDecodeError:
        raise Refused(400, f"{where} must be UTF-8") from None
    except ValueError:
        raise Refused(400, f"{where} has too many parameters") from None
    params: dict[str, str] = {}
    for name, value in found:
        if name in params:
            raise Refused(400, "stands twice", _shown(name))
        if "\0" in name or "\0" in value:
            raise Refused(400, "must not contain the character NUL", _shown(name))
        params[name] = value
    return params


def version_of(headers: Mapping[str, str]) -> str:
    """The version whose rules the request asks for (communication 3.3). Raises Refused.

    1.0 and 1.0.x are 1.0.3, 2.0 and 2.0.x are 2.0.0; whatever else is refused.
    """
    asked = headers.get("x-experience-api-version", "")
    if not asked:
        raise Refused(400, "is missing", "X-Experience-API-Version")
    match = _VERSION.fullmatch(asked)
    if match:
        return VERSIONS[int(match[1]) - 1]
    raise Refused(400, "must be 1.0.x or 2.0.x", "X-Experience-API-Version")


def _shown(name: str) -> str:
    return ascii(name)[1:-1][:60]
