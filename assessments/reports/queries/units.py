"""Where a reader stands in the tree: the unit of a page, what lies above it and what right beneath."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from lms.accounts.models import Capability, Department


@dataclass(frozen=True, slots=True)
class Scope:
    """A unit with its surroundings. `above` is outermost first and holds only what the reader may open."""

    unit: Department
    parent_name: str
    above: list[Department]
    children: list[Department]

    @property
    def name(self) -> str:
        """The unit's name inside a sentence: "the Department for …", but "Floods and Coast"."""
        return inside(self.unit.name)

    @property
    def keys(self) -> list[str]:
        """The unit and its children, as releases name them."""
        return [str(unit.uuid) for unit in (self.unit, *self.children)]

    @property
    def children_are(self) -> str:
        """What the children are, in the plural: directorates, teams, or units where they are mixed."""
        kinds = {child.kind for child in self.children}
        return {"directorate": "directorates", "team": "teams", "agency": "agencies"}.get(
            kinds.pop() if len(kinds) == 1 else "", "units"
        )

    @property
    def child_is(self) -> str:
        """The same, of one."""
        return {"directorates": "directorate", "teams": "team", "agencies": "agency"}.get(
            self.children_are, "unit"
        )


def inside(name: str) -> str:
    return f"the {name}" if name.startswith(("Department ", "Office ", "Ministry ", "Agency ")) else name


def scope(*, user: Any, uuid: UUID) -> Scope | None:
    """The unit at an address; None for an unknown one and for one outside the reader's tree. Two queries."""
    unit = readable(user).filter(uuid=uuid).first()
    if unit is None:
        return None
    step = Department.steplen
    paths = [unit.path[:end] for end in range(step, len(unit.path), step)]
    family = Department.objects.filter(
        Q(path__in=paths) | Q(path__startswith=unit.path, depth=unit.depth + 1)
    ).order_by("path")
    above = [other for other in family if other.depth < unit.depth]
    return Scope(
        unit=unit,
        parent_name=above[-1].name if above else "",
        above=[other for other in above if user.may(Capability.VIEW_REPORTS, other)],
        children=[other for other in family if other.depth > unit.depth],
    )


def starting_points(user: Any) -> list[Department]:
    """The topmost units whose reports a person may read. One query."""
    tops: list[Department] = []
    for unit in readable(user).order_by("path"):
        if not tops or not unit.path.startswith(tops[-1].path):
            tops.append(unit)
    return tops


def readable(user: Any) -> QuerySet[Department]:
    return Department.objects.visible_to(user, Capability.VIEW_REPORTS)
