"""What an import tells whoever asked for it."""

from dataclasses import dataclass, field

from courses.models import Course


@dataclass
class ImportReport:
    """What an import did, by the names of files."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    course: Course | None = None

    def lines(self) -> list[str]:
        """One plain line for each thing; one that says so when there is nothing."""
        found = [
            f"{name}: {file}"
            for name in ("added", "changed", "moved", "unpublished")
            for file in getattr(self, name)
        ]
        found += [f"kept: {file}: changed here since it was taken in" for file in self.kept]
        return [*found, *self.other] or ["Nothing has changed."]
