"""What was asked, word for word: the version of a question that attempts and statements point at."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from assessments.bank.models.stems import render_stem


class Form(models.TextChoices):
    """The forms that a question may take; scoring and the guessing floor depend on them."""

    SINGLE = "single", "One right answer"
    MULTIPLE = "multiple", "More than one right answer"


class StemFormat(models.TextChoices):
    TEXT = "text", "Plain text"
    MARKDOWN = "markdown", "Text with a table"


class QuestionVersion(models.Model):
    """A question as it stood when it was published. Rows are only added (design, decisions 8 and 9).

    Attempts freeze a version and statements name it, so its content never changes: a trigger (migration
    0002) refuses any update but the withdrawal. A withdrawn version had a wrong key: it has weight 0 in
    every estimate, and attempts that used it are rescored upwards only.

    `options` is a list of {"id", "text", "reason"} in the order shown; `key` lists the ids of the right
    ones. The ids are letters by position, whichever option is right. `guess` is the guessing floor
    (evidence guide, section 1).
    """

    wagtail_reference_index_ignore = True  # the CMS asks where a question is used: its versions are it
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey("bank.Question", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=10, choices=Form.choices)
    select = models.PositiveSmallIntegerField(null=True, blank=True)
    skill = models.ForeignKey("frameworks.Skill", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey("frameworks.Level", on_delete=models.PROTECT, related_name="+")
    stem_format = models.CharField(max_length=10, choices=StemFormat.choices, default=StemFormat.TEXT)
    stem = models.TextField()
    options = models.JSONField()
    key = models.JSONField()
    guess = models.FloatField()
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once"),
            models.CheckConstraint(
                condition=Q(guess__gte=0, guess__lt=1), name="question_version_guess_is_a_share"
            ),
        ]

    def __str__(self):
        return f"{self.question}, version {self.number}"

    @property
    def is_multiple(self):
        return self.form == Form.MULTIPLE

    @cached_property
    def stem_html(self):
        """The stem as safe HTML: paragraphs, and tables where the format allows them."""
        return render_stem(self.stem, self.stem_format)

    def explained(self, choice=()):
        """The options as they are shown after the answer: which are right, which were chosen, and why.
        Holds the key."""
        return [
            {
                "text": option["text"],
                "reason": option["reason"],
                "is_key": option["id"] in self.key,
                "is_mine": option["id"] in choice,
            }
            for option in self.options
        ]

    def content(self):
        """All that makes two versions different, as plain values."""
        return {
            name: getattr(self, name)
            for name in ("form", "select", "skill_id", "level_id", "stem_format", "stem", "options", "key")
        }
