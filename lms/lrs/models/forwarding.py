"""Where statements are sent on to, how far that has come, and what the other side refused."""

from uuid import uuid4

from django.db import models


class Forwarder(models.Model):
    """Another record store. Everything up to `position` is dealt with: sent and acknowledged there, not
    wanted by the filter, or set aside in `DeadLetter`.
    """

    class Version(models.TextChoices):
        V2 = "2.0.0", "2.0"
        V1 = "1.0.3", "1.0.3"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    endpoint = models.URLField(max_length=500, help_text="The address of its xAPI, without /statements.")
    username = models.CharField(max_length=200)
    secret = models.TextField(help_text="The key of its credential, sealed (forwarding.sealing).")
    version = models.CharField(max_length=8, choices=Version, default=Version.V1)
    verbs = models.JSONField(default=list, help_text="IRIs. Empty: all.")
    activities = models.JSONField(
        default=list, help_text="Beginnings of IRIs, of the object or in the context. Empty: all."
    )
    actors = models.JSONField(default=list, help_text="Home pages of accounts, or whole IFIs. Empty: all.")
    starts_from = models.DateTimeField(null=True, blank=True, help_text="Stored from then on. Empty: all.")
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True, help_text="The person who set it up, by uuid.")
    paused_at = models.DateTimeField(null=True, blank=True)
    # How far it has come. Only who holds the lease writes these.
    position = models.BigIntegerField(default=-1, help_text="The seq up to which all is dealt with.")
    singly_until = models.BigIntegerField(
        default=-1, help_text="A batch that ends with this seq was refused: up to there one by one."
    )
    batch_limit = models.PositiveSmallIntegerField(default=50, help_text="Halved when a batch is too large.")
    sent = models.BigIntegerField(default=0, help_text="Statements that were acknowledged.")
    lease = models.UUIDField(null=True, help_text="Who is at work on it.")
    leased_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row. One success makes it 0.")
    retry_at = models.DateTimeField(null=True, help_text="After a failure: not before this instant.")
    last_error = models.TextField(blank=True)
    last_error_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lrs_forwarder"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DeadLetter(models.Model):
    """A statement that the other record store refused, which no number of tries would mend. Deleted when it
    is taken after all.
    """

    forwarder = models.ForeignKey(Forwarder, on_delete=models.CASCADE, related_name="dead_letters")
    seq = models.BigIntegerField()
    statement = models.UUIDField()
    status = models.PositiveSmallIntegerField(help_text="The HTTP status of the refusal.")
    reason = models.TextField(help_text="What the other side said.")
    tries = models.PositiveIntegerField(default=1)
    refused_at = models.DateTimeField()
    replay_at = models.DateTimeField(null=True, help_text="Asked to be tried again.")

    class Meta:
        db_table = "lrs_dead_letter"
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["forwarder", "seq"], name="lrs_dead_letter_once"),
        ]
        indexes = [
            # The page of one statement: who refused it?
            models.Index(fields=["statement"], name="lrs_dead_letter_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.status}"
