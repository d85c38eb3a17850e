"""Statements that target others by a StatementRef, and under what they are found because of it.

A statement that targets another meets a filter that its target meets, and so on along the chain
(communication 2.1.3, "Filter Conditions for StatementRefs"). All three tables are derived: they follow from
the statements.
"""

from django.db import models

from lms.lrs.models.statements import KeysField


class Reference(models.Model):
    """A statement whose object is a StatementRef. Its target may not be stored yet, or ever."""

    seq = models.BigIntegerField(primary_key=True)
    uuid = models.UUIDField(unique=True)
    target = models.UUIDField(db_index=True)

    class Meta:
        db_table = "lrs_reference"

    def __str__(self) -> str:
        return f"{self.uuid} targets {self.target}"


class Targeted(models.Model):
    """The columns of a target, once for each statement that targets it, under the seq of that statement."""

    pk = models.CompositePrimaryKey("seq", "target")
    seq = models.BigIntegerField()
    target = models.UUIDField()
    verb = models.BigIntegerField()
    actor = models.BigIntegerField()
    activity = models.BigIntegerField(null=True)
    registration = models.UUIDField(null=True)
    related = KeysField()
    authority = models.IntegerField(null=True)

    class Meta:
        db_table = "lrs_targeted"
        indexes = [
            models.Index(fields=["actor", "seq"], name="lrs_targeted_actor"),
            models.Index(fields=["verb", "seq"], name="lrs_targeted_verb"),
            models.Index(fields=["activity", "seq"], name="lrs_targeted_activity"),
            models.Index(fields=["registration", "seq"], name="lrs_targeted_registration"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} targets {self.target}"


class TargetedRelated(models.Model):
    """What Related is to Statement."""

    pk = models.CompositePrimaryKey("key", "seq", "target")
    key = models.BigIntegerField()
    seq = models.BigIntegerField()
    target = models.UUIDField()

    class Meta:
        db_table = "lrs_targeted_related"

    def __str__(self) -> str:
        return f"{self.key} in {self.seq}"
