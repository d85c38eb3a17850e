"""Where am I, and the way on: header, navigation, breadcrumbs, pagination."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.site.components.drawing import Part, draw, part, with_attributes, written


def skip_link(
    text: str,
    *,
    href: str = "#content",
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """The first stop of the Tab key: jump over the header."""
    return draw("skip_link", text=text, href=href, classes=classes, attributes=written(attributes))


def generic_header(
    logo: str,
    *,
    url: str = "/",
    link_classes: str | None = None,
    after: str = "",
    container_classes: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """The bar on top. `after` stands at its end (who is signed in) and is ours, as is `link_classes`."""
    return draw(
        "generic_header",
        logo=logo,
        url=url,
        link_classes=link_classes,
        after=after,
        container_classes=container_classes or "govuk-width-container",
        classes=classes,
        attributes=written(attributes),
    )


def service_navigation(
    navigation: Iterable[Mapping[str, Any] | None] = (),
    *,
    service_name: str | None = None,
    service_url: str | None = None,
    navigation_label: str | None = None,
    navigation_id: str | None = None,
    navigation_classes: str | None = None,
    aria_label: str | None = None,
    slots: Mapping[str, Any] | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """The main ways. Items have `text`, `href`, and `current` (this page) or `active` (inside it).

    There is no menu button: it would need script, and a handful of links wraps well on a phone.
    """
    places = dict(slots or {})
    end = places.get("end")
    return draw(
        "service_navigation",
        items=[with_attributes(item) for item in navigation if item],
        service_name=service_name,
        service_url=service_url,
        navigation_label=navigation_label or _("Menu"),
        navigation_id=navigation_id or "navigation",
        navigation_classes=navigation_classes,
        aria_label=aria_label or _("Service information"),
        start=places.get("start"),
        end=(part(end) or {}).get("text"),
        is_end_inline=isinstance(end, Mapping) and end.get("align") == "inline",
        navigation_start=places.get("navigation_start"),
        navigation_end=places.get("navigation_end"),
        classes=classes,
        attributes=written(attributes),
    )


def language_navigation(
    items: Iterable[Mapping[str, Any]],
    *,
    aria_label: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """The same page in another language. An item without `href` is the language being read."""
    return draw(
        "language_navigation",
        items=[
            {**with_attributes(item), "is_current": item.get("current") or not item.get("href")}
            for item in items
        ],
        aria_label=aria_label or _("Language"),
        classes=classes,
        attributes=written(attributes),
    )


def breadcrumbs(
    items: Sequence[Mapping[str, Any]],
    *,
    label_text: str | None = None,
    collapse_on_mobile: bool = False,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """The way here. Items have `text` and `href`; one without `href` is this page."""
    return draw(
        "breadcrumbs",
        items=[with_attributes(item) for item in items],
        label_text=label_text or _("Breadcrumb"),
        collapse_on_mobile=collapse_on_mobile,
        classes=classes,
        attributes=written(attributes),
    )


def back_link(
    text: str | None = None,
    *,
    href: str = "#",
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """The way back, where a page has one step before it rather than a place in a tree."""
    return draw(
        "back_link", text=text or _("Back"), href=href, classes=classes, attributes=written(attributes)
    )


def pagination(
    *,
    previous: Part = None,
    next: Part = None,
    items: Sequence[Mapping[str, Any]] = (),
    landmark_label: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """Pages of a list (`items`), or only the way back and on (`previous`, `next` with `label_text`)."""

    def way(given: Part) -> dict[str, Any] | None:
        shaped = part(given)
        return with_attributes(shaped) if shaped and shaped.get("href") else None

    return draw(
        "pagination",
        previous=way(previous),
        next=way(next),
        items=[
            {
                **with_attributes(item),
                "label": item.get("visually_hidden_text")
                or _("Page %(number)s") % {"number": item.get("number")},
            }
            for item in items
            if item
        ],
        is_block=not items and bool(previous or next),
        landmark_label=landmark_label or _("Pagination"),
        classes=classes,
        attributes=written(attributes),
    )


def page_numbers(page: Any, address: str) -> SafeString:
    """The pagination of a Django `Page`; `address` is the address up to the number ("?q=data&page=")."""
    if page.paginator.num_pages < 2:
        return SafeString("")
    items: list[dict[str, Any]] = [
        {"ellipsis": True}
        if number == page.paginator.ELLIPSIS
        else {"number": number, "href": f"{address}{number}", "current": number == page.number}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return pagination(
        items=items,
        previous={"href": f"{address}{page.previous_page_number()}"} if page.has_previous() else None,
        next={"href": f"{address}{page.next_page_number()}"} if page.has_next() else None,
    )
