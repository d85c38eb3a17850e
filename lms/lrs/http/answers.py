"""Answers and the headers that all of them carry."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from lms.lrs.http.refusals import Refused

JSON = "application/json"
_METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
_ASKED = "Authorization, Content-Type, If-Match, If-None-Match, X-Experience-API-Version, Accept-Language"
_GIVEN = (
    "ETag, Last-Modified, X-Experience-API-Version, X-Experience-API-Consistent-Through, "
    "X-Experience-API-Hash, Content-Type"
)


def json_answer(text: str | bytes, *, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type=JSON)


def no_content() -> HttpResponse:
    answer = HttpResponse(status=204)
    del answer["Content-Type"]
    return answer


def written(moment: datetime) -> str:
    """A timestamp of the store: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def last_modified(answer: HttpResponseBase, moment: datetime) -> None:
    answer["Last-Modified"] = http_date(moment.timestamp())


def error(refused: Refused, accept: str = "") -> HttpResponse:
    """JSON unless the client would rather read (communication 3.2: content negotiation)."""
    answer: HttpResponse
    if "json" not in accept and accept.startswith("text/"):
        answer = HttpResponse(str(refused), status=refused.status, content_type="text/plain; charset=utf-8")
    else:
        said: dict[str, Any] = {"message": str(refused)}
        if refused.path:
            said |= {"path": refused.path, "rule": refused.rule}
        answer = json_answer(json.dumps(said), status=refused.status)
    for name, value in refused.headers.items():
        answer[name] = value
    return answer


def finish(answer: HttpResponseBase, *, version: str, through: datetime, origin: str) -> None:
    answer["X-Experience-API-Version"] = version
    answer["X-Experience-API-Consistent-Through"] = written(through)
    # A document may be a page or a picture of anyone's: opened in a browser, it can do nothing here.
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer["X-Frame-Options"] = "DENY"
    if not answer.streaming and answer.status_code != 204:
        answer["Content-Length"] = str(len(answer.content))  # type: ignore[attr-defined]
    if not answer.has_header("Cache-Control"):
        answer["Cache-Control"] = "private, no-store"
    allow_origin(answer, origin)


def allow_origin(answer: HttpResponseBase, origin: str) -> None:
    """CORS for origins on the list, and no others. Never with credentials: a script sends its own header."""
    if not settings.LRS_CORS_ORIGINS:
        return
    patch_vary_headers(answer, ["Origin"])
    if origin in settings.LRS_CORS_ORIGINS:
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Expose-Headers"] = _GIVEN


def preflight(origin: str) -> HttpResponse:
    answer = no_content()
    answer["Allow"] = _METHODS
    allow_origin(answer, origin)
    if answer.has_header("Access-Control-Allow-Origin"):
        answer["Access-Control-Allow-Methods"] = _METHODS
        answer["Access-Control-Allow-Headers"] = _ASKED
        answer["Access-Control-Max-Age"] = "600"
    return answer


def multipart(statements: str, parts: list[tuple[str, str]], boundary: str) -> list[bytes | tuple[str, str]]:
    """The pieces of a multipart/mixed answer: bytes, and (SHA-2, "") where raw data goes in between."""
    pieces: list[bytes | tuple[str, str]] = [
        f"--{boundary}\r\nContent-Type: {JSON}\r\n\r\n{statements}".encode()
    ]
    for sha2, content_type in parts:
        pieces.append(
            (
                f"\r\n--{boundary}\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\n"
                f"X-Experience-API-Hash: {sha2}\r\n\r\n"
            ).encode()
        )
        pieces.append((sha2, ""))
    pieces.append(f"\r\n--{boundary}--\r\n".encode())
    return pieces


def header_safe(value: str) -> str:
    """A content type out of a statement may hold anything; a header may not."""
    clean = "".join(letter for letter in value if " " <= letter <= "~")
    return clean or "application/octet-stream"


Headers = Mapping[str, str]
