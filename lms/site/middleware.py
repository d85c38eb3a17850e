"""What every response gets: no shared cache for signed-in people, a content policy of its own for the CMS, no
page in a language that the site does not speak."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP

from lms.site import languages, views


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


class OnlyLanguagesOnScreen:
    """An address in a language without words of ours is not there yet; its page says so and leads to English.

    Without this it would be our English with the framework's own Welsh between: dates, months, errors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info)
        if language is None or language in languages.on_screen():
            return self.get_response(request)
        with translation.override(settings.LANGUAGE_CODE):
            response = views.not_in_this_language(request, language)
        response["Content-Language"] = settings.LANGUAGE_CODE
        return response


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
