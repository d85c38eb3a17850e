"""The stream of a lesson's file: what its blocks name (facts, pictures, questions, pages) becomes rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Locale, Page

from courses.importing.parsing import Parsed
from courses.importing.pictures import Pictures, take_image
from courses.models import Fact, LessonPage

PAGE_LINK = re.compile(r'linktype="page" uuid="([0-9a-f-]+)"')

Complain = Callable[[int, str, str], None]  # (line, field, what was expected)


@dataclass
class Bodies:
    """Makes the bodies of one import. `files`: the pictures that were laid down for it."""

    locale: Locale | None
    facts: dict[str, Fact]
    pictures: Pictures
    by: Any
    files: list[Any] = field(default_factory=list)

    def body_of(self, parsed: Parsed, complain: Complain) -> Any:
        stream_block = LessonPage._meta.get_field("body").stream_block
        raw = []
        for block, line in zip(parsed.blocks, parsed.lines, strict=True):
            value = self.value_of(stream_block, block["type"], block["value"], line, complain)
            if value is not None:
                raw.append({"type": block["type"], "value": value})
        return stream_block.to_python(raw)

    def value_of(self, stream_block: Any, kind: str, value: Any, line: int, complain: Complain) -> Any:
        """The raw value of a block; None for one that cannot be made, which was told."""
        match kind:
            case "check":
                check = stream_block.child_blocks["check"]
                try:
                    return check.get_prep_value(check.from_attributes(value))
                except ValueError as problem:
                    complain(line, "check", str(problem))
                    return None
            case "image":
                return {**value, "image": self.image(value)}
            case "key_fact":
                text = self.linked(value["text"], line, complain)
                fact = self.facts.get(value["fact"])
                return {"text": text, "fact": fact.pk} if fact else None
            case "sources":
                return [self.facts[key].pk for key in value if key in self.facts]
            case _:
                return self.linked(value, line, complain)

    def image(self, named: dict[str, str]) -> int:
        content = self.pictures.image(named["file"])
        image, is_new = take_image(named["file"], content, named["alt"], by=self.by)
        if is_new:
            self.files.append(image.file)
        return int(image.pk)

    def forget_files(self) -> None:
        """A transaction takes back rows; files that were laid down for them are taken back here."""
        for file in self.files:
            file.storage.delete(file.name)

    def linked(self, value: Any, line: int, complain: Complain) -> Any:
        """Links by uuid made links by id, wherever rich text stands in a raw value."""
        if isinstance(value, dict):
            return {name: self.linked(each, line, complain) for name, each in value.items()}
        if isinstance(value, list):
            return [self.linked(each, line, complain) for each in value]
        if not isinstance(value, str):
            return value

        def found(match: re.Match[str]) -> str:
            page = Page.objects.filter(translation_key=match[1], locale=self.locale).first()
            if page is None:
                complain(line, "text", f"expected page:<uuid of a course or lesson>, not {match[1]}")
                return match[0]
            return f'linktype="page" id="{page.pk}"'

        return PAGE_LINK.sub(found, value)
