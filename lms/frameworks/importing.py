"""Take framework files into the database without overwriting what was edited here.

Three versions are compared, field by field: what stands here, what the file says, and what the last file
said (`ImportedVersion`). Where here still equals the last file, the file decides; where it does not, the
edit made here stays and is reported. A row deleted here stays deleted, a row added here stays. What a newer
file drops is retired when it is a skill, a role or a role level (posts, courses and statements may name it)
and deleted when it is a requirement or the definition of a level. See lms/frameworks/README.md.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path as FilePath
from typing import Any

from django.db import connection, models, transaction

from lms.frameworks.models import (
    Framework,
    ImportedVersion,
    Level,
    Role,
    RoleLevel,
    Skill,
    SkillLevel,
    SkillRequirement,
)
from lms.frameworks.reading import BrokenFile, Fault, Fields, FrameworkFile, Rows, read_file

DATA = FilePath(__file__).parent / "data"
# The same file gives the same uuids in every database: a course file may name a skill by uuid.
NAMESPACE = uuid.UUID("5f0c7d1e-2f64-5b0e-9d53-6a2f4e1c8b70")
# Parents before children.
MODELS: dict[str, type[models.Model]] = {
    "level": Level,
    "skill": Skill,
    "skill-level": SkillLevel,
    "role": Role,
    "role-level": RoleLevel,
    "requirement": SkillRequirement,
}
RETIRED = {"skill", "role", "role-level"}
DELETED = {"requirement", "skill-level"}


@dataclass
class Outcome:
    """What one file changed. `kept` names the fields where an edit made here stood against the file."""

    file: str
    framework: str
    created: int = 0
    updated: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        return not (self.created or self.updated or self.removed)


def shipped_files() -> list[FilePath]:
    return sorted(DATA.glob("*.json"))


@transaction.atomic
def import_frameworks(*, files: Sequence[FilePath], at: datetime, overwrite: bool = False) -> list[Outcome]:
    """Take in all files or none. With `overwrite` the file decides where an edit made here stands against it.

    Raises `BrokenFile` before anything is written.
    """
    read = [read_file(file) for file in files]
    for number, file in enumerate(read):
        if file.slug in {other.slug for other in read[:number]}:
            raise BrokenFile(
                file.name,
                [Fault(1, "framework.slug", f"each framework in one file, “{file.slug}” was read before")],
            )
    one_import_at_a_time()
    return [Import(file, at, overwrite).run() for file in read]


def one_import_at_a_time() -> None:
    """Two runs at once would both see an empty table. SQLite's immediate transactions already take turns."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE frameworks_framework IN SHARE ROW EXCLUSIVE MODE")


