"""Buttons, fields and what is said about them: label, hint, error."""

from collections.abc import Iterable, Mapping, Sequence
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
    about, described_by = _about(id, described_by, hint, error_message)
    group = part(form_group) or {}
    control = draw(
        "input",
        classes=classes,
        has_error=bool(error_message),
        prefix=_affix(prefix),
        suffix=_affix(suffix),
        before=_inside(group, "before_input"),
        after=_inside(group, "after_input"),
        wrapper=with_attributes(part(input_wrapper) or {}),
        written=_all(
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
    return _group(group, _label_for(label, id) + about + control, error_message)


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
    about, described_by = _about(id, described_by, hint, error_message)
    group = part(form_group) or {}
    control = draw(
        "textarea",
        value="" if value is None else value,
        classes=classes,
        has_error=bool(error_message),
        written=_all(
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
    before, after = _inside(group, "before_input"), _inside(group, "after_input")
    return _group(group, _label_for(label, id) + about + before + control + after, error_message)


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
    about, described_by = _about(id, described_by, hint, error_message)
    group = part(form_group) or {}
    options = []
    for _number, item in _numbered(items):
        chosen = item.get("selected")
        if chosen is None:
            chosen = _same(item.get("value", item.get("text")), value)
        options.append({**with_attributes(item), "has_value": "value" in item, "selected": chosen})
    control = draw(
        "select",
        options=options,
        classes=classes,
        has_error=bool(error_message),
        written=_all(
            {"id": id, "name": name, "disabled": disabled, "aria-describedby": described_by}, attributes
        ),
    )
    before, after = _inside(group, "before_input"), _inside(group, "after_input")
    return _group(group, _label_for(label, id) + about + before + control + after, error_message)


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
    about, about_all = _about(prefix, outer, hint, error_message)
    drawn = []
    for number, item in _numbered(items):
        # The first has no number, so that an error summary can link to the field by its own id.
        item_id = item.get("id") or (prefix if number == 1 else f"{prefix}-{number}")
        item_hint = part(item.get("hint"))
        item_hint_id = f"{item_id}-item-hint" if item_hint and item_hint.get("text") else None
        checked = item.get("checked")
        if checked is None:
            checked = any(_same(item.get("value"), value) for value in values)
        # Without a fieldset nothing else would say what is wrong, so each checkbox is described by it.
        said = about_all if kind == "checkboxes" and not around else None
        drawn.append(
            {
                **with_attributes(item),
                "id": item_id,
                "name": item.get("name") or name,
                "checked": checked,
                "hint": _hint(item_hint, item_hint_id, f"govuk-{kind}__hint") if item_hint_id else "",
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
        before=_inside(group, "before_inputs"),
        after=_inside(group, "after_inputs"),
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
    return _group(group, inner, error_message)


def _all(own: Mapping[str, Any], more: Mapping[str, Any] | None) -> SafeString:
    return written(own) + written(more)


def _numbered(items: Iterable[Any]) -> list[tuple[int, dict[str, Any]]]:
    """Mappings as they are, pairs as value and text. An empty one is left out and leaves a gap."""
    return [
        (number, dict(item) if isinstance(item, Mapping) else {"value": item[0], "text": item[1]})
        for number, item in enumerate(items, start=1)
        if item
    ]


def _same(one: Any, other: Any) -> bool:
    return other is not None and other != "" and str(one) == str(other)


def _about(id: str, described_by: str | None, hint: Part, error: Part) -> tuple[SafeString, str | None]:
    """Hint and error of a field, and the ids by which the field is described."""
    html, ids = NOTHING, [described_by] if described_by else []
    if shaped := part(hint):
        ids.append(f"{id}-hint")
        html += _hint(shaped, f"{id}-hint")
    if shaped := part(error):
        ids.append(f"{id}-error")
        html += error_message(**{**shaped, "id": f"{id}-error"})
    return html, " ".join(ids) or None


def _hint(shaped: dict[str, Any] | None, id: str, more: str | None = None) -> SafeString:
    shaped = shaped or {}
    return hint(
        shaped.get("text", ""),
        id=id,
        classes=joined(more, shaped.get("classes")),
        attributes=shaped.get("attributes"),
    )


def _label_for(given: Part, id: str) -> SafeString:
    return label(**{**(part(given) or {}), "for_": id})


def _item_label(item: Mapping[str, Any], id: str, own: str) -> SafeString:
    look = part(item.get("label")) or {}
    return label(
        item.get("text"),
        for_=id,
        classes=joined(own, look.get("classes")),
        attributes=look.get("attributes"),
    )


def _affix(given: Part) -> dict[str, Any] | None:
    shaped = part(given)
    return with_attributes(shaped) if shaped and shaped.get("text") else None


def _inside(group: Mapping[str, Any], key: str) -> SafeString:
    """Content that a form group holds before or after its control."""
    return format_html("{}", (part(group.get(key)) or {}).get("text", ""))


def _group(group: Mapping[str, Any], content: SafeString, error: Part) -> SafeString:
    return draw(
        "form_group",
        content=content,
        has_error=bool(error),
        classes=group.get("classes"),
        attributes=written(group.get("attributes")),
    )
