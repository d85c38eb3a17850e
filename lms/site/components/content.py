"""What is read: details, insets, banners, panels, lists, tables, tags, warnings."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.site.components.drawing import Part, draw, part, parts, with_attributes, written


def details(
    summary: str,
    content: str = "",
    *,
    id: str | None = None,
    open: bool = False,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """More for those who want it, closed at first. Works without script."""
    return draw(
        "details",
        summary=summary,
        content=content,
        id=id,
        open=open,
        classes=classes,
        attributes=written(attributes),
    )


def inset_text(
    content: str,
    *,
    id: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """A quotation, an example or a note, set apart from the text around it."""
    return draw("inset_text", content=content, id=id, classes=classes, attributes=written(attributes))


def notification_banner(
    text: str = "",
    *,
    content: str = "",
    type: str | None = None,
    title: str | None = None,
    title_heading_level: int = 2,
    title_id: str = "govuk-notification-banner-title",
    role: str | None = None,
    disable_auto_focus: bool | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """Something about the service, or (type="success") about what was just done.

    `text` is set as one heading line; `content` is HTML of your own.
    """
    is_success = type == "success"
    return draw(
        "notification_banner",
        text=text,
        content=content,
        is_success=is_success,
        title=title or (_("Success") if is_success else _("Important")),
        heading=f"h{title_heading_level}",
        title_id=title_id,
        role=role or ("alert" if is_success else "region"),
        disable_auto_focus=disable_auto_focus,
        classes=classes,
        attributes=written(attributes),
    )


def panel(
    content: str = "",
    *,
    title: str,
    heading_level: int = 1,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """A confirmation: the thing is done."""
    return draw(
        "panel",
        content=content,
        title=title,
        heading=f"h{heading_level}",
        classes=classes,
        attributes=written(attributes),
    )


def phase_banner(
    text: str, *, tag: Part = None, classes: str | None = None, attributes: Mapping[str, Any] | None = None
) -> SafeString:
    """One line under the header that says what kind of site this is."""
    return draw(
        "phase_banner", text=text, tag=part(tag) or {}, classes=classes, attributes=written(attributes)
    )


def tag(text: str, *, classes: str | None = None, attributes: Mapping[str, Any] | None = None) -> SafeString:
    """A state in one or two words."""
    return draw("tag", text=text, classes=classes, attributes=written(attributes))


def warning_text(
    text: str = "",
    *,
    icon_fallback_text: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """Something with consequences, and an exclamation mark."""
    return draw(
        "warning_text",
        text=text,
        icon_fallback_text=icon_fallback_text or _("Warning"),
        classes=classes,
        attributes=written(attributes),
    )


def summary_list(
    rows: Iterable[Any],
    *,
    card: Mapping[str, Any] | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """Facts as key and value. `rows` are (key, value) pairs or mappings with `key`, `value` and `actions`."""
    shaped = [
        dict(row) if isinstance(row, Mapping) else {"key": row[0], "value": row[1]} for row in rows if row
    ]
    has_actions = any((row.get("actions") or {}).get("items") for row in shaped)
    card_title = part((card or {}).get("title"))
    drawn = []
    for row in shaped:
        actions = row.get("actions") or {}
        drawn.append(
            {
                "key": part(row["key"]) or {},
                "value": part(row.get("value")) or {},
                "classes": row.get("classes"),
                "actions": [with_attributes(action) for action in actions.get("items") or ()],
                "actions_classes": actions.get("classes"),
                "lacks_actions": has_actions and "items" not in actions,
            }
        )
    list_html = draw(
        "summary_list", rows=drawn, card_title=card_title, classes=classes, attributes=written(attributes)
    )
    if card is None:
        return list_html
    card_actions = card.get("actions") or {}
    return draw(
        "summary_card",
        content=list_html,
        title=card_title,
        heading=f"h{(card_title or {}).get('heading_level') or 2}",
        actions=[with_attributes(action) for action in card_actions.get("items") or ()],
        actions_classes=card_actions.get("classes"),
        classes=card.get("classes"),
        attributes=written(card.get("attributes")),
    )


def table(
    rows: Iterable[Iterable[Part] | None],
    *,
    head: Iterable[Part] | None = None,
    caption: str | None = None,
    caption_classes: str | None = None,
    first_cell_is_header: bool = False,
    is_stacked: bool = False,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """A table. Cells are text or mappings with `text`, `format="numeric"`, `classes`, `colspan`, `rowspan`.

    `is_stacked` turns each row into labelled lines on a phone. The roles are then written out, because a
    table that is laid out as blocks may lose them, and each cell carries the heading of its column.
    """
    heads = [with_attributes(cell) for cell in parts(head)]
    drawn = []
    for row in rows or ():
        if not row:
            continue
        cells = []
        for number, given in enumerate(row):
            cell = with_attributes(part(given) or {})
            cell["is_header"] = first_cell_is_header and number == 0
            cell["label"] = heads[number].get("text") if is_stacked and number < len(heads) else None
            cells.append(cell)
        drawn.append(cells)
    return draw(
        "table",
        head=heads,
        rows=drawn,
        caption=caption,
        caption_classes=caption_classes,
        is_stacked=is_stacked,
        classes=classes,
        attributes=written(attributes),
    )
