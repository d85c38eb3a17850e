"""Makes the two departments and their people, through the actions of `lms.accounts`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.contrib.auth.models import Group

from assessments.demo import calendar
from assessments.demo.cast import ADA, BY_EMAIL, CAST, PASSWORD
from assessments.demo.organization import DEPARTMENTS, walk
from assessments.demo.staff import GRADES, Staff
from lms.accounts import actions
from lms.accounts.models import Capability, Department, Post, User
from lms.frameworks.models import RoleLevel
from lms.frameworks.queries import essentials_role_level

AUTHORS = "Content authors"  # the CMS group that a content author belongs to


class People:
    """The plan of the staff beside what the database holds of it, by e-mail and short name."""

    def __init__(self, staff: Sequence[Staff]) -> None:
        self.plan = {person.email: person for person in staff}
        self.users: dict[str, User] = {
            user.email: user for user in User.objects.select_related("identity").order_by("pk")
        }
        self.units: dict[str, Department] = {unit.short_name: unit for unit in Department.objects.all()}
        self._essentials: dict[tuple[str, str], RoleLevel | None] = {}
        self._specialist: dict[str, list[RoleLevel]] = {}

    def make_departments(self, *, at: datetime) -> None:
        for root in DEPARTMENTS:
            for unit, parents in walk(root):
                self.units[unit.short_name] = actions.add_department(
                    name=unit.name,
                    short_name=unit.short_name,
                    kind=unit.kind,
                    parent=self.units[parents[-1]] if parents else None,
                    by=None,
                    at=at,
                )

    def make_users(self, emails: Iterable[str], *, at: datetime) -> None:
        """Sign-ins first and posts later: a post names its manager, who must exist by then."""
        for email in emails:
            named = BY_EMAIL.get(email)
            person = named or self.plan[email]
            self.users[email] = actions.create_user(
                email=email,
                first_name=person.first_name,
                last_name=person.last_name,
                # One hash each: only those whom a visitor can be have a password.
                password=PASSWORD if named else None,
                at=at,
            )

    def give_post(
        self, email: str, *, starts_on: date, at: datetime, unit: str = "", manager: str = ""
    ) -> Post:
        """The post of the plan, or the same work in another unit."""
        person = self.plan[email]
        manager = manager or person.manager
        return actions.set_post(
            user=self.users[email],
            department=self.units[unit or person.unit],
            grade=person.grade,
            profession=person.profession,
            manager=self.users[manager] if manager else None,
            role_levels=self.role_levels(person),
            starts_on=starts_on,
            source=Post.Source.IMPORT,
            by=None,
            at=at,
        )

    def role_levels(self, person: Staff) -> list[RoleLevel]:
        """An essentials profile, and for digital specialists a role of the Digital and Data framework too."""
        key = (person.profession, person.grade)
        if key not in self._essentials:
            self._essentials[key] = essentials_role_level(*key)
        levels = [level for level in [self._essentials[key]] if level]
        if person.specialist:
            levels.append(self.specialist_level(person.specialist, person.grade))
        return levels

    def specialist_level(self, role: str, grade: str) -> RoleLevel:
        """The role's levels from first to last, spread over the grades from lowest to highest."""
        if role not in self._specialist:
            found = RoleLevel.objects.filter(
                role__framework__slug="digital-and-data", role__slug=role, is_active=True
            )
            self._specialist[role] = list(found.select_related("role").order_by("order", "pk"))
        ladder = self._specialist[role]
        steps = list(reversed(GRADES[1:]))  # without the Senior Civil Service
        return ladder[round(steps.index(grade) / (len(steps) - 1) * (len(ladder) - 1))]

    def make_everyone(self, *, first_day: date) -> None:
        """All who were there before the year began, with their posts, and what the cast may do."""
        at = calendar.at(first_day, 7)
        there = [person.email for person in self.plan.values() if person.starts_on < first_day]
        self.make_departments(at=at)
        self.make_users(there, at=at)
        for email in there:
            self.give_post(email, starts_on=self.plan[email].starts_on, at=at)
        self.give_grants(at=at)

    def give_grants(self, *, at: datetime) -> None:
        day = at.date()
        ada = self.users[ADA.email]
        for person in CAST:
            if person.reports_on:
                actions.grant(
                    user=self.users[person.email],
                    capability=Capability.VIEW_REPORTS,
                    department=self.units[person.reports_on],
                    starts_on=day,
                    by=ada,
                    at=at,
                )
            if person.writes_courses:
                self.users[person.email].groups.add(Group.objects.get_or_create(name=AUTHORS)[0])
            if person.administers:
                user = self.users[person.email]
                user.is_staff = user.is_superuser = True
                user.save(update_fields=["is_staff", "is_superuser"])
                for capability in (Capability.MANAGE_RECORDS, Capability.VIEW_AUDIT):
                    actions.grant(user=user, capability=capability, starts_on=day, by=ada, at=at)
