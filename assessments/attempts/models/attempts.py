"""A person's attempts at the checks of a course. Every row is a fact: what was asked, what was answered,
when."""

import uuid

from django.db import models
from django.db.models import Q

PASS_MARK = 0.7  # share of the counting checks that must be right; copied onto each attempt


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own. Nobody else sees answers or scores: managers see levels, departments see
        figures."""
        return self.filter(enrollment__user=user)


class Attempt(models.Model):
    """One go at all checks of a course, made at the first answer (design, decision 8).

    The pass mark and the question versions in force are frozen here and on the items. It is finished when
    the last counting check is answered; `scaled_score` is then the share of counting checks that were
    right, 0 to 1. A wrong key found later may only raise it. A new attempt exists only after one that was
    not passed.
    """

    wagtail_reference_index_ignore = True  # the CMS asks where a page is used, never who answered
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey("courses.Enrollment", on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    pass_mark = models.FloatField(default=PASS_MARK)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    scaled_score = models.FloatField(null=True, blank=True)
    is_passed = models.BooleanField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(finished_at=None), name="one_open_attempt_per_enrollment"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, scaled_score=None, is_passed=None)
                | Q(finished_at__isnull=False, scaled_score__isnull=False, is_passed__isnull=False),
                name="attempt_finished_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(scaled_score=None) | Q(scaled_score__gte=0, scaled_score__lte=1),
                name="attempt_score_is_a_share",
            ),
        ]

    def __str__(self):
        return f"Attempt {self.number} of enrolment {self.enrollment_id}"


class AttemptItem(models.Model):
    """One question of an attempt, with the version frozen.

    `is_counting` is the rule of the course when the attempt was made: a question at the course's level or
    below. The others are optional. `is_current` marks the item that the lesson shows: a new attempt
    replaces the counting items, and go-further items stay. `excused_at` is set when an unanswered
    question left the course or was withdrawn: it no longer stands between the person and the result.
    """

    wagtail_reference_index_ignore = True
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    enrollment = models.ForeignKey(
        "courses.Enrollment", on_delete=models.CASCADE, related_name="attempt_items"
    )
    question = models.ForeignKey("bank.Question", on_delete=models.PROTECT, related_name="attempt_items")
    version = models.ForeignKey(
        "bank.QuestionVersion", on_delete=models.PROTECT, related_name="attempt_items"
    )
    lesson_key = models.UUIDField()
    order = models.PositiveSmallIntegerField()
    is_counting = models.BooleanField()
    is_current = models.BooleanField(default=True)
    excused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="question_once_per_attempt"),
            # Also the index of the lesson page and of the answer: the current items of one enrolment.
            models.UniqueConstraint(
                fields=["enrollment", "question"],
                condition=Q(is_current=True),
                name="one_current_item_per_question",
            ),
        ]

    def __str__(self):
        return f"Item {self.pk} of attempt {self.attempt_id}"


class Response(models.Model):
    """The answer to one item: given once, never changed. "I don't know" is an answer, not right, and told
    apart."""

    wagtail_reference_index_ignore = True  # the CMS asks where a page is used, never who answered
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    item = models.OneToOneField(AttemptItem, on_delete=models.CASCADE, related_name="response")
    choice = models.JSONField()
    is_dont_know = models.BooleanField()
    is_correct = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_dont_know=True, is_correct=True), name="response_dont_know_is_not_right"
            ),
        ]

    def __str__(self):
        return f"Response to item {self.item_id}"
