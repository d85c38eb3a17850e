"""What may be learned, apart from the pages that show it (design, decision 1).

A row and its page are the same thing to an author and two things to us: enrolment, completion, skills and the
IRIs of statements hang on the row, so that translating, moving or deleting a page loses nobody's progress.

The link is `uuid == page.translation_key`. Wagtail keeps that key through edits, moves and translations and
gives a copy a new one, which is just the life that a row should have."""

import uuid

from django.db import models
from django.db.models import Q

from lms.frameworks.models import Level, Skill


class CourseQuerySet(models.QuerySet):
    def live(self):
        """Courses whose page is published in some language."""
        return self.filter(retired_at__isnull=True)


class Course(models.Model):
    """A course as people enrol on it. Title, level and skills are those of the page as last published.

    `retired_at` is set while no page of the course is published. The row stays, for those who took it.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=255)
    title = models.CharField(max_length=255)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    skills = models.ManyToManyField(Skill, through="CourseSkill", related_name="courses")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(retired_at__isnull=True), name="live_course_slug_once"
            ),
        ]

    def __str__(self):
        return self.title


class CourseSkill(models.Model):
    """A skill that the course teaches, and how far. Lead: what the course is for. Finishing gives no level
    by itself."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="course_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="course_skills")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "skill"], name="course_skill_once")]

    def __str__(self):
        return f"{self.course}: {self.skill}, {self.level}"


class Module(models.Model):
    """A part of a course with one objective and its own checks."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules")
    slug = models.SlugField(max_length=255)
    title = models.CharField(max_length=255)
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "slug"],
                condition=Q(retired_at__isnull=True),
                name="live_module_slug_once_per_course",
            ),
        ]

    def __str__(self):
        return f"{self.course}: {self.title}"


class Lesson(models.Model):
    """One reading of 300 to 700 words. `course` repeats the module's, so that the database can hold the
    slug rule."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="lessons")
    slug = models.SlugField(max_length=255)
    title = models.CharField(max_length=255)
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # The address of a lesson is /courses/<course>/<lesson>/, without its module.
            models.UniqueConstraint(
                fields=["course", "slug"],
                condition=Q(retired_at__isnull=True),
                name="live_lesson_slug_once_per_course",
            ),
        ]

    def __str__(self):
        return f"{self.course}: {self.title}"


class CourseStepQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)


class CourseStep(models.Model):
    """One thing that completing the course asks for (design, decision 2).

    `key` tells steps of one kind apart: the lesson's uuid for a reading, "course" for the test of its checks.
    A retired step asks nothing of those who have not completed it, and stays done for those who have.
    """

    class Kind(models.TextChoices):
        READ = "read", "Lesson read"
        TEST = "test", "Checks passed"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=64)
    label = models.CharField(max_length=255)
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CourseStepQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "kind", "key"], name="course_step_once")]

    def __str__(self):
        return f"{self.course}: {self.kind}, {self.label}"
