"""The pages of the record store and their place in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from lms.lrs.admin import credentials, forwarders, statements
from lms.lrs.admin.access import RecordsMenuItem, may_manage


class RecordsViewSet(ViewSet):
    menu_item_class = RecordsMenuItem


class StatementViewSet(RecordsViewSet):
    name = "lrs_statements"
    url_prefix = "records/statements"
    icon = "list-ul"
    menu_label = "Statements"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", statements.StatementsView.as_view(), name="index"),
            path("<uuid:uuid>/", statements.StatementView.as_view(), name="one"),
            path("<uuid:uuid>/text/", statements.StatementTextView.as_view(), name="text"),
            path(
                "<uuid:uuid>/attachments/<slug:sha2>/",
                statements.AttachmentView.as_view(),
                name="attachment",
            ),
        ]


class CredentialViewSet(RecordsViewSet):
    name = "lrs_credentials"
    url_prefix = "records/credentials"
    icon = "key"
    menu_label = "Credentials"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", credentials.CredentialsView.as_view(), name="index"),
            path("new/", credentials.IssueView.as_view(), name="add"),
            path("<uuid:uuid>/", credentials.CredentialView.as_view(), name="one"),
            path("<uuid:uuid>/revoke/", credentials.RevokeView.as_view(), name="revoke"),
        ]


class ForwarderViewSet(RecordsViewSet):
    name = "lrs_forwarding"
    url_prefix = "records/forwarding"
    icon = "redirect"
    menu_label = "Forwarding"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", forwarders.ForwardersView.as_view(), name="index"),
            path("new/", forwarders.NewForwarderView.as_view(), name="add"),
            path("<uuid:uuid>/", forwarders.ForwarderView.as_view(), name="one"),
            path("<uuid:uuid>/change/", forwarders.ChangeForwarderView.as_view(), name="change"),
            path("<uuid:uuid>/delete/", forwarders.DeleteForwarderView.as_view(), name="delete"),
            path("<uuid:uuid>/<slug:action>/", forwarders.ForwarderActionView.as_view(), name="act"),
        ]


class RecordsGroup(ViewSetGroup):
    items = (StatementViewSet, CredentialViewSet, ForwarderViewSet)
    menu_label = "Record store"
    menu_icon = "history"
    menu_order = 620

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        item = super().get_menu_item(order)

        def is_shown(request: HttpRequest) -> bool:
            return may_manage(request.user)

        item.is_shown = is_shown  # type: ignore[method-assign]
        return item
