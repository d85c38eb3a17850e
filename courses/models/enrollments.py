"""Who takes a course, where they are in it, and what they have completed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.models.courses import Course, CourseStep, Lesson


class EnrollmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own. What others may see of it comes with its own rule and its own page."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(user=user)


class Enrollment(models.Model):
    """A person on a course, once. `uuid` is the `registration` of every statement about it.

    `position_…` is the place to come back to: a lesson and the id of a heading or check in it ("" is the
    top)."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrollments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    enrolled_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    position_lesson = models.ForeignKey(
        Lesson, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    position_anchor = models.CharField(max_length=100, blank=True)
    position_at = models.DateTimeField(null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course"], name="enrolled_once"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(started_at__isnull=False),
                name="completed_only_when_started",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(started_at__gte=F("enrolled_at")),
                name="started_after_enrolling",
            ),
        ]

    def __str__(self):
        return f"{self.user} on {self.course}"


class StepCompletion(models.Model):
    """A step that a person has completed. Never undone: completed stays completed."""

    class How(models.TextChoices):
        READ = "read", "Read"
        PASSED = "passed", "Passed"
        CREDITED = "credited", "Credited"
        WAIVED = "waived", "Waived"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="completions")
    step = models.ForeignKey(CourseStep, on_delete=models.PROTECT, related_name="completions")
    how = models.CharField(max_length=20, choices=How.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "step"], name="step_completed_once")]

    def __str__(self):
        return f"{self.enrollment}: {self.step.label}, {self.how}"
