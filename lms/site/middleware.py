"""What every response gets: no shared cache for signed-in people, a content policy of its own for the CMS."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.csp import CSP


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


class StylesInTheCms:
    """Let the editor's own scripts set styles on elements, in the CMS and nowhere else.

    Its floating menus and its text editor do that; scripts stay as strict as on the site.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = {**settings.SECURE_CSP, "style-src": [CSP.SELF, CSP.UNSAFE_INLINE]}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(reverse("wagtailadmin_home")):
            response._csp_config = self.policy  # type: ignore[attr-defined]
        return response
