"""Resources of xAPI are answered before the site's own layers, and lose nothing by it."""

import pytest
from django.urls import reverse

from lms.lrs.middleware import PREFIX
from tests.lrs.clients import Xapi, said

pytestmark = pytest.mark.django_db


def test_addresses_of_xapi_are_where_the_short_cut_begins():
    assert reverse("xapi_statements").startswith(PREFIX)


def test_no_layer_of_the_site_is_asked_for_a_resource_of_xapi(settings):
    outside = settings.MIDDLEWARE[: settings.MIDDLEWARE.index("lms.lrs.middleware.PastTheSite") + 1]
    settings.MIDDLEWARE = [*outside, "tests.lrs.test_http_past_the_site.refuse"]
    xapi = Xapi()
    [stored] = xapi.send(said())
    assert xapi.found() == [stored]
    with pytest.raises(AssertionError, match="asked"):
        xapi.client.get("/")


def refuse(get_response):
    def middleware(request):
        raise AssertionError("a layer of the site was asked")

    return middleware


def test_what_anyone_stored_can_do_nothing_when_a_browser_opens_it():
    xapi = Xapi()
    params = {"activityId": "https://example.org/a", "profileId": "page"}
    xapi.put("<script>alert(1)</script>", "activities/profile", content_type="text/html",
             headers={"If-None-Match": "*"}, **params)  # fmt: skip
    answer = xapi.get("activities/profile", **params)
    assert answer["Content-Type"] == "text/html"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Content-Length"] == "25"
    assert not answer.cookies


def test_an_address_that_is_no_resource_gets_the_page_that_says_so():
    answer = Xapi().client.get("/xapi/nothing/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_a_host_that_is_not_ours_is_refused(settings):
    settings.ALLOWED_HOSTS = ["learning.example.org"]
    xapi = Xapi()
    assert xapi.get("about").status_code == 400
    assert xapi.get("about", headers={"Host": "learning.example.org"}).status_code == 200
