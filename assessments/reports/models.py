"""Monthly snapshots of skill gaps: exact figures about groups, kept for the next snapshot and never shown.

A page reads released figures (`lms.disclosure`), not these. All of it are records: `rebuild` never touches
them.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

TABLE = "skill gaps"  # the name under which snapshots are released
PEOPLE = "people"  # the slice that counts the people of a unit
# How far from the level required: measures of a place, each a share of those tested.
AT, ONE_BELOW, FURTHER_BELOW = DISTANCES = ("at", "one_below", "further_below")


class Snapshot(models.Model):
    """The figures of one month: taken once, never again with other rules."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    month = models.DateField(unique=True, help_text="The first day of the month.")
    as_of = models.DateField(unique=True, help_text="The day up to which people, posts and answers count.")
    taken_at = models.DateTimeField()
    release = models.OneToOneField("disclosure.Release", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(as_of__gte=models.F("month")), name="reports_as_of_in_month"),
        ]

    def __str__(self) -> str:
        return f"Snapshot of {self.as_of}"


class Cell(models.Model):
    """One place of the map: a department node and a skill, for everyone or for those asked for one level.

    Without a skill it is the number of people in the node. Made when a figure of the place is first shown; it
    remembers which people that figure was made of.
    """

    department = models.ForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    skill = models.ForeignKey(
        "frameworks.Skill", on_delete=models.PROTECT, related_name="+", null=True, help_text="Empty: people."
    )
    level = models.ForeignKey(
        "frameworks.Level",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="Empty: everyone who needs the skill, at whatever level.",
    )

    class Meta:
        constraints: ClassVar = [
            # A null is never equal to a null, so one constraint for each kind of place.
            models.UniqueConstraint(
                fields=["department"], condition=Q(skill=None), name="reports_one_cell_of_people"
            ),
            models.UniqueConstraint(
                fields=["department", "skill"],
                condition=Q(skill__isnull=False, level=None),
                name="reports_one_cell_a_skill",
            ),
            models.UniqueConstraint(
                fields=["department", "skill", "level"],
                condition=Q(level__isnull=False),
                name="reports_one_cell_a_level",
            ),
            models.CheckConstraint(
                condition=Q(skill__isnull=False) | Q(level=None), name="reports_no_level_without_a_skill"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} × {self.skill_id} × {self.level_id or 'all'}"


class CellFigure(models.Model):
    """The exact figures of a cell that were the source of what was shown from `snapshot` on.

    A carried cell gets no row: the last one before it still holds. Kept for the change over time and for the
    audit of later releases. Estimates are empty where no share was published.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="figures")
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="figures")
    needed = models.PositiveIntegerField(help_text="People who need the skill.")
    tested = models.PositiveIntegerField(help_text="Those tested at the level that their role requires.")
    share = models.FloatField(null=True, help_text="Of those tested, at their level: 0 to 1.")
    variance_people = models.FloatField(null=True)
    variance = models.FloatField(null=True, help_text="Of people and of questions.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "cell"], name="reports_one_figure_a_snapshot"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["cell", "snapshot"], name="reports_last_figure"
            ),  # the last one of each cell
        ]

    def __str__(self) -> str:
        return f"{self.cell_id} in {self.snapshot_id}"


class CellContributor(models.Model):
    """A person behind the figure of a cell that was shown last, so that the next one can tell who changed.

    No person is named: a hash of the account name, which goes with the person's identity, and a fingerprint
    of the answers that counted and of the level required. Without ages, or time alone would move a cell.
    """

    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="contributors")
    account_hash = models.BigIntegerField(db_index=True)  # erasure finds a person's rows by it
    fingerprint = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cell", "account_hash"], name="reports_one_contributor_a_cell"),
        ]

    def __str__(self) -> str:
        return f"Contributor of cell {self.cell_id}"
