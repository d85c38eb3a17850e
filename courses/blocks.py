"""The blocks of which an author builds a lesson. Their templates lie in `templates/courses/blocks/`.

No block asks the database: facts and pictures that a body names come with it, in one query a kind. The check
block belongs to an app above: `settings.LESSON_BLOCKS` names it by string, as settings name apps. Its module
may import `courses.activities`, but neither models of its own app nor ours, because it is loaded while models
are being defined; a chooser names its model by string."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses import diagrams

RICH_TEXT = ["bold", "italic", "link", "ol", "ul"]

# How a fact was checked: the words of the sources file.
OFFICIAL, SECONDARY, RECALL = "official-source-read", "secondary-source-read", "recall-check-first"
FACT_STATUSES = [
    (OFFICIAL, "Read at the official source"),
    (SECONDARY, "Reported by someone else"),
    (RECALL, "Not checked yet"),
]


class LessonTableBlock(TypedTableBlock):
    """A table of plain text. The first row of a file's table is its header."""

    class Meta:
        icon = "table"
        label = "Table"
        template = "courses/blocks/table.html"


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Name of the source")
    url = blocks.URLBlock(label="Address", required=False)

    class Meta:
        icon = "link"
        label = "Source"


class KeyFactBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label="The fact, in your words", features=["bold", "italic", "link"])
    fact = SnippetChooserBlock("courses.Fact", label="The fact that it rests on")

    class Meta:
        icon = "info-circle"
        label = "Key fact"
        template = "courses/blocks/key_fact.html"


class PassageBlock(blocks.StreamBlock):
    """Text, and tables where the text needs them."""

    text = blocks.RichTextBlock(label="Text", icon="pilcrow", features=RICH_TEXT)
    table = LessonTableBlock([("text", blocks.CharBlock(required=False, label="Text"))])


class ExampleBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="What the example is about", help_text="For example: a postcode in Leeds")
    body = PassageBlock(label="Text")

    class Meta:
        icon = "doc-full"
        label = "Example"
        template = "courses/blocks/example.html"


class ActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Title", default="Use it this week")
    body = PassageBlock(label="Text")

    class Meta:
        icon = "calendar-check"
        label = "What to do tomorrow"
        template = "courses/blocks/action.html"


class DefinitionBlock(blocks.StructBlock):
    term = blocks.CharBlock(label="Term")
    description = blocks.CharBlock(label="What it means")

    class Meta:
        label = "Definition"


class DrawingBlock(blocks.TextBlock):
    """SVG as text, refused whole with its line where it holds more than a drawing may."""

    def clean(self, value):
        value = super().clean(value)
        # As files have it: a browser sends a text area with other line ends, and its field cuts the last.
        text = value.replace("\r\n", "\n").strip() + "\n"
        try:
            diagrams.read(text)
        except diagrams.NotADiagram as problem:
            raise ValidationError(f"Line {problem.line}: {problem}.") from problem
        return text


class DiagramBlock(blocks.StructBlock):
    """A drawing, and the same in words for those who do not see it."""

    title = blocks.CharBlock(label="What the diagram shows", help_text="Printed above it.")
    svg = DrawingBlock(
        label="Drawing",
        rows=8,
        help_text="SVG, pasted: 400 units wide, text of 17 units or more, with a title and a desc.",
    )
    alternative = blocks.RichTextBlock(
        label="The same in words",
        features=RICH_TEXT,
        help_text="Everything that the drawing says, so that it can be understood without it.",
    )
    file = blocks.RegexBlock(
        regex=rf"\A{diagrams.FILE_NAME.pattern}\Z",
        label="Name of its file",
        help_text="In the course folder, for example route.svg.",
        error_messages={"invalid": "Use small letters, digits and hyphens, and end with .svg."},
    )

    def clean(self, value):
        value = super().clean(value)
        if not re.sub(r"<[^>]*>|&nbsp;|\s", "", value["alternative"].source):
            told = ValidationError("Say in words what the drawing says.")
            raise blocks.StructBlockValidationError(block_errors={"alternative": told})
        return value

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        number = context.get("number", 0)
        # No anchor of a heading holds two hyphens.
        context["svg"] = diagrams.markup(value.get("svg") or "", prefix=f"diagram-{number}--")
        return context

    class Meta:
        icon = "image"
        label = "Diagram"
        template = "courses/blocks/diagram.html"


