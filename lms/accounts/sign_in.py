"""Panels beside the e-mail and password form, put there by upper packages in their `ready()`.

The sign-in page knows no single sign-on and no demo person; whoever has another way in brings its own
panel. The panel's form posts to the panel's own address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    template_name: str
    context: Callable[[HttpRequest], dict[str, Any]]


_panels: list[Panel] = []


def register_panel(template_name: str, context: Callable[[HttpRequest], dict[str, Any]]) -> None:
    """`template_name` is included on the sign-in page with what `context(request)` returns, and `next`
    beside it."""
    panel = Panel(template_name, context)
    if panel not in _panels:
        _panels.append(panel)


def panels(request: HttpRequest) -> list[tuple[str, dict[str, Any]]]:
    return [(panel.template_name, panel.context(request)) for panel in _panels]
