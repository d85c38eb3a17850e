"""Statements and what finds them. Rows are only ever added; triggers refuse the rest on both databases.

A key is the keyed 64-bit hash of a canonical identifier (an IRI, or what identifies an agent), so that
every index is narrow and no shared row is upserted, which leaves nothing for two writers to deadlock on. A
reader checks the identifier in the statement as well: two identifiers with one key cost a row read, never
a wrong answer.
"""

import json
from typing import Any

from django.db import models


class KeysField(models.Field):
    """Keys of one statement: `bigint[]` on PostgreSQL, JSON text on SQLite, where it is never filtered on."""

    def db_type(self, connection: Any) -> str:
        return "bigint[]" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> list[int]:
        return json.loads(value) if isinstance(value, str) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if connection.vendor == "postgresql" or isinstance(value, str):
            return value
        return json.dumps(value, separators=(",", ":"))


class Store(models.Model):
    """The one row made at the first migrate: what must never change while the database lives."""

    base_iri = models.CharField(max_length=500, help_text="Every IRI of our own statements begins with this.")
    hash_key = models.CharField(
        max_length=64, help_text="32 random bytes in hex: the key of every hashed column."
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="lrs_store_is_one_row")]

    def __str__(self) -> str:
        return self.base_iri


class Statement(models.Model):
    """A statement as it was received, with the columns that find it.

    `seq` is made from the clock of the database when the row is stored (microseconds << 10 | counter), so one
    column serves order, paging, since and until, and later the partitions.
    """

    seq = models.BigIntegerField(primary_key=True)
    uuid = models.UUIDField(unique=True, db_column="id", help_text="The statement's id.")
    stored = models.DateTimeField(help_text="The database's clock: the same microsecond as in seq.")
    happened = models.DateTimeField(help_text="The statement's timestamp: what ageing and trends use.")
    verb = models.BigIntegerField()
    actor = models.BigIntegerField()
    activity = models.BigIntegerField(null=True, help_text="Only where the object is an activity.")
    registration = models.UUIDField(null=True)
    related = KeysField(help_text="Every activity, agent and statement that the statement names.")
    body = models.TextField(help_text="The JSON text as received.")
    authority = models.IntegerField(
        null=True, help_text="The id of the Authority that sent it; without one, this installation itself."
    )
    version = models.SmallIntegerField(null=True, help_text="2 where it came by xAPI 2.0; else 1.0.")

    class Meta:
        indexes = [
            # Statements of one person, newest or oldest first, with or without a window.
            models.Index(fields=["actor", "seq"], name="lrs_actor"),
            # The fold: one person's answers. Also agent and verb together.
            models.Index(fields=["actor", "verb", "seq"], name="lrs_actor_verb"),
            # Statements with one verb; a rebuild reads all answers by it.
            models.Index(fields=["verb", "seq"], name="lrs_verb"),
            # Statements about one activity.
            models.Index(fields=["activity", "seq"], name="lrs_activity"),
            # Statements of one enrolment.
            models.Index(
                fields=["registration", "seq"],
                name="lrs_registration",
                condition=models.Q(registration__isnull=False),
            ),
            # What one client sent: statements/read/mine, and "who sent it". Our own statements cost nothing.
            models.Index(
                fields=["authority", "seq"],
                name="lrs_sent_by",
                condition=models.Q(authority__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Related(models.Model):
    """A statement under everything it names. Its key serves a related activity or agent asked for alone."""

    pk = models.CompositePrimaryKey("key", "seq")
    key = models.BigIntegerField()
    seq = models.BigIntegerField()

    class Meta:
        db_table = "lrs_related"

    def __str__(self) -> str:
        return f"{self.key} in {self.seq}"


class Voided(models.Model):
    """A statement's id that a voiding statement names. It may arrive before the statement that it voids."""

    target = models.UUIDField(primary_key=True)
    voiding = models.UUIDField(help_text="The id of the first statement that voids it.")

    class Meta:
        db_table = "lrs_voided"

    def __str__(self) -> str:
        return f"{self.target} by {self.voiding}"
