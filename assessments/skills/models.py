"""What the evidence shows today: all of it derived from statements, but for the date that ages it."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q


class EvaluationDate(models.Model):
    """The one date, as of which every answer's age is counted. A record, not derived: `rebuild` reads it.

    Never the clock: with a stored date, a level kept up answer by answer and one that is rebuilt agree on any
    day (evidence guide, section 2).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    as_of = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="skills_one_evaluation_date"),
        ]

    def __str__(self) -> str:
        return f"Levels as of {self.as_of}"


class AttainmentQuerySet(models.QuerySet["Attainment"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """A person sees their own levels and nobody else's: managers read released figures about groups."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Attainment(models.Model):
    """What the evidence shows about one person and one skill. Never edited: thrown away and rebuilt.

    No row means no evidence, not level 0. Numbers are rounded to 6 places, and "the same" means so after
    that. Words are not stored: `measurement.words` makes them of these numbers and the level asked for.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attainments")
    skill = models.ForeignKey("frameworks.Skill", on_delete=models.CASCADE, related_name="+")
    theta = models.FloatField(help_text="The best estimate on the scale whose cuts are -1, 0, 1 and 2.")
    psd = models.FloatField(help_text="Its posterior standard deviation.")
    low = models.FloatField(help_text="The lower end of the range that holds 9 times in 10.")
    high = models.FloatField(help_text="The upper end of that range.")
    chances = models.JSONField(help_text="Level rank to the chance, 0 to 1, of being at that level or above.")
    level = models.ForeignKey(
        "frameworks.Level",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="The level shown; empty while the evidence stays below the lowest level of the skill.",
    )
    ceiling = models.ForeignKey(
        "frameworks.Level",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="The highest level with 3 counted answers at it or above. Nothing is said above it.",
    )
    answers = models.PositiveSmallIntegerField(help_text="Answers that count, at most the latest 60.")
    weight = models.FloatField(
        help_text="What they weigh together on that date; an answer of today weighs 1."
    )
    newest_on = models.DateField()
    as_of = models.DateField()
    parameter_set = models.CharField(max_length=30)

    packed: bytes  # the answers, where `queries.attainments_of` read them along

    objects = AttainmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "skill"], name="skills_one_attainment"),
            models.CheckConstraint(condition=Q(answers__gte=1), name="skills_no_row_without_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.skill_id}: {self.theta:.2f}"

    def chance(self, rank: int) -> float:
        """The chance, 0 to 1, of being at the level of this rank or above."""
        return self.chances[str(rank)]


class Evidence(models.Model):
    """The answers that count for one person and one skill, packed for reading many at once. Derived.

    `packed` is the memory of a numpy array of `measurement.answers.ANSWER`, oldest first, withdrawn versions
    and repeats left out, without ages: reports weigh them as of their own date.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey("frameworks.Skill", on_delete=models.CASCADE, related_name="+")
    packed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "skill"], name="skills_one_evidence"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["skill", "user"], name="skills_evidence_by_skill"),  # evidence_for
        ]

    def __str__(self) -> str:
        return f"Answers of {self.user_id} on {self.skill_id}"
