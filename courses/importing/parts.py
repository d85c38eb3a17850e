"""Parts of a course folder that belong to an app above, e.g. questions.json to assessments.bank."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from courses.importing.problems import Problem
from courses.models import Course


class Validate(Protocol):
    def __call__(self, folder: Path, *, course_slug: str, modules: list[str]) -> list[Problem]:
        """What is wrong with the part. Writes nothing; the course may not exist yet. `modules`: slugs of
        the folder's modules. Course rows, frameworks and skills may be looked up."""


class Import(Protocol):
    def __call__(
        self, folder: Path, *, course: Course, by: Any, at: datetime, overwrite: bool = False
    ) -> list[str]:
        """Take the part in, within the import's transaction: rows of the course and its modules are there,
        its lessons not yet. What an author changed since the last import stays, unless `overwrite`. Returns
        one plain line for each thing that changed or stayed against the file, [] for a repeat. May raise
        CourseRefused."""


Export = Callable[[Course, Path], None]  # export(course, folder): write the part into the folder


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    import_part: Import
    export_part: Export
    validate: Validate


_parts: dict[str, Part] = {}


def register_part(name: str, import_fn: Import, export_fn: Export, validate_fn: Validate) -> None:
    """Called in `AppConfig.ready()`. The same name again replaces the part."""
    _parts[name] = Part(name=name, import_part=import_fn, export_part=export_fn, validate=validate_fn)


def parts() -> list[Part]:
    return [_parts[name] for name in sorted(_parts)]
