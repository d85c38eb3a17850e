"""What a person may do, where and until when."""

from datetime import date

from django.db import models
from django.db.models import Q

from lms.accounts.models.departments import Capability, Department
from lms.accounts.models.periods import in_force
from lms.prepared import PreparedQuery

# These have no meaning below the whole site, so they are granted for all of it or not at all.
SITE_WIDE_CAPABILITIES: list[str] = [Capability.MANAGE_RECORDS, Capability.VIEW_AUDIT]


class GrantQuerySet(models.QuerySet):
    def on(self, day: date):
        return self.filter(in_force(day))


class Grant(models.Model):
    """What a person may do, in a department and all beneath it, or everywhere (no department). Ended, never
    deleted: the row is the record of who could see what."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="grants")
    capability = models.CharField(max_length=20, choices=Capability.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        help_text="Empty: everywhere.",
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day.")
    granted_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="grants_given"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True) | ~Q(capability__in=SITE_WIDE_CAPABILITIES),
                name="site_wide_capability_has_no_department",
            ),
        ]

    def __str__(self):
        return (
            f"{self.user}: {self.capability} in {self.department or 'every department'} from {self.starts_on}"
        )

    def is_in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)

    def covers(self, department: Department) -> bool:
        return self.department is None or department.path.startswith(self.department.path)


_GRANT = [field.attname for field in Grant._meta.concrete_fields]
_DEPARTMENT = [field.attname for field in Department._meta.concrete_fields]
_HELD = PreparedQuery(
    lambda *, user: Grant.objects.filter(user=user).values_list(
        *_GRANT, *(f"department__{name}" for name in _DEPARTMENT)
    ),
    user=int,
)


def held_by(user_id: int) -> list[Grant]:
    """All grants of a person with their departments. One query, asked on every page for its menu."""
    found = []
    for row in _HELD.run(user=user_id):
        grant = Grant.from_db(None, _GRANT, row[: len(_GRANT)])
        if grant.department_id is not None:
            grant.department = Department.from_db(None, _DEPARTMENT, row[len(_GRANT) :])
        found.append(grant)
    return found
