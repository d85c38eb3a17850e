"""The fields at the head of a course file, each asked for as what it should be."""

import uuid
from datetime import date
from typing import Any

import yaml

from courses.importing.problems import Problem


class FrontMatter:
    """What stands between the two lines --- at the beginning of a file."""

    def __init__(self, name: str, text: str, problems: list[Problem]):
        self.name = name
        self.problems = problems
        self.data: dict[str, Any] = {}
        self.body = ""
        self.body_line = 1
        lines = text.split("\n")
        end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
        self.lines = lines[: end or 0]
        if not lines or lines[0].rstrip() != "---" or end is None:
            self.complain(1, "", "expected a line ---, fields, and a line --- again")
            return
        self.body, self.body_line = "\n".join(lines[end + 1 :]), end + 2
        try:
            data = yaml.load("\n".join(lines[1:end]), Loader=PlainLoader)  # noqa: S506 - a safe loader, see below
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark
            self.complain(mark.line + 2 if mark else 1, "", f"expected YAML: {problem.problem}")
            return
        if not isinstance(data, dict):
            self.complain(2, "", "expected fields such as title: …")
            return
        self.data = data

    def complain(self, line: int, name: str, expected: str) -> None:
        self.problems.append(Problem(self.name, line, name, expected))

    def line(self, name: str) -> int:
        return next((i for i, line in enumerate(self.lines, 1) if line.startswith(f"{name}:")), 1)

    def only(self, names: set[str]) -> None:
        for name in self.data:
            if name not in names:
                self.complain(self.line(str(name)), str(name), f"expected one of {', '.join(sorted(names))}")

    def text(self, name: str, *, longest: int = 255, needed: bool = True) -> str:
        value = self.data.get(name)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            self.complain(self.line(name), name, f"expected text of 1 to {longest} characters")
            return ""
        return value.strip()

    def uuid(self) -> uuid.UUID:
        try:
            return uuid.UUID(str(self.data.get("uuid")))
        except ValueError:
            self.complain(
                self.line("uuid"), "uuid", "expected a uuid such as 15bd4aeb-f24c-4e2d-8b37-4d436dfb5d82"
            )
            return uuid.UUID(int=0)

    def day(self, name: str) -> date | None:
        value = self.data.get(name)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.complain(self.line(name), name, "expected a day such as 2026-11-24")
            return None


class PlainLoader(yaml.SafeLoader):
    """Safe YAML in which a day, a number or yes stays the text that it is: fields say what they want."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
