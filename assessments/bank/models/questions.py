"""The question as an author edits it. What learners are asked is its versions (versions.py)."""

import re
import string
import uuid

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from assessments.bank.blocks import OptionsBlock
from assessments.bank.models.stems import first_words
from assessments.bank.models.versions import Form, QuestionVersion, StemFormat
from assessments.measurement.scoring import guessing_floor
from lms import outbox
from lms.frameworks.models import SkillLevel

LETTERS = string.ascii_lowercase


class QuestionQuerySet(models.QuerySet):
    def askable(self):
        """Those that a new attempt may hold: published, with a version that is not withdrawn."""
        return self.filter(live=True, live_version__isnull=False)


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    models.Model,
):
    """One question, with its options and a reason for each; it shows one skill at one level.

    A translation is a row of its own with the same `uuid`, so that lessons, attempts and statements speak
    of one question whatever the language. `live_version` is what a new attempt freezes; empty while there
    is only a draft and after a withdrawal. `course` and `module` say where it belongs; the lesson that
    holds it is decided in the lesson. `facts`, `basis` and `weakest_source` are carried for the author:
    what the question rests on.
    """

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, blank=True, editable=False)
    skill = models.ForeignKey("frameworks.Skill", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey("frameworks.Level", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(
        "courses.Course", on_delete=models.PROTECT, related_name="questions", null=True, blank=True
    )
    module = models.ForeignKey(
        "courses.Module", on_delete=models.PROTECT, related_name="questions", null=True, blank=True
    )
    form = models.CharField("kind of question", max_length=10, choices=Form.choices, default=Form.SINGLE)
    select = models.PositiveSmallIntegerField(
        "how many to choose",
        null=True,
        blank=True,
        help_text="Only if the question says how many, for example “choose two”. "
        "Leave empty for “choose all that apply”.",
    )
    stem_format = models.CharField(
        "text or table",
        max_length=10,
        choices=StemFormat.choices,
        default=StemFormat.TEXT,
        help_text="With a table, write it with | between the cells and a line of --- under the headings.",
    )
    stem = models.TextField("question", help_text="What the learner reads. One question, in plain words.")
    options = StreamField(OptionsBlock())
    facts = models.JSONField(default=list, blank=True, editable=False)
    basis = models.CharField(max_length=20, blank=True, editable=False)
    weakest_source = models.CharField(max_length=40, blank=True, editable=False)
    live_version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    objects = QuestionQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        permissions = [("withdraw_question", "Can withdraw a version of a question")]
        constraints = [
            models.UniqueConstraint(fields=["uuid", "locale"], name="question_once_per_language"),
            models.UniqueConstraint(fields=["slug", "locale"], name="question_slug_once_per_language"),
        ]

    def __str__(self):
        return f"{self.slug}: {first_words(self.stem)}" if self.slug else first_words(self.stem)

    def in_short(self):
        return first_words(self.stem) or "Not written yet"

    in_short.short_description = "Question"  # type: ignore[attr-defined]

    def save(self, *args, **kwargs):
        if self.locale_id is None:
            self.locale = Locale.get_default()
        if self._state.adding:
            self.translation_key = self.uuid
            self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self):
        """The next number behind the course's name, or the skill's: `data-quality-q24`."""
        stem = f"{self.course.slug if self.course else self.skill.slug}-q"
        taken = Question.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
        numbers = [
            int(found[1]) for slug in taken if (found := re.fullmatch(re.escape(stem) + r"(\d+)", slug))
        ]
        return f"{stem}{max(numbers, default=0) + 1}"

    # What it is

    @property
    def is_further(self):
        """Above its course's level: evidence for the skill, never for the pass (design, decision 8)."""
        return self.course is not None and self.level_is_above(self.course)

    @property
    def is_retired(self):
        """An import took it out of use, because the file no longer has it."""
        imported = getattr(self, "imported", None)
        return imported is not None and imported.retired_at is not None

    def level_is_above(self, course):
        level = course.level
        return (
            level is not None
            and level.framework_id == self.level.framework_id
            and self.level.rank > level.rank
        )

    def option_rows(self):
        """The options as a version stores them, and the ids of the right ones. Ids are letters by
        position, so that an id tells nothing about the key."""
        rows, key = [], []
        for letter, option in zip(LETTERS, self.options, strict=False):
            rows.append({"id": letter, "text": option.value["text"], "reason": option.value["reason"]})
            if option.value["is_right"]:
                key.append(letter)
        return rows, key

    def as_version(self):
        """What would be published now, unsaved: for comparing and for the preview."""
        options, key = self.option_rows()
        return QuestionVersion(
            question=self,
            form=self.form,
            select=self.select,
            skill_id=self.skill_id,
            level_id=self.level_id,
            stem_format=self.stem_format,
            stem=self.stem,
            options=options,
            key=key,
            guess=guessing_floor(self.form, max(len(options), 2), self.select),
        )

    def clean(self):
        super().clean()
        errors = {}
        if self.skill_id and self.level_id:
            defined = SkillLevel.objects.filter(skill_id=self.skill_id, level_id=self.level_id)
            if not defined.exists():
                errors["level"] = (
                    f"{self.skill} does not define {self.level.name.lower()}. Choose another level."
                )
        if self.module and self.course_id and self.module.course_id != self.course_id:
            errors["module"] = f"This module is not in {self.course}. Choose one of its modules."
        if message := self._problem_with_options():
            errors["options"] = message
        if message := self._problem_with_select():
            errors["select"] = message
        if errors:
            raise ValidationError(errors)

    def _problem_with_options(self):
        rows, key = self.option_rows()
        if len(rows) < 2:
            return "Write at least two options."
        texts = [(row["text"] or "").strip().casefold() for row in rows]
        if len(set(texts)) < len(texts):
            return "Two options say the same. Change one of them."
        if not key:
            return "Tick “Right answer” on the option that is right."
        if self.form == Form.SINGLE and len(key) > 1:
            return (
                "Only one option can be right. Untick the others, "
                "or choose “More than one right answer” above."
            )
        if len(key) == len(rows):
            return "Every option is ticked as right. Add one that is not."
        return None

    def _problem_with_select(self):
        if self.select is None:
            return None
        if self.form == Form.SINGLE:
            return "Leave this empty: the question has one right answer."
        key = self.option_rows()[1]
        if self.select != len(key):
            return f"You ticked {len(key)} right answers. Enter {len(key)}, or change the ticks."
        return None

    # Publishing

    def with_content_json(self, content):
        question = super().with_content_json(content)
        question.uuid, question.slug = self.uuid, self.slug
        # Belongs to the question, not to a draft: an old draft must not bring an old version back.
        question.live_version_id = self.live_version_id
        return question

    def publish(self, revision, *args, **kwargs):
        """Publish a draft, and make the version that learners are asked from now on.

        The one place where versions are made: the editor, workflows, scheduled publishing and the import
        all come through here (design, decision 9). A publication in the future makes none until its time
        comes.
        """
        with transaction.atomic():
            super().publish(revision, *args, **kwargs)
            published = Question.objects.select_related("live_version").get(pk=self.pk)
            if published.live and published.live_revision_id == revision.pk:
                published._record_version(at=published.last_published_at)
                self.live_version = published.live_version
                outbox.publish("question.changed", key=str(self.uuid), at=published.last_published_at)

    def unpublish(self, *args, **kwargs):
        with transaction.atomic():
            super().unpublish(*args, **kwargs)
            outbox.publish("question.changed", key=str(self.uuid), at=timezone.now())

    def says_what_was_withdrawn(self):
        """Whether publishing this would ask nobody anything: its wording was withdrawn."""
        withdrawn = self.versions.filter(withdrawn_at__isnull=False) if self.pk else ()
        return any(version.content() == self.as_version().content() for version in withdrawn)

    def _record_version(self, *, at):
        new = self.as_version()
        earlier = list(self.versions.order_by("number"))
        latest = earlier[-1] if earlier else None
        if any(version.withdrawn_at and version.content() == new.content() for version in earlier):
            version = None  # publishing a withdrawn wording again does not bring it back
        elif latest and not latest.withdrawn_at and latest.content() == new.content():
            version = latest
        else:
            new.number = latest.number + 1 if latest else 1
            new.created_at = at
            new.save()
            version = new
        self.live_version = version
        Question.objects.filter(pk=self.pk).update(live_version=version)

    # Preview

    @property
    def preview_modes(self):
        return [("", "As a learner sees it"), ("reasons", "With reasons and the right answer")]

    def get_preview_template(self, request, mode_name):
        return "bank/question_preview.html"

    def get_preview_context(self, request, mode_name):
        version = self.as_version()
        context = {"request": request, "question": self, "version": version, "with_reasons": False}
        if mode_name == "reasons":
            context |= {"with_reasons": True, "options": version.explained()}
        return context
