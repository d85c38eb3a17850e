"""From a request of Django to a resource of xAPI and back: version, client, errors, headers."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps

from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from lms.lrs import auth
from lms.lrs.http import alternate, answers
from lms.lrs.http.asked import VERSIONS, Asked, read, version_of
from lms.lrs.http.refusals import Refused
from lms.lrs.store.consistency import consistent_through_lately
from lms.lrs.store.writing import StatementConflict
from lms.lrs.validation import Invalid

logger = logging.getLogger(__name__)

Handler = Callable[[Asked, auth.Client, datetime], HttpResponseBase]
View = Callable[[HttpRequest], HttpResponseBase]


def resource(**methods: Handler) -> View:
    """A view that answers these methods (get, put, post, delete); HEAD is answered as GET without a body.

    No session and no cookie counts here, so nothing can be forged across sites.
    """
    by_name = {name.upper(): handler for name, handler in methods.items()}
    if "GET" in by_name:
        by_name["HEAD"] = by_name["GET"]

    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponseBase:
        return _answered(request, by_name)

    return view


def open_to_all(handler: Callable[[Asked], HttpResponseBase]) -> View:
    """A resource that anyone may read, in any version (communication 2.8)."""

    @csrf_exempt
    @wraps(handler)
    def view(request: HttpRequest) -> HttpResponseBase:
        version = VERSIONS[-1]
        try:
            asked = read(request)
            if alternate.is_alternate(asked):
                asked = alternate.unfold(asked)
            if request.method == "OPTIONS":
                return _finished(answers.preflight(request.headers.get("Origin", "")), request, version)
            if not asked.is_reading:
                raise Refused(405, f"{asked.method} is not allowed here.", Allow="GET, HEAD, OPTIONS")
            version = _version_or(asked.headers, version)
            answer = handler(asked)
        except (Refused, Invalid) as refused:
            answer = _error(refused, request)
        return _finished(answer, request, version)

    return view


def _version_or(headers: Mapping[str, str], otherwise: str) -> str:
    try:
        return version_of(headers)
    except Refused:
        return otherwise


def _answered(request: HttpRequest, handlers: Mapping[str, Handler]) -> HttpResponseBase:
    version, client = VERSIONS[0], None
    if request.method == "OPTIONS":
        version = _version_or(request.headers, VERSIONS[-1])
        return _finished(answers.preflight(request.headers.get("Origin", "")), request, version)
    try:
        asked = read(request)
        if alternate.is_alternate(asked):
            asked = alternate.unfold(asked)
            if version_of(asked.headers) == VERSIONS[1]:
                raise Refused(400, "is no parameter of xAPI 2.0, which has no alternate syntax", "method")
        now = timezone.now()
        client = _client(request, asked, now)
        version = auth.version_spoken(client) or version
        asked.version = version = version_of(asked.headers)
        if client is None:
            raise Refused(
                401, "The credential is missing, wrong, expired or revoked.", WWW_Authenticate=_REALM
            )
        auth.note_version(client, version)
        handler = handlers.get(asked.method)
        if handler is None:
            allowed = ", ".join([*handlers, "OPTIONS"])
            raise Refused(405, f"{asked.method} is not allowed here.", Allow=allowed)
        answer = handler(asked, client, now)
    except (Refused, Invalid, StatementConflict, DataError, OperationalError) as refused:
        answer = _error(refused, request)
    return _finished(answer, request, version)


_REALM = 'Basic realm="xAPI", charset="UTF-8"'


def _client(request: HttpRequest, asked: Asked, now: datetime) -> auth.Client | None:
    header = asked.headers.get("authorization", "")
    if not header:
        return None
    try:
        return auth.client_of(header, address=request.META.get("REMOTE_ADDR", ""), at=now)
    except auth.TooManyFailures:
        raise Refused(429, "Too many wrong keys came from this address.", Retry_After="60") from None


def _error(error: Exception, request: HttpRequest) -> HttpResponse:
    if isinstance(error, Refused):
        refused = error
    elif isinstance(error, Invalid):
        refused = Refused(400, error.rule, error.path)
    elif isinstance(error, StatementConflict):
        refused = Refused(409, str(error))
    elif isinstance(error, DataError):
        logger.warning("xAPI: a value that the database refuses", exc_info=error)
        refused = Refused(400, "holds a value that cannot be stored", "body")
    else:
        logger.error("xAPI: the database is busy or gone", exc_info=error)
        refused = Refused(503, "The store is busy. Send this again.", Retry_After="1")
    return answers.error(refused, request.headers.get("Accept", ""))


def _finished(answer: HttpResponseBase, request: HttpRequest, version: str) -> HttpResponseBase:
    through = getattr(answer, "consistent_through", None)
    if through is None:
        try:
            through = consistent_through_lately()
        except OperationalError:
            through = timezone.now() - timedelta(minutes=1)
    origin = request.headers.get("Origin", "")
    answers.finish(answer, version=version, through=through, origin=origin)
    return answer
