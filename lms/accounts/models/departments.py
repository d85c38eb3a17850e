"""The tree of the organization, and which part of it a person's grants cover."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet


class Capability(models.TextChoices):
    VIEW_REPORTS = "view_reports", "Read the reports of a department"
    MANAGE_PEOPLE = "manage_people", "See and manage the people of a department"
    MANAGE_RECORDS = "manage_records", "Manage the learning record store"
    VIEW_AUDIT = "view_audit", "Read the audit log"


def beneath(grants: Iterable[Any], *, prefix: str = "") -> Q:
    """Departments in the subtrees of these Grant rows. By path, so one LIKE per grant and no walking."""
    condition = Q(pk__in=[])
    for grant in grants:
        if grant.department is not None:
            condition |= Q(**{f"{prefix}path__startswith": grant.department.path})
    return condition


class DepartmentQuerySet(MP_NodeQuerySet):
    def visible_to(self, user, capability: str = Capability.VIEW_REPORTS, on: date | None = None):
        """The subtrees that a person's grants cover; all of them for a grant without department."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = user.grants_held(capability, on)
        if any(grant.department_id is None for grant in held):
            return self.all()
        return self.filter(beneath(held)) if held else self.none()

    def open(self):
        """Those where people work; a node that was merged into another is closed, and kept for old
        reports."""
        return self.filter(closed_on__isnull=True)


class DepartmentManager(MP_NodeManager.from_queryset(DepartmentQuerySet)):  # type: ignore[misc]
    def get_queryset(self):
        return DepartmentQuerySet(self.model, using=self._db).order_by("path")


class Department(MP_Node):
    """Any node of the organisation tree, whatever its kind: a department, an agency, a directorate, a
    team."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "Department"
        AGENCY = "agency", "Agency"
        DIRECTORATE = "directorate", "Directorate"
        TEAM = "team", "Team"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=5, help_text="Head of a table column: five letters at most.")
    closed_on = models.DateField(null=True, blank=True)

    objects = DepartmentManager()

    def __str__(self):
        return self.name
