"""The shared words: which skills there are, how far one can get in them, and what a role asks.

A role here is always a role *in a framework*; access is `lms.accounts.Grant`. Rows are never deleted by an
import: what a newer file drops is retired (`is_active`), because statements and courses go on naming it.
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class FrameworkQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("order", "pk")


class Framework(ClusterableModel):
    """A set of skills with its own levels. Levels of two frameworks are never compared."""

    class Status(models.TextChoices):
        OFFICIAL_FACTS = "official-facts", "Facts of an official framework"
        ILLUSTRATIVE = "illustrative", "Starting set of this product"
        PARTIAL = "partial", "Part of an official framework"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=Status.choices)
    summary = models.TextField(blank=True)
    notice = models.TextField(blank=True, help_text="Printed wherever this framework is shown.")
    attribution = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = FrameworkQuerySet.as_manager()

    def __str__(self):
        return self.name


class Level(models.Model):
    """One step of a framework's own scale, lowest rank first.

    `cut` is the point of the estimate's scale (logits) from which the level counts as reached: evidence
    guide, section 2. None where the product measures nothing, as for the commercial levels.
    """

    framework = ParentalKey(Framework, on_delete=models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=80)
    summary = models.TextField(blank=True)
    cut = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "rank"], name="level_rank_once_per_framework"),
            models.UniqueConstraint(fields=["framework", "slug"], name="level_slug_once_per_framework"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="level_rank_starts_at_one"),
        ]

    def __str__(self):
        return self.name


class SkillQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def graded(self):
        """Those with levels at all: nobody is ever assessed at the others."""
        return self.filter(is_graded=True)


class Skill(ClusterableModel):
    """Something a person may be able to do. Which levels it defines is `SkillLevel`; no other level is
    offered."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="skills")
    slug = models.SlugField(max_length=120)
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    section = models.CharField(
        max_length=80, blank=True, help_text="Heading under which the framework lists it."
    )
    is_graded = models.BooleanField(
        default=True,
        help_text="No for the Senior Civil Service skills, which have no levels: required or not.",
    )
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = SkillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "slug"], name="skill_slug_once_per_framework"),
        ]

    def __str__(self):
        return self.name

    def levels(self):
        """The levels that this skill defines, lowest first."""
        return Level.objects.filter(skill_levels__skill=self).order_by("rank")


class SkillLevel(models.Model):
    """A level that a skill defines, with what it looks like there (empty where we carry no words for it)."""

    skill = ParentalKey(Skill, on_delete=models.CASCADE, related_name="skill_levels")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="skill_levels")
    descriptor = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "level"], name="skill_level_once")]

    def __str__(self):
        return f"{self.skill}, {self.level}"

    def clean(self):
        if self.skill_id and self.level_id and self.skill.framework_id != self.level.framework_id:
            raise ValidationError({"level": "Choose a level of the skill’s own framework."})


class Role(models.Model):  # type: ignore[django-manager-missing]  # modelcluster has no types
    """A role in a framework; in the essentials framework a group of professions."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="roles")
    slug = models.SlugField(max_length=120)
    name = models.CharField(max_length=200)
    family = models.CharField(max_length=120, blank=True)
    summary = models.TextField(blank=True)
    professions = models.JSONField(
        default=list, blank=True, help_text="Names of the professions whose people start from this role."
    )
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "slug"], name="role_slug_once_per_framework"),
        ]

    def __str__(self):
        return self.name


class RoleLevel(ClusterableModel):
    """A grade of a role: what a post points at. Requirements may fall with `order`; never assume a ladder."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="role_levels")
    slug = models.SlugField(max_length=120)
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    grade_band = models.CharField(
        max_length=10,
        blank=True,
        help_text="One of the grade bands of posts; empty where roles are not tied to grades.",
    )
    note = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "slug"], name="role_level_slug_once_per_role")]

    def __str__(self):
        return self.name


class SkillRequirement(models.Model):
    """The level of a skill that a role level asks. No row: not required there.

    `level` is null for a skill without levels (required, but not graded). The level must be one that the
    skill defines: `clean` says so in words, a trigger (migration 0002) holds it whatever the path.
    """

    role_level = ParentalKey(RoleLevel, on_delete=models.CASCADE, related_name="requirements")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="requirements")
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="requirements", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role_level", "skill"], name="skill_required_once_per_role_level")
        ]

    def __str__(self):
        return f"{self.role_level}: {self.skill}, {self.level or 'required'}"

    def clean(self):
        if not self.skill_id:
            return
        role_level = getattr(self, "role_level", None)
        if role_level and self.skill.framework_id != role_level.role.framework_id:
            raise ValidationError({"skill": "Choose a skill of the role’s own framework."})
        if self.skill.is_graded != (self.level_id is not None):
            words = (
                "Choose a level." if self.skill.is_graded else "This skill has no levels: leave this empty."
            )
            raise ValidationError({"level": words})
        defined = SkillLevel.objects.filter(skill=self.skill_id, level=self.level_id)
        if self.level is not None and not defined.exists():
            words = f"{self.skill.name} does not define {self.level.name}. Choose another level."
            raise ValidationError({"level": words})


class ImportedVersion(models.Model):
    """The file that was last taken in, kept as the base of a three-way comparison: what the file says, what
    it said last time, what stands here. That is how an import tells an edit made here from a change of the
    file."""

    framework = models.OneToOneField(Framework, on_delete=models.CASCADE, related_name="imported_version")
    version = models.CharField(max_length=20)
    rows = models.JSONField()
    imported_at = models.DateTimeField()

    def __str__(self):
        return f"{self.framework}, file version {self.version}"
