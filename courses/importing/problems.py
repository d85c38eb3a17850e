"""What is wrong with a course folder. An import gathers all of it and takes in nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is and what was expected there. `line` counts from 1; 0 where no line can be
    named."""

    file: str
    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}, {self.field}: {self.expected}" if self.field else f"{place}: {self.expected}"


class CourseRefused(Exception):
    """A folder that is not taken in, with every problem that was found."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
