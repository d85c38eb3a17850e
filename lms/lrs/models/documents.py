"""Documents: state, activity profiles and agent profiles (xAPI communication 2.2). These do change."""

from django.db import models


class Document(models.Model):
    """One document in its context. `key` hashes all that identifies it, so IRIs may have any length.

    What the keys were made of stands beside them: another store, with another secret, makes other keys of it.
    """

    class Kind(models.TextChoices):
        STATE = "state", "State"
        ACTIVITY_PROFILE = "activity", "Activity profile"
        AGENT_PROFILE = "agent", "Agent profile"

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    activity = models.BigIntegerField(null=True, help_text="Key of the activity; none for an agent profile.")
    agent = models.BigIntegerField(null=True, help_text="Key of the agent; none for an activity profile.")
    activity_iri = models.TextField(blank=True, default="")
    agent_identifier = models.TextField(
        blank=True, default="", help_text="As validation.agent_identifier makes it."
    )
    registration = models.UUIDField(null=True)
    name = models.TextField(help_text="stateId or profileId.")
    content_type = models.CharField(max_length=255)
    content = models.BinaryField()
    etag = models.CharField(max_length=40, help_text="SHA-1 of the content (communication 3.1).")
    updated_at = models.DateTimeField()
    updated_by = models.IntegerField(help_text="The id of the Authority that wrote it last.")

    class Meta:
        db_table = "lrs_document"
        indexes = [
            # All state of a person in an activity; all of one person's state, to erase it.
            models.Index(fields=["agent", "kind", "activity"], name="lrs_document_agent"),
            # All profiles of an activity.
            models.Index(
                fields=["activity"],
                name="lrs_document_activity",
                condition=models.Q(agent__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
