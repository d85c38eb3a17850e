"""The service navigation: who is offered what, and where one is."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path

from lms.site import navigation, views


def page(request):
    return views.privacy(request)


# `home` begins every other address, as it does on the site.
urlpatterns = [
    path("", page, name="home"),
    path("courses/", page, name="catalogue"),
    path("courses/<slug:course>/", page, name="course"),
    path("reports/", page, name="reports"),
    path("account/logout/", page, name="account_logout"),
    path("", include("lms.site.urls")),
]
pytestmark = pytest.mark.urls(__name__)

AMARA = SimpleNamespace(is_authenticated=True, name="Amara Okafor", may=lambda capability: False)
PRIYA = SimpleNamespace(is_authenticated=True, name="Priya Nair", may=lambda capability: True)


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(navigation, "_registered", {})
    navigation.register(
        label="Skill gaps", url_name="reports", order=40, shown=lambda user: user.may("view_reports")
    )
    navigation.register(label="Home", url_name="home", order=10)
    navigation.register(label="Find learning", url_name="catalogue", order=20)
    navigation.register(label="Not part of this site", url_name="nowhere", order=30)


def items(address: str, user=AMARA, **request_attributes):
    request = RequestFactory().get(address)
    request.user = user
    for name, value in request_attributes.items():
        setattr(request, name, value)
    return navigation.items_for(request)


def marked(found) -> list[str]:
    return [item["text"] for item in found if item["current"] or item["active"]]


def test_items_stand_in_the_agreed_order():
    assert [item["text"] for item in items("/", PRIYA)] == ["Home", "Find learning", "Skill gaps"]


def test_amara_is_not_offered_what_she_may_not_see():
    assert [item["text"] for item in items("/")] == ["Home", "Find learning"]


def test_nobody_is_offered_anything_before_signing_in():
    assert items("/", SimpleNamespace(is_authenticated=False)) == []


def test_this_very_page_is_current():
    found = items("/courses/")

    assert [(item["text"], item["current"]) for item in found] == [("Home", False), ("Find learning", True)]


def test_a_page_inside_is_active_and_not_current():
    found = items("/courses/data-quality/")

    assert marked(found) == ["Find learning"]
    assert not any(item["current"] for item in found)


def test_home_is_marked_on_its_own_page_only():
    assert marked(items("/")) == ["Home"]
    assert marked(items("/privacy/")) == []


def test_a_view_may_say_where_it_belongs():
    assert marked(items("/privacy/", navigation_item="catalogue")) == ["Find learning"]


def test_the_page_marks_the_item_for_screen_readers():
    request = RequestFactory().get("/courses/")
    request.user = AMARA
    html = render_to_string("site/privacy.html", {"user": AMARA, "navigation": items("/courses/")}, request)
    link = BeautifulSoup(html, "html.parser").select_one(".wm-nav [aria-current]")

    assert (link["aria-current"], link.get_text(strip=True)) == ("page", "Find learning")
