"""What must happen later, as rows: written with the fact they follow from, deleted with the work they ask
for.
"""

from django.db import models


class OutboxRow(models.Model):
    """One thing to tell one subscriber. A row that keeps failing is set aside and blocks only itself."""

    topic = models.CharField(max_length=100)
    subscriber = models.CharField(max_length=100)
    key = models.CharField(max_length=200, help_text="Rows of one subscriber and key are handled together.")
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(help_text="When the publisher said it happened.")
    due_at = models.DateTimeField(help_text="Not before this instant: later after each failed try.")
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True, help_text="Set aside: waits for a person to replay or drop it.")

    class Meta:
        indexes = [
            # The drain: the oldest row that is due.
            models.Index(fields=["due_at", "id"], name="outbox_due", condition=models.Q(dead_at=None)),
            # The drain: the other rows of the same group. A page: does anything wait for this person?
            models.Index(fields=["subscriber", "key"], name="outbox_group"),
            # The list of dead letters, and the check that counts them.
            models.Index(fields=["dead_at"], name="outbox_dead", condition=models.Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.topic} for {self.subscriber}, {self.key}"


class Schedule(models.Model):
    """When a piece of regular work is next due. Claimed like a row, so that several servers run it once."""

    name = models.CharField(max_length=100, primary_key=True)
    every = models.CharField(max_length=10, choices=[("day", "day"), ("month", "month")])
    next_on = models.DateField(help_text="The first day, in London, not yet done.")
    retry_at = models.DateTimeField(null=True, help_text="After a failure: not before this instant.")
    tries = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    last_run_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name}, next on {self.next_on}"
