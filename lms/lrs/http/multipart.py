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
    # The first delimiter may stand at the very beginning; what is before it is preamble. A line that only
    # begins like one is content.
    message = b"\r\n" + body
    delimiter = re.compile(rb"\r\n--" + re.escape(boundary.encode()) + rb"(?:(--)|[ \t]*(?=\r\n))")
    parts: list[Part] = []
    begun: int | None = None
    for match in delimiter.finditer(message):
        if begun is not None:
            if len(parts) > settings.LRS_MAX_ATTACHMENTS:
                raise Refused(
                    413, f"must not have more than {settings.LRS_MAX_ATTACHMENTS} attachments", "body"
                )
            parts.append(_part(message[begun : match.start()], len(parts)))
        begun = match.end()
        if match[1]:
            break
    else:
        begun = None
    if begun is None or not parts:
        raise Refused(400, "must be a whole multipart message, from its first boundary to its last", "body")
    return parts


def _part(piece: bytes, place: int) -> Part:
    """`piece` begins with the line break that ends its delimiter."""
    if piece.startswith(b"\r\n\r\n"):
        return Part({}, piece[4:])
    head, blank, content = piece[2:].partition(b"\r\n\r\n")
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
