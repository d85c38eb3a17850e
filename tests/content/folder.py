"""Reads a course folder as plain text. On purpose not through the importer: these tests judge the writing,
and must speak even where the importer has forgiven something."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

CONTENT = Path(__file__).resolve().parents[2] / "courses" / "content"

DIRECTIVE = re.compile(r"^:::([a-z-]+)\s*(.*)$")
ATTRIBUTE = re.compile(r'([a-z]+)=("[^"]*"|\S+)')


@dataclass(frozen=True)
class Block:
    kind: str  # "text", or the name of a fenced block
    attributes: dict[str, str]
    text: str


class Text:
    """A Markdown file with front matter."""

    def __init__(self, path: Path):
        self.path = path
        _, front, self.body = path.read_text(encoding="utf-8").split("---\n", 2)
        self.front = yaml.safe_load(front)

    @cached_property
    def blocks(self) -> list[Block]:
        found, lines, kind, attributes = [], [], "text", {}
        for line in self.body.splitlines():
            opened = DIRECTIVE.match(line)
            if opened or line.strip() == ":::":
                if "".join(lines).strip() or kind != "text":
                    found.append(Block(kind, attributes, "\n".join(lines).strip()))
                lines, kind, attributes = [], "text", {}
                if opened:
                    kind = opened[1]
                    attributes = {key: value.strip('"') for key, value in ATTRIBUTE.findall(opened[2])}
            else:
                lines.append(line)
        if "".join(lines).strip():
            found.append(Block(kind, attributes, "\n".join(lines).strip()))
        return found

    def of_kind(self, kind: str) -> list[Block]:
        return [block for block in self.blocks if block.kind == kind]

    @cached_property
    def prose(self) -> str:
        """What a learner reads, questions and lists of sources aside; tables included."""
        return "\n\n".join(block.text for block in self.blocks if block.text)

    @cached_property
    def words(self) -> int:
        plain = re.sub(r"\]\([^)]+\)|[|*#`_>-]|\d+\.(?=\s)", " ", self.prose)
        return len(re.findall(r"[\w’'%.,/]*\w[\w’'%]*", plain))

    @cached_property
    def sentences(self) -> list[str]:
        """Sentences of running text and lists; headings and tables are not sentences."""
        found = []
        for block in self.blocks:
            for line in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", block.text):
                line = line.strip()
                if not line or line.startswith(("#", "|")):
                    continue
                line = re.sub(r"^(?:[-*]|\d+\.)\s+", "", line).replace("*", "")
                line = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", line)
                found += [part for part in re.split(r"(?<=[.?!])[”’]?\s+(?=[“A-Z0-9])", line) if part]
        return found


class Course:
    def __init__(self, folder: Path):
        self.folder = folder
        self.front = Text(folder / "course.md").front
        self.modules = {path.parent.name[3:]: Text(path) for path in sorted(folder.glob("*/module.md"))}
        self.lessons = {
            path.stem[3:]: Text(path) for path in sorted(folder.glob("*/*.md")) if path.name != "module.md"
        }
        self.questions = {
            question["slug"]: question
            for question in json.loads((folder / "questions.json").read_text(encoding="utf-8"))["questions"]
        }
        self.facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))

    def lessons_of(self, module: str) -> list[Text]:
        return [text for text in self.lessons.values() if text.path.parent.name[3:] == module]

    def placed(self) -> list[tuple[str, str, bool]]:
        """(module, question slug, is further) of every check, in the order of reading."""
        return [
            (text.path.parent.name[3:], block.attributes["question"], "further" in block.attributes)
            for text in self.lessons.values()
            for block in text.of_kind("check")
        ]


COURSES = {path.parent.name: Course(path.parent) for path in sorted(CONTENT.glob("*/course.md"))}
