"""The people whom every test knows, and where they work.

Amara Okafor learns in the flood team of Rivers and Harbours; Tom Hughes is her line manager; Priya Nair
reads the reports of that department; Daniel Price works in the Office for Public Records; Gwen Parry writes
courses; Ada Lin is the administrator.
"""

from datetime import UTC, date, datetime
from typing import NamedTuple

from django.contrib.auth.models import Group

from lms.accounts import actions
from lms.accounts.models import Capability, Department, Grant, Post, User

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
SINCE = date(2025, 1, 6)
PASSWORD = "correct horse battery staple"


def person(first_name: str, last_name: str, *, password: str | None = None) -> User:
    """The person of this name, made at the first call."""
    email = f"{first_name}.{last_name}@example.gov.uk".lower()
    found = User.objects.filter(email=email).first()
    return found or actions.create_user(
        email=email, first_name=first_name, last_name=last_name, password=password, at=AT
    )


def amara() -> User:
    return person("Amara", "Okafor")


def tom() -> User:
    return person("Tom", "Hughes")


def priya() -> User:
    return person("Priya", "Nair")


def daniel() -> User:
    return person("Daniel", "Price")


def gwen() -> User:
    """A content author: in Wagtail's Editors group where the test has it."""
    user = person("Gwen", "Parry")
    user.groups.set(Group.objects.filter(name="Editors"))
    return user


def ada() -> User:
    user = person("Ada", "Lin")
    if not user.is_superuser:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
    return user


def department(
    name: str, *, kind: str = "department", parent: Department | None = None, short_name: str | None = None
) -> Department:
    return actions.add_department(
        name=name, short_name=short_name or name[:5], kind=kind, parent=parent, by=None, at=AT
    )


class Organization(NamedTuple):
    """Two departments: a deep one with two directorates and three teams, and a small one."""

    rivers: Department
    operations: Department
    floods: Department
    harbours: Department
    policy: Department
    water: Department
    records: Department


def organization() -> Organization:
    rivers = department("Department for Rivers and Harbours", short_name="DRH")
    operations = department("Operations", kind="directorate", parent=rivers)
    floods = department("Flood response", kind="team", parent=operations, short_name="Flood")
    harbours = department("Harbour services", kind="team", parent=operations, short_name="Harb")
    policy = department("Policy and analysis", kind="directorate", parent=rivers)
    water = department("Water policy", kind="team", parent=policy)
    records = department("Office for Public Records", short_name="OPR")
    fresh = Department.objects.in_bulk(
        [rivers.pk, operations.pk, floods.pk, harbours.pk, policy.pk, water.pk]
    )
    return Organization(*fresh.values(), Department.objects.get(pk=records.pk))


def post(user: User, where: Department, **values) -> Post:
    """A current post; by default an EO in operational delivery whom the department vouches for."""
    return actions.set_post(
        **{
            "user": user,
            "department": where,
            "grade": "eo",
            "profession": "operational-delivery",
            "starts_on": SINCE,
            "source": Post.Source.IMPORT,
            "by": None,
            "at": AT,
            **values,
        }
    )


def grant(
    user: User, capability: str = Capability.VIEW_REPORTS, where: Department | None = None, **values
) -> Grant:
    return actions.grant(
        **{
            "user": user,
            "capability": capability,
            "department": where,
            "starts_on": SINCE,
            "by": None,
            "at": AT,
            **values,
        }
    )
