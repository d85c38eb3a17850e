"""Who may open these pages: those with the grant to manage the record store, and for all others they are not
there.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

CAPABILITY = "manage_records"  # of lms.accounts, which stands above this package


def may_manage(user: Any) -> bool:
    return bool(user.may(CAPABILITY))


class RecordsPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of the record store in the CMS. `trail` names the list it hangs under: (route, words)."""

    trail: tuple[str, str] | None = None
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage(request.user):
            raise Http404  # denied and missing look the same
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": reverse(self.trail[0]), "label": self.trail[1]}] if self.trail else []
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.get_header_title()}]


class RecordsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_manage(request.user)
