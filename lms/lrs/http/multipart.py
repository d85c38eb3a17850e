"""multipart/mixed (RFC 2046): statements first, then raw data of attachments (communication 1.5.2)."""

import hashlib
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.http import parse_header_parameters

from lms.lrs.http.refusals import Refused

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_DIGESTS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
HEADER_BYTES = 8192


@dataclass(frozen=True)
class Part:
    headers: dict[str, str]
    content: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def parts_of(body: bytes, content_type: str) -> list[Part]:
    """The parts of a message, in order. Raises Refused for what is no whole message."""
    _, parameters = parse_header_parameters(content_type)
    boundary = parameters.get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise Refused(400, "must have a boundary", "Content-Type")
    delimiter = b"\r\n--" + boundary.encode()
    # The first delimiter may stand at the very beginning; what is before it is preamble.
    pieces = (b"\r\n" + body).split(delimiter, settings.LRS_MAX_ATTACHMENTS + 3)
    if len(pieces) > settings.LRS_MAX_ATTACHMENTS + 2 and not pieces[-1].startswith(b"--"):
        raise Refused(413, f"must not have more than {settings.LRS_MAX_ATTACHMENTS} attachments", "body")
    closed = [place for place, piece in enumerate(pieces) if place and piece.startswith(b"--")]
    if len(pieces) < 3 or not closed:
        raise Refused(400, "must be a whole multipart message, from its first boundary to its last", "body")
    return [_part(piece, place) for place, piece in enumerate(pieces[1 : closed[0]])]


def _part(piece: bytes, place: int) -> Part:
    rest = piece.lstrip(b" \t")  # padding after a boundary
    if not rest.startswith(b"\r\n"):
        raise Refused(400, "must begin on a new line", f"part[{place}]")
    if rest.startswith(b"\r\n\r\n"):
        return Part({}, rest[4:])
    head, blank, content = rest[2:].partition(b"\r\n\r\n")
    if not blank or len(head) > HEADER_BYTES:
        raise Refused(400, "must have headers, an empty line and content", f"part[{place}]")
    headers: dict[str, str] = {}
    for line in head.split(b"\r\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        key = name.strip().lower()
        if not colon or not key or key in headers or name != name.rstrip():
            raise Refused(400, "has a header that cannot be read", f"part[{place}]")
        headers[key] = value.strip()
    return Part(headers, content)


def attachments_of(parts: list[Part]) -> dict[str, Part]:
    """The parts after the first by their SHA-2 in lower case, each checked. Raises Refused."""
    found: dict[str, Part] = {}
    for place, part in enumerate(parts[1:], start=1):
        path = f"part[{place}]"
        sha2 = part.headers.get("x-experience-api-hash", "").lower()
        if not sha2:
            raise Refused(400, "is missing", f"{path}.X-Experience-API-Hash")
        if part.headers.get("content-transfer-encoding", "").lower() != "binary":
            raise Refused(400, "must be binary", f"{path}.Content-Transfer-Encoding")
        if len(part.content) > settings.LRS_MAX_ATTACHMENT_BYTES:
            raise Refused(413, f"must not be longer than {settings.LRS_MAX_ATTACHMENT_BYTES} bytes", path)
        if len(sha2) not in _DIGESTS or hashlib.new(_DIGESTS[len(sha2)], part.content).hexdigest() != sha2:
            raise Refused(400, "is not the SHA-2 of the part", f"{path}.X-Experience-API-Hash")
        found[sha2] = part
    return found
