"""Who did what. Rows are only ever added: triggers of the database refuse the rest (see append_only.py)."""

from django.db import models


class AuditEvent(models.Model):
    """One act worth answering for. `by` is a person's uuid and no foreign key: the trail outlives the
    account.
    """

    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="The acting person's uuid; empty when the system acted.")
    action = models.CharField(max_length=100, help_text="What was done, for example grant.given.")
    subject = models.CharField(max_length=200, help_text="To what, for example user:5b1c…")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # The trail of one subject, newest first.
            models.Index(fields=["subject", "-id"], name="audit_subject"),
            # Everything one person did, newest first.
            models.Index(fields=["by", "-id"], name="audit_by"),
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.action} on {self.subject}"
