"""The page of demo people, and its buttons. Both exist only where made-up people may: not in server mode."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from assessments.demo.cast import BY_EMAIL, PASSWORD
from lms.accounts.models import User


class SeeOther(HttpResponseRedirect):
    status_code = 303


def is_on() -> bool:
    return settings.LMS_MODE in ("demo", "test")


def only_in_a_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_on():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def cast_here() -> list[dict[str, Any]]:
    """The people of the cast that this database holds, in the order of the cast. One query."""
    users = {user.email: user for user in User.objects.filter(email__in=BY_EMAIL, is_active=True)}
    return [{"person": BY_EMAIL[email], "uuid": users[email].uuid} for email in BY_EMAIL if email in users]


def sign_in_panel(request: HttpRequest) -> dict[str, Any]:
    return {"people": cast_here() if is_on() else []}


@only_in_a_demo
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/people.html", {"people": cast_here(), "password": PASSWORD})


@only_in_a_demo
@require_POST
@sensitive_variables()
@transaction.atomic(durable=True)
def sign_in_as(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Sign in as one of the cast, and only of the cast: a demo may hold other people by now."""
    user = get_object_or_404(User, uuid=uuid, email__in=BY_EMAIL, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse(BY_EMAIL[user.email].lands_on)
    return SeeOther(target)
