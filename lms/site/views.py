"""Error pages, policy pages, health and, where no server does it, media."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils._os import safe_join
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# Images only: a document goes through Wagtail's own view, which asks who may see it.
IMAGE_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}

# Words that need no template, for the day when the templates are what is broken.
LAST_WORDS = (
    '<!DOCTYPE html><html lang="en-GB"><title>Sorry, something went wrong – Waymark</title>'
    "<h1>Sorry, something went wrong</h1><p>Try again in a few minutes. What you had saved is safe.</p>"
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: drawn without the request, since the request is what is wrong."""
    return _error_page("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: rare, because denied and missing look the same (404)."""
    return _error_page("403.html", 403, request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: missing, moved, or not open to this person; the page does not say which."""
    return _error_page("404.html", 404, request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: asks nothing of the database, the session or the context processors."""
    return _error_page("500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was sent from an old page, or from another site. Nothing was saved."""
    return _error_page("403_csrf.html", 403, request)


def _error_page(template: str, status: int, request: HttpRequest | None = None) -> HttpResponse:
    """Draw with the person's header where that works, else without it, and in bare words as a last resort."""
    for given in (request, None) if request is not None else (None,):
        try:
            return HttpResponse(render_to_string(template, request=given), status=status)
        except Exception:  # noqa: S112  an error page that fails would hide the first error
            continue
    return HttpResponse(LAST_WORDS, status=status)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a person, why and how long."""
    return render(request, "site/privacy.html")


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies that this site sets."""
    return render(
        request,
        "site/cookies.html",
        {
            "cookie_rows": [
                [
                    settings.SESSION_COOKIE_NAME,
                    "Keeps you signed in",
                    f"{settings.SESSION_COOKIE_AGE // 3600} hours",
                ],
                [settings.CSRF_COOKIE_NAME, "Proves that a form was sent from this site", "1 year"],
                [
                    "messages",
                    "Carries one message, such as “Saved”, to the next page",
                    "Until you close the browser",
                ],
            ]
        },
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "site/accessibility.html")


@require_safe
def how_levels_work(request: HttpRequest) -> HttpResponse:
    """How answers become a level, in plain words (evidence guide, sections 1 to 3)."""
    return render(request, "site/how_levels_work.html")


@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Who sees which of a person's results (privacy guide; design, decisions 15 and 16)."""
    return render(request, "site/who_sees_what.html")


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503. Says nothing of versions."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def media(request: HttpRequest, name: str) -> FileResponse:
    """An uploaded picture, where no web server or bucket serves them. Anything but a picture is a 404."""
    content_type = IMAGE_TYPES.get(Path(name).suffix.lower())
    if content_type is None:
        raise Http404
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, name))
    except SuspiciousFileOperation as outside:
        raise Http404 from outside
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response
