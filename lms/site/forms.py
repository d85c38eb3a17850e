"""From a bound field of a Django form to the component that shows it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe

from lms.site import components


def draw_field(field: forms.BoundField, **options: Any) -> SafeString:
    """The right component for a bound field, with its label, help text, value and first error.

    `options` override what the form says. Ids are the field's own, so `#id_<name>` leads to it.
    """
    widget = field.field.widget
    if field.is_hidden:
        return mark_safe(str(field))
    given: dict[str, Any] = {
        "name": field.html_name,
        "hint": field.help_text or None,
        "error_message": field.errors[0] if field.errors else None,
        "attributes": _attributes(field),
        **options,
    }
    heading = given.pop("label", None) or field.label
    if isinstance(widget, forms.CheckboxInput):
        return _single_checkbox(field, heading, given)
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        given.pop("attributes")
        given["id_prefix"] = field.auto_id or field.html_name
        given["fieldset"] = {**given.pop("fieldset", {}), "legend": _as_mapping(heading)}
        given.setdefault("items", _choices(field))
        if isinstance(widget, forms.CheckboxSelectMultiple):
            return components.checkboxes(values=field.value() or (), **given)
        return components.radios(value=field.value(), **given)
    given["id"] = field.id_for_label or field.html_name
    given["label"] = heading
    if isinstance(widget, forms.Select):
        given.setdefault("items", _choices(field))
        return components.select(value=field.value(), **given)
    if isinstance(widget, forms.Textarea):
        given["attributes"].pop("cols", None)
        given.setdefault("rows", given["attributes"].pop("rows", 5))
        return components.textarea(value=field.value(), **given)
    given.setdefault("type", given["attributes"].pop("type", None) or getattr(widget, "input_type", "text"))
    given.setdefault("autocomplete", given["attributes"].pop("autocomplete", None))
    # A password is never written back into a page.
    shown = None if isinstance(widget, forms.PasswordInput) else widget.format_value(field.value())
    return components.text_input(value=shown, **given)


def errors_of(form: forms.BaseForm) -> list[dict[str, Any]]:
    """The errors of a form for the error summary: of the whole form first, then field by field."""
    if not form.is_bound:
        return []
    first = next((field.id_for_label or field.auto_id for field in form.visible_fields()), None)
    whole = [{"text": text, "href": f"#{first}" if first else None} for text in form.non_field_errors()]
    return whole + [
        {"text": text, "href": f"#{field.auto_id}" if field.auto_id else None}
        for field in form
        for text in field.errors
    ]


def _attributes(field: forms.BoundField) -> dict[str, Any]:
    """What the widget asks for, without what the component writes itself."""
    own = {"class", "id", "name", "value", "required", "aria-describedby", "aria-invalid"}
    return {name: value for name, value in field.field.widget.attrs.items() if name not in own}


def _as_mapping(heading: Any) -> dict[str, Any]:
    return dict(heading) if isinstance(heading, dict) else {"text": heading}


def _choices(field: forms.BoundField) -> list[dict[str, Any]]:
    choices: Iterable[Any] = field.field.widget.choices
    return [
        {"value": "" if value is None else str(value), "text": text}
        for entry, label in choices
        for value, text in (label if isinstance(label, list | tuple) else [(entry, label)])
    ]


def _single_checkbox(field: forms.BoundField, heading: Any, given: dict[str, Any]) -> SafeString:
    attributes = given.pop("attributes")
    box = {"value": "on", "text": heading, "checked": bool(field.value()), "attributes": attributes}
    return components.checkboxes(items=[box], id_prefix=field.auto_id or field.html_name, **given)
