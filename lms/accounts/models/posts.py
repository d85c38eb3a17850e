"""Where somebody works, and the roles of that post."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q

from lms.accounts.models.departments import Department
from lms.accounts.models.periods import in_force
from lms.accounts.professions import PROFESSIONS, Grade
from lms.frameworks.models import Framework, RoleLevel


class PostQuerySet(models.QuerySet):
    def on(self, day: date):
        return self.filter(in_force(day))

    def primary(self):
        return self.filter(is_primary=True)

    def visible_to(self, user, on: date | None = None):
        return self.filter(user__in=get_user_model()._default_manager.visible_to(user, on))


class Post(models.Model):
    """Where someone works, from `starts_on` to `ends_on` (the last day, itself included).

    A person has at most one open primary post. `source` says who vouches for it: a post that a person set
    counts for their own profile and from the next snapshot, and gives nobody else any right.
    """

    class Source(models.TextChoices):
        SELF = "self", "Set by the person"
        IMPORT = "import", "From the department"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="posts")
    grade = models.CharField(max_length=10, choices=Grade.choices)
    profession = models.CharField(max_length=60, choices=PROFESSIONS)
    manager = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="managed_posts"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    is_primary = models.BooleanField(default=True)
    source = models.CharField(max_length=10, choices=Source.choices)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ends_on__isnull=True, is_primary=True),
                name="one_open_primary_post",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("user")), name="nobody_manages_themselves"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_grade_display()}, {self.get_profession_display()}, {self.department}"


class PostRole(models.Model):
    """The role level that a post holds in a framework: one per framework, and the person must meet the
    union."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="post_roles")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    role_level = models.ForeignKey(RoleLevel, on_delete=models.PROTECT, related_name="post_roles")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "framework"], name="one_role_per_framework_and_post")
        ]

    def __str__(self):
        return f"{self.post}: {self.role_level}"
