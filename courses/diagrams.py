"""Diagrams: SVG text from anyone, read by an allow-list, and written again for a page.

What reaches a page is never the text that came: it is written anew from the elements and attributes that
passed, so that a browser cannot read more in it than we did. Pure: no models, no files."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LARGEST = 100_000  # bytes: a drawing by hand has a tenth of it
MOST_ELEMENTS = 2_000
DEEPEST = 20
NAMESPACE = "{http://www.w3.org/2000/svg}"
FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.svg")

ELEMENTS = {
    *("svg", "title", "desc", "g", "path", "rect", "line", "polyline", "polygon", "circle", "ellipse"),
    *("text", "tspan", "defs", "marker"),
}
HOLD_TEXT = {"title", "desc", "text", "tspan"}
# No style, class, event, link or address. Fonts are the page's.
ATTRIBUTES = {
    *("id", "role", "aria-labelledby", "aria-hidden", "viewBox", "preserveAspectRatio", "transform"),
    *("x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "width", "height"),
    *("d", "points", "pathLength", "textLength", "lengthAdjust", "rotate"),
    *("fill", "fill-opacity", "fill-rule", "opacity", "paint-order", "vector-effect"),
    *("stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-dashoffset"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
    *("font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "alignment-baseline"),
    *("baseline-shift", "letter-spacing", "word-spacing", "text-decoration"),
    *("marker-start", "marker-mid", "marker-end"),
    *("markerWidth", "markerHeight", "markerUnits", "refX", "refY", "orient"),
}
# Read, and written by us: the root is named by its title and desc, and as wide as its place.
ROOT_ONLY = {"role", "aria-labelledby"}
ROOT_DROPPED = {*ROOT_ONLY, "id", "width", "height"}
IDENTITY = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
REFERENCE = re.compile(r"url\(#([A-Za-z_][\w.-]*)\)", re.ASCII)
TRANSFORM = re.compile(r"(?:\s*(?:translate|scale|rotate|skewX|skewY|matrix)\([\d\s.,eE+-]*\)\s*,?)*")
VIEW_BOX = re.compile(r"\s*-?[\d.]+[\s,]+-?[\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*")


class NotADiagram(ValueError):
    """SVG that is not taken. `line` counts from 1 in the SVG's text; the message says what was expected."""

    def __init__(self, line: int, expected: str):
        self.line = line
        super().__init__(expected)


@dataclass
class Element:
    """An element that passed. `content`: texts and elements in order."""

    name: str
    attributes: dict[str, str]
    content: list["Element | str"] = field(default_factory=list)

    def words(self) -> str:
        return " ".join(part for part in self.content if isinstance(part, str)).strip()


def read(text: str) -> Element:
    """The drawing in a text. Raises NotADiagram for anything that is not on the list: it is refused whole,
    never mended."""
    if len(text.encode()) > LARGEST:
        raise NotADiagram(1, f"expected a drawing of at most {LARGEST // 1000} kB")
    if text.startswith("\ufeff") or "\r" in text:
        raise NotADiagram(1, "expected plain UTF-8 with line ends as on Linux")
    gate = Gate()
    parser = gate.parser = DefusedXMLParser(target=gate, forbid_dtd=True)
    try:
        parser.feed(text.encode())
        parser.close()
    except DefusedXmlException:
        raise NotADiagram(gate.line(), "expected no DOCTYPE and no entity") from None
    except ParseError as problem:
        raise NotADiagram(problem.position[0], f"expected SVG: {problem}") from None
    root = gate.root
    assert root is not None  # noqa: S101 - XML without an element does not parse
    for name in ("title", "desc"):
        if not any(isinstance(part, Element) and part.name == name for part in root.content):
            raise NotADiagram(1, f"expected <{name}> right inside <svg>")
    for line, name in gate.named:
        if name not in gate.ids:
            raise NotADiagram(line, f"expected the id of something in the drawing, not {name!r}")
    return root


