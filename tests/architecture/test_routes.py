"""Every address is declared here with who may open it; an undeclared one fails the build.

`anyone`: also people who are not signed in. `signed in`: others are sent to the sign-in page. `post`: signed
in, and GET is refused, since GET changes nothing. `credential`: a client of the record store, no session.
`closed`: not offered here. `cms`: Wagtail's own.
"""

from uuid import UUID

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

WHO = {
    "account_login": "anyone",
    "account_logout": "anyone",  # asks first; signing out is a POST
    "account_inactive": "anyone",
    "account_signup": "anyone",  # closed: says how an account comes about
    "account_reset_password": "anyone",
    "account_reset_password_done": "anyone",
    "account_reset_password_from_key": "anyone",
    "account_reset_password_from_key_done": "anyone",
    "account_email_verification_sent": "anyone",
    "account_change_password": "signed in",
    "account_set_password": "signed in",
    "account_email": "closed",
    "account_reauthenticate": "closed",
    "own_post": "signed in",
    "privacy": "anyone",
    "cookies": "anyone",
    "accessibility": "anyone",
    "how_levels_work": "anyone",
    "who_sees_what": "anyone",
    "frameworks": "anyone",
    "framework": "anyone",
    "framework_role": "anyone",
    "glossary": "anyone",
    "health": "anyone",
    "media": "anyone",  # images of courses, never documents; not served in server mode
    "xapi_about": "anyone",
    "xapi_statements": "credential",
    "xapi_activities": "credential",
    "xapi_state": "credential",
    "xapi_activity_profile": "credential",
    "xapi_agents": "credential",
    "xapi_agent_profile": "credential",
    "home": "signed in",
    "my_skills": "signed in",
    "reports": "signed in",
    "gap_map": "signed in",
    "gap_map_csv": "signed in",
    "gap_detail": "signed in",
    "gap_detail_csv": "signed in",
    "demo": "anyone",  # where there is a demo
    "demo_sign_in": "demo",  # a POST that signs in as a demo person, where there is a demo
    "catalogue": "signed in",
    "course": "signed in",
    "enroll": "post",
    "start": "post",
    "lesson": "signed in",
    "read_lesson": "post",
    "position": "post",
    "answers": "post",
    "try_again": "post",
    "wagtaildocs_serve": "cms",
    "wagtaildocs_authenticate_with_password": "cms",
    "wagtailcore_authenticate_with_password": "cms",
    "wagtailcore_login": "cms",
    "wagtail_serve": "cms",
}
ARGUMENTS = {
    "course": "data-quality",
    "lesson": "six-questions",
    "uuid": UUID(int=7),
    "slug": "essentials",
    "role": "policy",
    "department": UUID(int=7),
    "skill": UUID(int=7),
    "name": "nothing.png",
    "uidb36": "1",
    "key": "none",
}


def routes(resolver: URLResolver, trail: str = ""):
    for entry in resolver.url_patterns:
        path = trail + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, entry
        elif not path.startswith("cms/"):
            yield from routes(entry, path)


def address(name: str) -> str:
    for _, entry in routes(get_resolver()):
        if entry.name == name:
            try:
                return reverse(name, kwargs={key: ARGUMENTS[key] for key in entry.pattern.regex.groupindex})
            except NoReverseMatch as error:
                raise AssertionError(f"{name} has no address") from error
    raise AssertionError(f"{name} is declared here, but is no route")


def test_every_route_is_declared_and_nothing_else_is():
    named = {entry.name for _, entry in routes(get_resolver())}
    assert named == set(WHO)


@pytest.mark.parametrize("name", [name for name, who in WHO.items() if who in {"signed in", "post"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_sign_in_page(client, db, name, method):
    answer = getattr(client, method)(address(name))
    if answer.status_code == 405:
        assert (WHO[name], method) in {("post", "get"), ("signed in", "post")}
    else:
        assert answer.status_code == 302, f"{answer.status_code} for a stranger"
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name, who in WHO.items() if who == "post"])
def test_get_is_refused_where_something_would_change(client, db, name, django_user_model):
    client.force_login(
        django_user_model.objects.create_user(email="amara@example.gov.uk", first_name="Amara")
    )
    assert client.get(address(name)).status_code in {404, 405}


@pytest.mark.parametrize("name", [name for name, who in WHO.items() if who in {"anyone", "cms"}])
def test_pages_for_anyone_open_or_say_not_found(client, db, name):
    if name.startswith("wagtail"):
        return
    assert client.get(address(name)).status_code in {200, 302, 404}


@pytest.mark.parametrize("name", [name for name, who in WHO.items() if who == "closed"])
def test_closed_addresses_are_not_found(client, db, name):
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", [name for name, who in WHO.items() if who == "credential"])
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
def test_a_session_is_no_credential(client, db, name, method, django_user_model):
    client.force_login(
        django_user_model.objects.create_user(email="amara@example.gov.uk", first_name="Amara")
    )
    answer = getattr(client, method)(address(name), headers={"X-Experience-API-Version": "1.0.3"})
    assert answer.status_code == 401
