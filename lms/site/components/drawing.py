"""How a component becomes HTML: one template, a plain context, no context processors."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template import Context, engines
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

type Part = Mapping[str, Any] | str | None

NOTHING = mark_safe("")


def draw(component: str, **context: Any) -> SafeString:
    """Render templates/components/<component>.html with this context and nothing else."""
    template = engines["django"].engine.get_template(f"components/{component}.html")  # type: ignore[attr-defined]
    return SafeString(template.render(Context(context)).strip())


def written(pairs: Mapping[str, Any] | None) -> SafeString:
    """Write HTML attributes with a space before each: True has no value, False and None are left out."""
    if not pairs:
        return NOTHING
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),)
            for name, value in pairs.items()
            if value is not None and value is not False
        ),
    )


def part(value: Part, **defaults: Any) -> dict[str, Any] | None:
    """A label, hint or error given as text or as a mapping, always as a mapping; None when there is none."""
    if value is None or value == "" or value is False:
        return None
    given = dict(value) if isinstance(value, Mapping) else {"text": value}
    return {**defaults, **given}


def parts(values: Iterable[Part] | None) -> list[dict[str, Any]]:
    """A list of parts without the empty ones."""
    return [found for value in values or () if (found := part(value)) is not None]


def joined(*names: str | None) -> str:
    """Class names joined by one space, empty ones left out."""
    return " ".join(name for name in names if name)


def with_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item with its attributes already written out for a template."""
    return {**item, "attributes": written(item.get("attributes"))}
