"""Radios and checkboxes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from lms.site.components.drawing import Part, draw, joined, part, with_attributes, written
from lms.site.components.labels import (
    fieldset,
    form_group_around,
    hint_for,
    inside,
    is_same,
    label,
    numbered,
    said_about,
)


def radios(
    *,
    name: str,
    items: Iterable[Any] = (),
    value: Any = None,
    id_prefix: str | None = None,
    fieldset: Part = None,
    hint: Part = None,
    error_message: Part = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    form_group: Part = None,
) -> SafeString:
    """One of a few. `items` are (value, text) pairs or mappings; `{"divider": "or"}` stands between two."""
    return _choices(
        "radios",
        name=name,
        items=items,
        values=() if value is None else (value,),
        id_prefix=id_prefix,
        around=part(fieldset),
        described_by=None,
        hint=hint,
        error_message=error_message,
        classes=classes,
        attributes=attributes,
        form_group=form_group,
    )


def checkboxes(
    *,
    name: str,
    items: Iterable[Any] = (),
    values: Sequence[Any] = (),
    id_prefix: str | None = None,
    fieldset: Part = None,
    described_by: str | None = None,
    hint: Part = None,
    error_message: Part = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    form_group: Part = None,
) -> SafeString:
    """Any of a few. An item with `behaviour="exclusive"` clears the others ("None of these")."""
    return _choices(
        "checkboxes",
        name=name,
        items=items,
        values=values,
        id_prefix=id_prefix,
        around=part(fieldset),
        described_by=described_by,
        hint=hint,
        error_message=error_message,
        classes=classes,
        attributes=attributes,
        form_group=form_group,
    )


def _choices(
    kind: str,
    *,
    name: str,
    items: Iterable[Any],
    values: Sequence[Any],
    id_prefix: str | None,
    around: dict[str, Any] | None,
    described_by: str | None,
    hint: Part,
    error_message: Part,
    classes: str | None,
    attributes: Mapping[str, Any] | None,
    form_group: Part,
) -> SafeString:
    prefix = id_prefix or name
    outer = (around or {}).get("described_by") or described_by
    group = part(form_group) or {}
    about, about_all = said_about(prefix, outer, hint, error_message)
    drawn = []
    for number, item in numbered(items):
        # The first has no number, so that an error summary can link to the field by its own id.
        item_id = item.get("id") or (prefix if number == 1 else f"{prefix}-{number}")
        item_hint = part(item.get("hint"))
        item_hint_id = f"{item_id}-item-hint" if item_hint and item_hint.get("text") else None
        checked = item.get("checked")
        if checked is None:
            checked = any(is_same(item.get("value"), value) for value in values)
        # Without a fieldset nothing else would say what is wrong, so each checkbox is described by it.
        said = about_all if kind == "checkboxes" and not around else None
        drawn.append(
            {
                **with_attributes(item),
                "id": item_id,
                "name": item.get("name") or name,
                "checked": checked,
                "hint": hint_for(item_hint, item_hint_id, f"govuk-{kind}__hint") if item_hint_id else "",
                "label": _item_label(item, item_id, f"govuk-{kind}__label"),
                "described_by": " ".join(filter(None, (said, item_hint_id))),
                "conditional": (part(item.get("conditional")) or {}).get("text"),
            }
        )
    inner = about + draw(
        "choices",
        kind=kind,
        type="radio" if kind == "radios" else "checkbox",
        items=drawn,
        before=inside(group, "before_inputs"),
        after=inside(group, "after_inputs"),
        classes=classes,
        attributes=written(attributes),
    )
    if around is not None:
        inner = fieldset(
            inner,
            legend=around.get("legend"),
            described_by=about_all,
            classes=around.get("classes"),
            attributes=around.get("attributes"),
        )
    return form_group_around(group, inner, error_message)


def _item_label(item: Mapping[str, Any], id: str, own: str) -> SafeString:
    look = part(item.get("label")) or {}
    return label(
        item.get("text"),
        for_=id,
        classes=joined(own, look.get("classes")),
        attributes=look.get("attributes"),
    )
