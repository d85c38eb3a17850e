"""The CMS as an author needs it: pages, pictures and questions, and nothing else in the menu."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

# Wagtail shows these to everyone who may enter. They are the administrator's: redirects, workflows, locks,
# logs.
ADMINISTRATORS_ONLY = {"reports", "settings", "help", "documents"}


@hooks.register("construct_main_menu")
def leave_out_what_authors_do_not_need(request: HttpRequest, items: list[Any]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ADMINISTRATORS_ONLY]
