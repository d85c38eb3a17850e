"""Raw data that came with statements. Rows are only ever added, as of statements."""

from django.db import models


class Attachment(models.Model):
    """Raw data, once however many statements bring it. Its type stands in each statement."""

    sha2 = models.CharField(max_length=128, primary_key=True, help_text="SHA-2 in lower case hex.")
    content = models.BinaryField()

    class Meta:
        db_table = "lrs_attachment"

    def __str__(self) -> str:
        return self.sha2


class Attached(models.Model):
    """Which statement brought which raw data: a hash that a statement merely names gives nothing away."""

    pk = models.CompositePrimaryKey("statement", "sha2")
    statement = models.UUIDField()
    sha2 = models.CharField(max_length=128)

    class Meta:
        db_table = "lrs_attached"
        # Does any other statement hold this raw data? Asked before it is removed.
        indexes = [models.Index(fields=["sha2"], name="lrs_attached_sha2")]

    def __str__(self) -> str:
        return f"{self.sha2} of {self.statement}"