class Gate:
    """Lets pass what is on the lists, element by element."""

    def __init__(self) -> None:
        self.parser: DefusedXMLParser | None = None
        self.root: Element | None = None
        self.open: list[Element] = []
        self.ids: set[str] = set()
        self.named: list[tuple[int, str]] = []
        self.count = 0

    def line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber) if self.parser else 1

    def refuse(self, expected: str) -> None:
        raise NotADiagram(self.line(), expected)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(NAMESPACE)
        self.count += 1
        if name == tag or name not in ELEMENTS:
            self.refuse(f"expected one of {', '.join(sorted(ELEMENTS))}, not <{tag.rpartition('}')[2]}>")
        if (name == "svg") != (not self.open):
            self.refuse("expected one <svg> with all the rest in it")
        if self.open and self.open[-1].name in {"title", "desc"}:
            self.refuse(f"expected nothing but text in <{self.open[-1].name}>")
        if self.count > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            self.refuse(f"expected at most {MOST_ELEMENTS} elements, {DEEPEST} deep")
        for key, value in attributes.items():
            self.check(name, key, value)
        element = Element(name, attributes)
        if name == "svg":
            size = VIEW_BOX.fullmatch(attributes.get("viewBox", ""))
            if not size or not float_of(size[1]) or not float_of(size[2]):
                self.refuse('expected viewBox="0 0 width height"')
        if self.open:
            self.open[-1].content.append(element)
        else:
            self.root = element
        self.open.append(element)

    def check(self, name: str, key: str, value: str) -> None:
        plain = key.rpartition("}")[2]
        if key not in ATTRIBUTES or (key in ROOT_ONLY and name != "svg"):
            self.refuse(f"expected no attribute {plain} in <{name}>")
        if key == "id":
            if not IDENTITY.fullmatch(value) or value in self.ids:
                self.refuse(f"expected each id once, of letters, digits and hyphens, not {value!r}")
            self.ids.add(value)
        elif key == "aria-labelledby":
            self.named += [(self.line(), each) for each in value.split()]
        elif key == "transform":
            if not TRANSFORM.fullmatch(value):
                self.refuse(f"expected a transform such as translate(10 20), not {value!r}")
        elif match := REFERENCE.fullmatch(value):
            self.named.append((self.line(), match[1]))
        elif set(value) & set("()\\<>&;@"):
            self.refuse(f"expected a plain value such as #1d70b8 or url(#id) in {plain}, not {value!r}")

    def data(self, text: str) -> None:
        if self.open and self.open[-1].name in HOLD_TEXT:
            self.open[-1].content.append(text)
        elif text.strip():
            self.refuse("expected words only in <text>, <tspan>, <title> and <desc>")

    def end(self, tag: str) -> None:
        element = self.open.pop()
        if element.name in {"title", "desc"} and not element.words():
            self.refuse(f"expected words in <{element.name}>")

    def pi(self, *given: str) -> None:
        self.refuse("expected no <?…?> in the drawing")

    def close(self) -> None:
        pass


def float_of(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def markup(text: str, *, prefix: str) -> SafeString:
    """The drawing for a page, "" for one that would not be taken (a draft). Every id begins with `prefix`,
    so that two drawings of one page cannot name each other's parts."""
    try:
        root = read(text)
    except NotADiagram:
        return SafeString("")
    ids = ids_of(root)
    names = []
    for name in ("title", "desc"):
        element = next(each for each in root.content if isinstance(each, Element) and each.name == name)
        identity = element.attributes.setdefault("id", free(name, ids))
        names.append(f"{prefix}{identity}")
    inherited = {key: value for key, value in root.attributes.items() if key not in ROOT_DROPPED}
    own = {"role": "img", "aria-labelledby": " ".join(names)}
    return mark_safe(written(Element("svg", inherited | own, root.content), prefix))  # escaped in `written`


def ids_of(element: Element) -> set[str]:
    found = {element.attributes["id"]} if "id" in element.attributes else set()
    for part in element.content:
        if isinstance(part, Element):
            found |= ids_of(part)
    return found


def free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-"
    return name


def written(element: Element, prefix: str) -> str:
    parts = []
    for key, value in element.attributes.items():
        if key == "id":
            value = f"{prefix}{value}"
        elif match := REFERENCE.fullmatch(value):
            value = f"url(#{prefix}{match[1]})"
        parts.append(f' {key}="{escape(value)}"')
    inside = "".join(
        escape(part) if isinstance(part, str) else written(part, prefix) for part in element.content
    )
    return f"<{element.name}{''.join(parts)}>{inside}</{element.name}>"
