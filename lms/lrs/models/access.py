"""Who may talk to the record store, and in whose name what they send is stored."""

from uuid import uuid4

from django.db import models


class Scope(models.TextChoices):
    """What a credential may do (xAPI communication 4.2), and `void`, which is ours."""

    STATEMENTS_WRITE = "statements/write", "Write statements"
    READ_MINE = "statements/read/mine", "Read statements that it wrote itself"
    STATEMENTS_READ = "statements/read", "Read all statements"
    STATE = "state", "Read and write state"
    PROFILE = "profile", "Read and write profiles"
    DEFINE = "define", "Define activities"
    ALL_READ = "all/read", "Read everything"
    VOID = "void", "Void statements"
    ALL = "all", "Everything"


class Authority(models.Model):
    """The agent that vouches for statements. It never changes: statements name it for good."""

    id = models.AutoField(primary_key=True)  # four bytes: every statement carries it
    key = models.BigIntegerField(help_text="The key of the agent, for the filter related_agents.")
    body = models.TextField(help_text="The agent as JSON.")

    class Meta:
        db_table = "lrs_authority"
        indexes = [models.Index(fields=["key"], name="lrs_authority_key")]

    def __str__(self) -> str:
        return self.body


class Credential(models.Model):
    """A user name and a key for Basic authentication. Never deleted, since statements name its authority."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, help_text="Whom it was issued to. It stands in every statement.")
    username = models.CharField(max_length=32, unique=True)
    secret_hash = models.CharField(max_length=64, help_text="Keyed hash of the 128-bit key.")
    scopes = models.JSONField(default=list)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    learner = models.TextField(
        blank=True, help_text="For content: the one agent (JSON) that it may speak of. Empty for a client."
    )
    registration = models.UUIDField(null=True, blank=True, help_text="For content: its one registration.")
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True, help_text="The person who issued it, by uuid.")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the minute.")

    class Meta:
        db_table = "lrs_credential"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_for_content(self) -> bool:
        return bool(self.learner)
