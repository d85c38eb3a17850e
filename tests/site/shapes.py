"""From a fixture of govuk-frontend to a call of ours, and HTML as a shape that can be compared."""

import json
import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.utils.safestring import mark_safe

FIXTURES = Path(__file__).parent / "fixtures"

# Options that come as …Text and …Html; ours are one.
PAIRS = ("title", "summary", "description", "logo")
# What a component's text is called here when it is not `text`.
CONTENT = {"details": "content", "fieldset": "content", "inset-text": "content", "panel": "content"}
FUNCTIONS = {"input": "text_input"}


def fixtures_of(component: str) -> list[dict[str, Any]]:
    return json.loads((FIXTURES / f"{component}.json").read_text())["fixtures"]


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def ours(value: Any, key: str = "") -> Any:
    """The options of a macro as ours: snake_case, `text` and `html` as one, HTML marked as safe."""
    if isinstance(value, list):
        return [ours(entry) for entry in value]
    if key == "slots":
        return {snake(name): _slot(slot) for name, slot in value.items()}
    if not isinstance(value, dict):
        return value
    if key == "attributes":
        return value
    shaped: dict[str, Any] = {}
    for name, entry in value.items():
        pair = next((pair for pair in PAIRS if name in (f"{pair}Text", f"{pair}Html")), None)
        if name == "html" or (pair and name.endswith("Html")):
            if entry:
                shaped[pair or "text"] = mark_safe(entry)
        elif pair:
            shaped.setdefault(pair, entry)
        elif name == "text":
            shaped.setdefault("text", entry)
        else:
            shaped[snake(name)] = ours(entry, name)
    return shaped


def _slot(slot: Any) -> Any:
    if isinstance(slot, dict):
        return {"text": mark_safe(slot["html"]), "align": slot.get("align")}
    return mark_safe(slot)


def call(component: str, options: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments for lms.site.components.<component>."""
    given = ours(options)
    if component == "label" and "for" in given:
        given["for_"] = given.pop("for")
    if component == "notification-banner" and "html" in options:
        given["content"] = given.pop("text")
    if component in CONTENT and "text" in given:
        given[CONTENT[component]] = given.pop("text")
    return given


def shape(html: str) -> list[Any]:
    """A tree of names, attributes and words: blank space and the order of attributes do not count."""
    return _children(BeautifulSoup(html, "html.parser"))


def _children(element: Any) -> list[Any]:
    found: list[Any] = []
    for child in element.children:
        if isinstance(child, Tag):
            found.append((child.name, _attributes(child), _children(child)))
        elif words := " ".join(str(child).split()):
            found.append(words)
    return found


def _attributes(element: Tag) -> dict[str, Any]:
    return {
        name: tuple(sorted(value)) if isinstance(value, list) else value
        for name, value in element.attrs.items()
    }
