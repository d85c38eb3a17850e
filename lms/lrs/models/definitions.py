"""What is known of activities: what clients with the right to define have sent."""

from django.db import models


class Definition(models.Model):
    """The canonical definition of an activity. Derived: of each of its parts the newest that was sent."""

    key = models.BigIntegerField(primary_key=True)
    iri = models.TextField()
    parts = models.TextField(help_text="JSON: each part with the seq of the statement that it stands in.")
    seq = models.BigIntegerField(help_text="Of the newest statement that was taken into account.")

    class Meta:
        db_table = "lrs_definition"

    def __str__(self) -> str:
        return self.iri
