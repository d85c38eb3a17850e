"""The page frame, error pages, pages about the site, health, media, and what may be kept of them."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.template import TemplateSyntaxError
from django.test import RequestFactory
from django.urls import reverse

from lms.site import views
from lms.site.middleware import PrivateWhenSignedIn

ABOUT = ["privacy", "cookies", "accessibility", "how_levels_work", "who_sees_what"]


def title_of(response) -> str:
    return BeautifulSoup(response.content, "html.parser").title.get_text()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ABOUT)
def test_pages_about_the_site_are_open_to_everybody(client, name, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse(name))
    soup = BeautifulSoup(response.content, "html.parser")

    assert response.status_code == 200
    assert len(soup.select("h1")) == 1
    assert soup.title.get_text() == f"{soup.h1.get_text(strip=True)} – Waymark"
    assert {link["href"] for link in soup.select(".wm-footer__links a")} == {
        reverse(name) for name in (*ABOUT, "glossary")
    }


@pytest.mark.django_db
def test_an_unknown_address_is_a_designed_404(client):
    response = client.get("/nowhere/at/all/")

    assert response.status_code == 404
    assert title_of(response) == "Page not found – Waymark"


@pytest.mark.parametrize(
    ("view", "status", "title"),
    [
        (
            lambda request: views.bad_request(request, SuspiciousOperation()),
            400,
            "We could not read that request",
        ),
        (lambda request: views.forbidden(request, PermissionError()), 403, "You cannot do this"),
        (lambda request: views.csrf_failure(request), 403, "This page was open for too long"),
        (lambda request: views.server_error(request), 500, "Sorry, something went wrong"),
    ],
)
def test_error_pages_are_drawn_without_the_database(view, status, title):
    """No database mark: a query would fail the test."""
    response = view(RequestFactory().get("/"))

    assert response.status_code == status
    assert title_of(response) == f"{title} – Waymark"


def test_an_error_page_with_broken_templates_still_has_words(monkeypatch):
    def broken(*args, **kwargs):
        raise TemplateSyntaxError

    monkeypatch.setattr(views, "render_to_string", broken)
    response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "something went wrong" in response.content.decode()


@pytest.mark.django_db
def test_health_is_200_while_the_database_answers(client):
    response = client.get("/health/")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_health_is_503_when_it_does_not(client, monkeypatch):
    def gone(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", gone)
    response = views.health(RequestFactory().get("/health/"))

    assert (response.status_code, response.content) == (503, b'{"status": "unavailable"}')


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "leeds.png").write_bytes(b"\x89PNG")
    (tmp_path / "media" / "images" / "leeds.svg").write_text("<svg onload='go()'/>")
    (tmp_path / "media" / "documents").mkdir()
    (tmp_path / "media" / "documents" / "staff.pdf").write_bytes(b"%PDF")
    (tmp_path / "outside.png").write_bytes(b"secret")
    return "/media/"


@pytest.mark.django_db
def test_a_picture_is_served_as_what_it_is_and_may_do_nothing(client, media):
    response = client.get(f"{media}images/leeds.png")

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == b"\x89PNG"
    response.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "documents/staff.pdf",
        "images/leeds.svg",
        "images/none.png",
        "images/",
        "../outside.png",
        "%2e%2e/outside.png",
    ],
)
def test_anything_but_a_picture_inside_is_a_404(client, media, name):
    assert client.get(f"{media}{name}").status_code == 404


def through(request, response=None):
    request.session = getattr(request, "session", None)
    return PrivateWhenSignedIn(lambda request: response or HttpResponse("page"))(request)


def test_a_page_of_somebody_with_a_session_is_kept_nowhere(settings):
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "abc"

    assert through(request)["Cache-Control"] == "private, no-store"


def test_a_page_for_everybody_may_be_kept():
    assert not through(RequestFactory().get("/")).has_header("Cache-Control")


def test_a_response_with_a_rule_of_its_own_keeps_it(settings):
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "abc"
    picture = HttpResponse("picture", headers={"Cache-Control": "private, max-age=3600"})

    assert through(request, picture)["Cache-Control"] == "private, max-age=3600"
