"""What was released, as it was released: a record, never derived and never rebuilt.

Doing a release again with other rules would itself disclose: two versions of one figure about the same people
can be subtracted. So rows are written once, by `records.keep`, and refuse to be changed or deleted.
"""

import uuid
from typing import Any, ClassVar, NoReturn

from django.db import models

from lms.disclosure.released import Band, Kind


class ReleasedForGood(Exception):
    """Somebody tried to change or delete what has been published."""


class WrittenOnce(models.QuerySet[Any]):
    """Rows that may be added and read, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise ReleasedForGood("A released figure is never changed.")

    def delete(self) -> NoReturn:
        raise ReleasedForGood("A released figure is never deleted.")


class WrittenOnceModel(models.Model):
    """A row that is added and never touched again."""

    objects = WrittenOnce.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ReleasedForGood("A released figure is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ReleasedForGood("A released figure is never deleted.")


class Release(WrittenOnceModel):
    """One table released on one date: the figures shown, and the tree and the definitions they stood in.

    A place of the table without a row among `figures` was hidden: `[c]`, whatever the reason.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    table = models.CharField(max_length=60, help_text="Which table, by the name its owner gave it.")
    as_of = models.DateField()
    made_at = models.DateTimeField()
    rules = models.CharField(max_length=20, help_text="The version of the disclosure rules that made it.")
    tree = models.JSONField(help_text="Group to the group above it, as it was; null at the top.")
    definitions = models.JSONField(help_text="What each measure means: its key to its words.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "as_of"], name="disclosure_one_release_a_date"),
        ]

    def __str__(self) -> str:
        return f"{self.table} as of {self.as_of}"


class ReleasedFigure(WrittenOnceModel):
    """One figure of a release, rounded and banded: nothing finer is stored here.

    `as_of` is the figure's own date: older than the release's where it was carried over.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="figures")
    group = models.CharField(max_length=36)
    slice = models.CharField(max_length=60)
    measure = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    value = models.SmallIntegerField(
        null=True, help_text="Whole percent, points, or people to the nearest 5."
    )
    low = models.SmallIntegerField(null=True)
    high = models.SmallIntegerField(null=True)
    band = models.CharField(max_length=10, blank=True, choices=[(band.value, band.value) for band in Band])
    tested = models.IntegerField(null=True, help_text="People behind the figure, to the nearest 5.")
    needed = models.IntegerField(
        null=True, help_text="People whom the figure would be about, to the nearest 5."
    )
    as_of = models.DateField()
    since = models.DateField(null=True, help_text="The earlier date that a change is counted from.")

    class Meta:
        constraints: ClassVar = [
            # Also the index of every page: the figures of some groups in one release.
            models.UniqueConstraint(
                fields=["release", "group", "slice", "measure"], name="disclosure_one_figure_a_place"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["group", "slice", "measure"], name="disclosure_figure_over_time"),  # trends
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.group}, {self.slice}"
