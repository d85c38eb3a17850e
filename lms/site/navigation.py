"""The main ways through the site. Upper apps register theirs in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

type Words = Any  # text, translated when it is shown


@dataclass(frozen=True)
class Item:
    """One way: its words, the name of its address, its place, and who is offered it."""

    label: Words
    url_name: str
    order: int
    shown: Callable[[Any], bool]


_registered: dict[str, Item] = {}


def register(
    *, label: Words, url_name: str, order: int, shown: Callable[[Any], bool] = lambda user: True
) -> None:
    """Offer a page in the service navigation to every signed-in person for whom `shown(user)` is true.

    `order` is the place from left to right. Registering the same `url_name` again replaces it.
    `label` may be lazily translated. `shown` runs on every page: at most one query.
    """
    _registered[url_name] = Item(label=label, url_name=url_name, order=order, shown=shown)


def items_for(request: HttpRequest) -> list[dict[str, Any]]:
    """What this person is offered, as items of the service navigation component.

    The item whose address is the longest beginning of this page's is marked: `current` when it is this very
    page, `active` when the page lies inside it. A view may name another by `request.navigation_item`.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    found: list[tuple[Item, str]] = []
    for item in sorted(_registered.values(), key=lambda item: (item.order, item.url_name)):
        if not item.shown(user):
            continue
        try:
            found.append((item, reverse(item.url_name)))
        except NoReverseMatch:  # the app is not part of this site
            continue
    here = _here(request, found)
    return [
        {
            "text": item.label,
            "href": url,
            "current": item is here and url == request.path,
            "active": item is here and url != request.path,
        }
        for item, url in found
    ]


def _here(request: HttpRequest, found: list[tuple[Item, str]]) -> Item | None:
    named = getattr(request, "navigation_item", None)
    if named is not None:
        return next((item for item, url in found if item.url_name == named), None)
    # Home's address begins every other one, so it counts only as itself.
    root = min((url for item, url in found), key=len, default="/")
    inside = [
        (len(url), item)
        for item, url in found
        if request.path == url or (url != root and request.path.startswith(url))
    ]
    return max(inside, key=lambda pair: pair[0])[1] if inside else None