NO_WORDS = {"decorative", "image", "photo", "picture", "photograph", "diagram", "none", "-"}


class AlternativeBlock(blocks.CharBlock):
    """What a picture shows, in words. A picture that says nothing does not belong in a lesson."""

    def clean(self, value):
        value = super().clean(value)
        if says_nothing(value):
            raise ValidationError("Say what the picture shows. If it shows nothing, leave it out.")
        return value


def says_nothing(alternative: str) -> bool:
    words = alternative.strip().strip(".").lower()
    return words in NO_WORDS or words.endswith((".png", ".jpg", ".jpeg", ".webp", ".gif"))


class PictureBlock(blocks.StructBlock):
    """A photograph or screenshot."""

    image = ImageChooserBlock(label="Picture")
    alt = AlternativeBlock(label="What it shows, in words", max_length=300)
    file = blocks.RegexBlock(
        regex=r"\A[A-Za-z0-9][\w.-]*\.(?:png|jpg|jpeg|webp|gif)\Z",
        required=False,
        label="Name of its file",
        help_text="In the course folder, for example photo.png. Left empty: the name of the upload.",
        error_messages={
            "invalid": "Use letters, digits, dots and hyphens, and end with .png, .jpg or .webp."
        },
    )

    class Meta:
        icon = "image"
        label = "Picture"
        template = "courses/blocks/image.html"


CHECK = "check"


def check_block() -> blocks.Block:
    """The block that settings name. Our migrations only say that a check is there, and carry its value as
    it is, so that a change of an upper package's block is no migration of courses."""
    (path,) = settings.LESSON_BLOCKS
    block = import_string(path)()
    block.deconstruct_with_lookup = lambda lookup: ("wagtail.blocks.Block", [], {})
    return block


class LessonBody(blocks.StreamBlock):
    """Everything that a lesson may hold. The names are those of the directives in course files."""

    heading = blocks.CharBlock(icon="title", label="Heading", template="courses/blocks/heading.html")
    text = blocks.RichTextBlock(features=RICH_TEXT, icon="pilcrow", label="Text")
    table = LessonTableBlock([("text", blocks.CharBlock(required=False, label="Text"))])
    key_fact = KeyFactBlock()
    example = ExampleBlock()
    action = ActionBlock()
    sources = blocks.ListBlock(
        SnippetChooserBlock("courses.Fact", label="Fact"),
        min_num=1,
        icon="list-ul",
        label="Where this comes from",
        template="courses/blocks/sources.html",
    )
    definition_list = blocks.ListBlock(
        DefinitionBlock(),
        min_num=1,
        icon="list-ul",
        label="Terms and meanings",
        template="courses/blocks/definition_list.html",
    )
    diagram = DiagramBlock()
    image = PictureBlock()

    def __init__(self, local_blocks=None, **kwargs):
        super().__init__([*(local_blocks or []), (CHECK, check_block())], **kwargs)

    def clean(self, value):
        """A question stands once in a lesson, or one answer would have two places."""
        value = super().clean(value)
        places: dict[str, int] = {}
        errors = {}
        for number, child in enumerate(value):
            if child.block_type == CHECK:
                mark = child.block.render(child.value)
                if mark in places:
                    errors[number] = ValidationError(
                        "This question is in the lesson already. Choose another one."
                    )
                places[mark] = number
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return value


def titled(block_type: str, value: Any) -> str | None:
    """The heading that a block brings with it; None for one without."""
    match block_type:
        case "heading":
            return str(value)
        case "example":
            return f"Example: {value['title']}"
        case "action":
            return str(value["title"])
        case _:
            return None