class Import:
    """One file against one framework."""

    def __init__(self, file: FrameworkFile, at: datetime, overwrite: bool):
        self.file, self.at, self.overwrite = file, at, overwrite
        self.outcome = Outcome(file.name, file.slug)

    def run(self) -> Outcome:
        before = ImportedVersion.objects.filter(framework__slug=self.file.slug).first()
        if before and version_key(before.version) > version_key(self.file.version):
            expected = f"version {before.version} or later, which is what was imported before"
            raise BrokenFile(self.file.name, [Fault(1, "framework.version", expected)])
        base: Rows = before.rows if before else {}
        self.take_framework(base.get("framework:", {}))
        self.objects = objects_of(self.framework)
        ours = {
            f"{kind}:{key}": fields_of(kind, row)
            for kind, rows in self.objects.items()
            for key, row in rows.items()
        }
        theirs = self.with_what_was_dropped(base, ours)
        for kind in MODELS:
            self.take(kind, base, ours, theirs)
        for kind in DELETED:
            self.delete_dropped(kind, base, ours, theirs)
        self.refuse_undefined_levels()
        rows = {"framework:": self.file.framework, **theirs}
        if rows != base:
            ImportedVersion.objects.update_or_create(
                framework=self.framework,
                defaults={"version": self.file.version, "rows": rows, "imported_at": self.at},
            )
        return self.outcome

    def take_framework(self, base: Fields) -> None:
        self.framework, is_new = Framework.objects.get_or_create(
            slug=self.file.slug,
            defaults={**self.file.framework, "uuid": uuid.uuid5(NAMESPACE, self.file.slug)},
        )
        if is_new:
            self.outcome.created += 1
            return
        ours = {name: getattr(self.framework, name) for name in self.file.framework}
        changes = self.decide("framework:", base, ours, self.file.framework)
        # The version is the file's own: nobody edits it here.
        changes["version"] = self.file.version
        if changes != {"version": ours["version"]}:
            Framework.objects.filter(pk=self.framework.pk).update(**changes)
            self.outcome.updated += 1

    def with_what_was_dropped(self, base: Rows, ours: Rows) -> Rows:
        """The file's rows, and those it no longer has marked as retired."""
        theirs = dict(self.file.rows)
        for name, fields in base.items():
            if name not in theirs and name in ours and kind_of(name) in RETIRED:
                theirs[name] = {**fields, "is_active": False}
        return theirs

    def decide(self, name: str, base: Fields, ours: Fields, theirs: Fields) -> Fields:
        """The fields to change in a row that is here and in the file."""
        changes = {}
        for field_name, value in theirs.items():
            if ours[field_name] == value:
                continue
            if self.overwrite or (field_name in base and ours[field_name] == base[field_name]):
                changes[field_name] = value
            else:
                self.outcome.kept.append(f"{name} {field_name}".strip())
        return changes

    def take(self, kind: str, base: Rows, ours: Rows, theirs: Rows) -> None:
        model, new, changed = MODELS[kind], [], []
        names: set[str] = set()
        for name, fields in theirs.items():
            if kind_of(name) != kind:
                continue
            key = name.partition(":")[2]
            if name in ours:
                row = self.objects[kind][key]
                changes = self.decide(name, base.get(name, {}), ours[name], fields)
                if changes:
                    self.assign(kind, row, changes)
                    names |= changes.keys()
                    changed.append(row)
            elif name in base and not self.overwrite:
                self.outcome.kept.append(f"{name} was deleted here")
            elif (row := self.build(kind, key)) is not None:
                self.assign(kind, row, fields)
                new.append((key, row))
        if kind == "level" and "rank" in names:
            self.free_ranks(changed)
        model._default_manager.bulk_create([row for _, row in new])
        if changed:
            model._default_manager.bulk_update(changed, sorted(names), batch_size=200)
        self.objects[kind].update(new)
        self.outcome.created += len(new)
        self.outcome.updated += len(changed)

    def free_ranks(self, levels: list[Any]) -> None:
        """Ranks are unique, so a swap must pass through ranks that nothing uses."""
        for number, level in enumerate(levels):
            Level.objects.filter(pk=level.pk).update(rank=30_000 + number)

    def build(self, kind: str, key: str) -> Any:
        """A new row, standing where its key says; None where its parent was deleted here."""
        head, _, tail = key.rpartition("/")
        parents: dict[str, Any] = {}
        if kind in {"level", "skill", "role"}:
            parents = {"framework": self.framework, "slug": key}
        elif kind == "skill-level":
            parents = {"skill": self.objects["skill"].get(head), "level": self.objects["level"].get(tail)}
        elif kind == "role-level":
            parents = {"role": self.objects["role"].get(head), "slug": tail}
        elif kind == "requirement":
            parents = {
                "role_level": self.objects["role-level"].get(head),
                "skill": self.objects["skill"].get(tail),
            }
        if None in parents.values():
            return None
        if kind in RETIRED:
            parents["uuid"] = uuid.uuid5(NAMESPACE, f"{self.framework.slug}/{kind}/{key}")
        return MODELS[kind](**parents)

    def assign(self, kind: str, row: Any, fields: Fields) -> None:
        for name, value in fields.items():
            if kind == "requirement" and name == "level":
                value = self.objects["level"][value] if value else None
            setattr(row, name, value)

    def delete_dropped(self, kind: str, base: Rows, ours: Rows, theirs: Rows) -> None:
        dropped = []
        for name, fields in base.items():
            if kind_of(name) != kind or name in theirs or name not in ours:
                continue
            if ours[name] == fields or self.overwrite:
                dropped.append(self.objects[kind].pop(name.partition(":")[2]).pk)
            else:
                self.outcome.kept.append(f"{name} is no longer in the file")
        MODELS[kind]._default_manager.filter(pk__in=dropped).delete()
        self.outcome.removed += len(dropped)

    def refuse_undefined_levels(self) -> None:
        """An edit made here may need a level that the file no longer defines; then nothing is imported."""
        undefined = (
            SkillRequirement.objects.filter(role_level__role__framework=self.framework, level__isnull=False)
            .exclude(skill__skill_levels__level=models.F("level"))
            .select_related("role_level", "skill", "level")
            .order_by("pk")
            .first()
        )
        if undefined:
            expected = f"the level {undefined.level}, which {undefined.role_level} needs here"
            raise BrokenFile(self.file.name, [Fault(1, f"skills.{undefined.skill.slug}.levels", expected)])


def kind_of(name: str) -> str:
    return name.partition(":")[0]


def version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def objects_of(framework: Framework) -> dict[str, dict[str, Any]]:
    """Everything of a framework, by kind and key."""
    requirements = SkillRequirement.objects.filter(role_level__role__framework=framework)
    return {
        "level": {row.slug: row for row in framework.levels.all()},
        "skill": {row.slug: row for row in framework.skills.all()},
        "skill-level": {
            f"{row.skill.slug}/{row.level.slug}": row
            for row in SkillLevel.objects.filter(skill__framework=framework).select_related("skill", "level")
        },
        "role": {row.slug: row for row in framework.roles.all()},
        "role-level": {
            f"{row.role.slug}/{row.slug}": row
            for row in RoleLevel.objects.filter(role__framework=framework).select_related("role")
        },
        "requirement": {
            f"{row.role_level.role.slug}/{row.role_level.slug}/{row.skill.slug}": row
            for row in requirements.select_related("role_level__role", "skill", "level")
        },
    }


FIELDS = {
    "level": ["rank", "name", "summary", "cut"],
    "skill": ["name", "summary", "section", "is_graded", "is_active", "order"],
    "skill-level": ["descriptor"],
    "role": ["name", "family", "summary", "professions", "is_active", "order"],
    "role-level": ["name", "grade_band", "note", "is_active", "order"],
}


def fields_of(kind: str, row: Any) -> Fields:
    if kind == "requirement":
        return {"level": row.level.slug if row.level else None}
    return {name: getattr(row, name) for name in FIELDS[kind]}
