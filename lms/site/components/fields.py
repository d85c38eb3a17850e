"""Fields that are typed into or chosen from a list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString

from lms.site.components.drawing import Part, draw, part, with_attributes
from lms.site.components.labels import (
    all_attributes,
    form_group_around,
    inside,
    is_same,
    label_for,
    numbered,
    said_about,
)


def text_input(
    *,
    name: str,
    id: str | None = None,
    type: str = "text",
    value: Any = None,
    label: Part = None,
    hint: Part = None,
    error_message: Part = None,
    prefix: Part = None,
    suffix: Part = None,
    disabled: bool = False,
    described_by: str | None = None,
    autocomplete: str | None = None,
    autocapitalize: str | None = None,
    spellcheck: bool | None = None,
    inputmode: str | None = None,
    pattern: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    form_group: Part = None,
    input_wrapper: Part = None,
) -> SafeString:
    """A field of one line."""
    id = id or name
    about, described_by = said_about(id, described_by, hint, error_message)
    group = part(form_group) or {}
    control = draw(
        "input",
        classes=classes,
        has_error=bool(error_message),
        prefix=_affix(prefix),
        suffix=_affix(suffix),
        before=inside(group, "before_input"),
        after=inside(group, "after_input"),
        wrapper=with_attributes(part(input_wrapper) or {}),
        written=all_attributes(
            {
                "id": id,
                "name": name,
                "type": type or "text",
                "spellcheck": None if spellcheck is None else str(spellcheck).lower(),
                "value": value,
                "disabled": disabled,
                "aria-describedby": described_by,
                "autocomplete": autocomplete,
                "autocapitalize": autocapitalize,
                "pattern": pattern,
                "inputmode": inputmode,
            },
            attributes,
        ),
    )
    return form_group_around(group, label_for(label, id) + about + control, error_message)


def textarea(
    *,
    name: str,
    id: str | None = None,
    value: Any = None,
    rows: int = 5,
    label: Part = None,
    hint: Part = None,
    error_message: Part = None,
    disabled: bool = False,
    described_by: str | None = None,
    autocomplete: str | None = None,
    spellcheck: bool | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    form_group: Part = None,
) -> SafeString:
    """A field of several lines."""
    id = id or name
    about, described_by = said_about(id, described_by, hint, error_message)
    group = part(form_group) or {}
    control = draw(
        "textarea",
        value="" if value is None else value,
        classes=classes,
        has_error=bool(error_message),
        written=all_attributes(
            {
                "id": id,
                "name": name,
                "rows": rows,
                "spellcheck": None if spellcheck is None else str(spellcheck).lower(),
                "disabled": disabled,
                "aria-describedby": described_by,
                "autocomplete": autocomplete,
            },
            attributes,
        ),
    )
    before, after = inside(group, "before_input"), inside(group, "after_input")
    return form_group_around(group, label_for(label, id) + about + before + control + after, error_message)


def select(
    *,
    name: str,
    items: Iterable[Any] = (),
    value: Any = None,
    id: str | None = None,
    label: Part = None,
    hint: Part = None,
    error_message: Part = None,
    disabled: bool = False,
    described_by: str | None = None,
    classes: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    form_group: Part = None,
) -> SafeString:
    """One of many in a list. `items` are (value, text) pairs or mappings; `value` is the chosen one."""
    id = id or name
    about, described_by = said_about(id, described_by, hint, error_message)
    group = part(form_group) or {}
    options = []
    for _number, item in numbered(items):
        chosen = item.get("selected")
        if chosen is None:
            chosen = is_same(item.get("value", item.get("text")), value)
        options.append({**with_attributes(item), "has_value": "value" in item, "selected": chosen})
    control = draw(
        "select",
        options=options,
        classes=classes,
        has_error=bool(error_message),
        written=all_attributes(
            {"id": id, "name": name, "disabled": disabled, "aria-describedby": described_by}, attributes
        ),
    )
    before, after = inside(group, "before_input"), inside(group, "after_input")
    return form_group_around(group, label_for(label, id) + about + before + control + after, error_message)


def _affix(given: Part) -> dict[str, Any] | None:
    shaped = part(given)
    return with_attributes(shaped) if shaped and shaped.get("text") else None
