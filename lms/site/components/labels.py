"""Buttons, and what is said about fields: label, hint, error, summary of errors, fieldset, form group."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.site.components.drawing import NOTHING, Part, draw, joined, part, with_attributes, written


def button(
    text: str,
    *,
    href: str | None = None,
    hidden: str | None = None,
    type: str = "submit",
    name: str | None = None,
    value: str | None = None,
    id: str | None = None,
    disabled: bool = False,
    prevent_double_click: bool | None = None,
    is_start_button: bool = False,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """A button, or a link that looks like one when `href` is given.

    `hidden` is added for screen readers only, so that repeated buttons differ ("Continue" + " Data quality").
    """
    return draw(
        "button",
        text=text,
        # A start button is a flex box, in which loose words beside an element would lose their blank space.
        is_wrapped=is_start_button and isinstance(text, SafeString),
        href=href,
        hidden=hidden,
        type=type,
        name=name,
        value=value,
        id=id,
        disabled=disabled,
        prevent_double_click=prevent_double_click,
        is_start_button=is_start_button,
        classes=classes,
        attributes=written(attributes),
    )


def label(
    text: str | None = None,
    *,
    for_: str | None = None,
    classes: str | None = None,
    is_page_heading: bool = False,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """The label of one field; inside an h1 when it is the question of the page."""
    if not text:
        return NOTHING
    return draw(
        "label",
        text=text,
        for_=for_,
        classes=classes,
        is_page_heading=is_page_heading,
        attributes=written(attributes),
    )


def hint(
    text: str,
    *,
    id: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """Help that stands between a label and its field."""
    return draw("hint", text=text, id=id, classes=classes, attributes=written(attributes))


def error_message(
    text: str | None = None,
    *,
    id: str | None = None,
    visually_hidden_text: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """What to correct, above the field. The word "Error:" is for screen readers; "" leaves it out."""
    prefix = _("Error") if visually_hidden_text is None else visually_hidden_text
    return draw(
        "error_message", text=text, id=id, prefix=prefix, classes=classes, attributes=written(attributes)
    )


def error_summary(
    *,
    title: str | None = None,
    description: str | None = None,
    error_list: Iterable[Mapping[str, Any]] = (),
    disable_auto_focus: bool | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """What has to be corrected, at the top of the page; each entry links to its field.

    `error_list` holds mappings with `text` and, where there is a field, `href` ("#id_email").
    """
    return draw(
        "error_summary",
        title=title or _("There is a problem"),
        description=description,
        error_list=[with_attributes(error) for error in error_list],
        disable_auto_focus=disable_auto_focus,
        classes=classes,
        attributes=written(attributes),
    )


def fieldset(
    content: str = "",
    *,
    legend: Part = None,
    described_by: str | None = None,
    role: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> SafeString:
    """Fields that answer one question together."""
    return draw(
        "fieldset",
        content=content,
        legend=part(legend),
        described_by=described_by,
        role=role,
        classes=classes,
        attributes=written(attributes),
    )


def said_about(id: str, described_by: str | None, hint: Part, error: Part) -> tuple[SafeString, str | None]:
    """Hint and error of a field, and the ids by which the field is described."""
    html, ids = NOTHING, [described_by] if described_by else []
    if shaped := part(hint):
        ids.append(f"{id}-hint")
        html += hint_for(shaped, f"{id}-hint")
    if shaped := part(error):
        ids.append(f"{id}-error")
        html += error_message(**{**shaped, "id": f"{id}-error"})
    return html, " ".join(ids) or None


def hint_for(shaped: dict[str, Any] | None, id: str, more: str | None = None) -> SafeString:
    """The hint of one field or one choice, under the id by which that is described."""
    shaped = shaped or {}
    return hint(
        shaped.get("text", ""),
        id=id,
        classes=joined(more, shaped.get("classes")),
        attributes=shaped.get("attributes"),
    )


def label_for(given: Part, id: str) -> SafeString:
    """The label of the field with this id; nothing when none was given."""
    return label(**{**(part(given) or {}), "for_": id})


def inside(group: Mapping[str, Any], key: str) -> SafeString:
    """Content that a form group holds before or after its control."""
    return format_html("{}", (part(group.get(key)) or {}).get("text", ""))


def form_group_around(group: Mapping[str, Any], content: SafeString, error: Part) -> SafeString:
    """The group that holds a field with all that is said about it, marked when there is an error."""
    return draw(
        "form_group",
        content=content,
        has_error=bool(error),
        classes=group.get("classes"),
        attributes=written(group.get("attributes")),
    )


def all_attributes(own: Mapping[str, Any], more: Mapping[str, Any] | None) -> SafeString:
    """What a component writes itself, then what its caller adds."""
    return written(own) + written(more)


def numbered(items: Iterable[Any]) -> list[tuple[int, dict[str, Any]]]:
    """Mappings as they are, pairs as value and text. An empty one is left out and leaves a gap."""
    return [
        (number, dict(item) if isinstance(item, Mapping) else {"value": item[0], "text": item[1]})
        for number, item in enumerate(items, start=1)
        if item
    ]


def is_same(one: Any, other: Any) -> bool:
    return other is not None and other != "" and str(one) == str(other)
