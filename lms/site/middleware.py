"""What a signed-in person was shown stays with that person."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class PrivateWhenSignedIn:
    """Keep pages of signed-in people out of every cache: `Cache-Control: private, no-store`.

    Decided by the session cookie, coming or going, so that it costs no query; a response that sets its own
    rule (an image, a file that may be kept) is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        name = settings.SESSION_COOKIE_NAME
        if (name in request.COOKIES or name in response.cookies or self._is_signed_in(request)) and not (
            response.has_header("Cache-Control")
        ):
            response["Cache-Control"] = "private, no-store"
        return response

    @staticmethod
    def _is_signed_in(request: HttpRequest) -> bool:
        """True when a view has signed somebody in; the session's own cookie is written further out."""
        session = getattr(request, "session", None)
        return bool(session is not None and session.modified)
