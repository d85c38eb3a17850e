"""What is known of activities: the newest definition that a client with the right to define has sent."""

from django.db import models


class Definition(models.Model):
    """The canonical definition of an activity. Derived: the newest statement that defines it decides."""

    key = models.BigIntegerField(primary_key=True)
    iri = models.TextField()
    definition = models.TextField(help_text="JSON.")
    seq = models.BigIntegerField(help_text="Of the statement that the definition stands in.")

    class Meta:
        db_table = "lrs_definition"

    def __str__(self) -> str:
        return self.iri
