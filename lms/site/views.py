"""Error pages, policy pages, health and, where no server does it, media."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils._os import safe_join
from django.utils.translation import get_language
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


def not_in_this_language(request: HttpRequest, language: str) -> HttpResponse:
    """404: the address names a language that we do not write yet; it leads to the same page in our own."""
    # One slash: what follows the language must not become the name of another site.
    address = "/" + request.get_full_path().removeprefix(f"/{language}").lstrip("/\\")
    return _error_page("404_language.html", 404, request, address=address)


def _error_page(
    template: str, status: int, request: HttpRequest | None = None, **context: str
) -> HttpResponse:
    """Draw with the person's header where that works, else without it, and in bare words as a last resort."""
    for given in (request, None) if request is not None else (None,):
        try:
            return HttpResponse(render_to_string(template, context, request=given), status=status)
        except Exception:  # noqa: S112  an error page that fails would hide the first error
            continue
    return HttpResponse(LAST_WORDS, status=status)


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    """A page about the site: the whole of it from templates/site/<language>/ where that has one."""
    language = (get_language() or "").split("-")[0]
    return render(request, [f"site/{language}/{name}.html", f"site/{name}.html"], context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a person, why and how long."""
    return _page(request, "privacy", contact=settings.DATA_PROTECTION_EMAIL)


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies that this site sets."""
    rows = [
        [settings.SESSION_COOKIE_NAME, "Keeps you signed in", f"{settings.SESSION_COOKIE_AGE // 3600} hours"],
        [settings.CSRF_COOKIE_NAME, "Shows that a form was sent from this site", "1 year"],
        ["messages", "Carries a message such as “Saved” to the next page", "Until that page is shown"],
    ]
    return _page(request, "cookies", head=["Name", "What it is for", "How long it lasts"], rows=rows)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return _page(request, "accessibility", contact=settings.CONTACT_EMAIL)


@require_safe
def how_levels_work(request: HttpRequest) -> HttpResponse:
    """How answers become a level, in plain words (evidence guide, sections 1 to 3)."""
    words = [
        ["Met", "At least 9 in 10"],
        ["Probably met", "6 to 9 in 10"],
        [
            "Not enough evidence",
            "Between 4 and 6 in 10; or fewer than 5 answers; or old ones that count for less than 3",
        ],
        ["Probably not met", "1 to 4 in 10"],
        ["Not met", "At most 1 in 10"],
        ["Not tested at this level", "Fewer than 3 answers at that level or above it"],
    ]
    return _page(request, "how_levels_work", words_head=["We say", "How likely"], words=words)


@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Who sees which of a person's results (privacy guide; design, decisions 15 and 16)."""
    rows = [
        [
            "You",
            "Everything: your answers, results, levels, ranges, and why each level is what it is",
            "Nothing",
        ],
        ["Your line manager", "Nothing yet", "Answers, results and levels"],
        [
            "Learning and development managers, for the departments that their permission covers",
            "Figures about 30 or more people, taken once a month",
            "Names, answers, results, and anything about one person",
        ],
        ["Authors of courses", "Courses and questions", "Names, answers and results"],
        [
            "People who look after your department’s records of staff",
            "Your name, e-mail address and post",
            "Answers, results and levels",
        ],
        [
            "Administrators",
            "Accounts, posts and permissions. Changes are logged, and the log cannot be changed",
            "Reports, unless they have permission to read them",
        ],
        [
            "People who keep the servers running",
            "The database, as with any computer system. They may use it only to keep the site working",
            "Your password: only a one-way code of it is kept",
        ],
    ]
    return _page(request, "who_sees_what", head=["Who", "What they see", "What they do not see"], rows=rows)


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
