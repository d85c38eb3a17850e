"""What lessons and questions state, each fact once, with its sources and the day on which they were read.

After a fact is saved comes `actions.fact_changed`: all that rests on it follows, and is marked."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from wagtail.fields import StreamField
from wagtail.models import RevisionMixin
from wagtail.search import index

from courses.blocks import FACT_STATUSES, OFFICIAL, SourceBlock

FACT_KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class Fact(RevisionMixin, index.Indexed, models.Model):
    """One fact. `key` is its name in files (dq-03) and never changes, since questions name it.

    `taken`: what the last import said, as in facts.json without the id; null for a fact that was written
    here. It tells an author's later change from a file's. `told`: what it said when all that rests on it was
    last told of it; where it differs from what it says, `actions.fact_changed` has still to come."""

    key = models.CharField(
        "number",
        max_length=60,
        unique=True,
        validators=[RegexValidator(rf"\A{FACT_KEY}\Z", "Use small letters, digits and hyphens.")],
        help_text="For example dq-03: a few letters for the subject, and the next number.",
    )
    text = models.TextField("what is so", help_text="One or two sentences, as the source has it.")
    sources = StreamField(
        [("source", SourceBlock())], min_num=1, help_text="Where it says so. Best the official page."
    )
    read_on = models.DateField("sources read on", null=True, blank=True)
    status = models.CharField("how it was checked", max_length=30, choices=FACT_STATUSES, default=OFFICIAL)
    taken = models.JSONField(null=True, blank=True, editable=False)
    told = models.JSONField(null=True, blank=True, editable=False)
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="fact")

    search_fields = [
        index.SearchField("key"),
        index.AutocompleteField("key"),
        index.SearchField("text"),
        index.AutocompleteField("text"),
    ]

    class Meta:
        ordering = ["key"]

    def __str__(self):
        text = self.text if len(self.text) <= 80 else f"{self.text[:79].rstrip()}…"
        return f"{self.key}: {text}"

    def with_content_json(self, content):
        fact = super().with_content_json(content)
        # What was taken in and told is the row's, not a revision's.
        fact.key, fact.taken, fact.told = self.key, self.taken, self.told
        return fact

    @property
    def source_list(self) -> list[dict[str, str]]:
        """[{"title", "url"}], the url "" for a source without an address."""
        return [{"title": child.value["title"], "url": child.value["url"] or ""} for child in self.sources]

    def said(self) -> dict[str, Any]:
        """What it says, as in facts.json without the id."""
        return {
            "fact": self.text,
            "sources": self.source_list,
            "read_on": self.read_on.isoformat() if self.read_on else None,
            "status": self.status,
        }


class ReviewMark(models.Model):
    """A lesson or question that rests on a fact which has changed since, until an author has looked at it.

    `of` is the lesson's or question's uuid; `before` what the fact said when it was last in order
    ({"fact", "status"})."""

    class Kind(models.TextChoices):
        LESSON = "lesson", "Lesson"
        QUESTION = "question", "Question"

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    of = models.UUIDField()
    title = models.CharField(max_length=300)
    course = models.CharField(max_length=255, blank=True)
    before = models.JSONField()
    since = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "kind", "of"], condition=Q(cleared_at__isnull=True), name="open_mark_once"
            ),
        ]

    def __str__(self):
        return f"{self.title} rests on {self.fact.key}"
