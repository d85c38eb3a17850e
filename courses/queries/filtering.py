"""Narrowing the catalogue: what can be chosen, and how many courses each choice would leave. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from courses.queries.outlines import CourseProgress

FOR, LEVEL, TIME, STATUS = "for", "level", "time", "status"
FACETS = (FOR, LEVEL, TIME, STATUS)
EVERYONE = "everyone"

# Of the time that is left for this person; a completed course has none left and is in none of them.
TIMES = {"up-to-30": (0, 30), "30-to-60": (30, 60), "over-60": (60, None)}
STATUSES = {
    "not-enrolled": "not-started",
    "enrolled": "not-started",
    "started": "in-progress",
    "completed": "completed",
}

type Chosen = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A course of the catalogue with what it can be found by: {facet: values}."""

    progress: CourseProgress
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `count`: the courses that remain with it, whatever else is chosen in its own facet."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    options: list[Option]


def listed(course: CourseProgress, *, audience: frozenset[str]) -> Listed:
    """`audience`: slugs of the groups of professions that need it, or EVERYONE alone."""
    level = course.published.course.level
    return Listed(
        progress=course,
        values={
            FOR: audience,
            LEVEL: frozenset([level.slug] if level else []),
            TIME: frozenset() if course.completed_at else frozenset([time_of(course.minutes_left)]),
            STATUS: frozenset([STATUSES[course.status]]),
        },
    )


def time_of(minutes: int) -> str:
    return next(name for name, (_, most) in TIMES.items() if most is None or minutes <= most)


def narrowed(courses: Iterable[Listed], chosen: Chosen, *, without: str = "") -> list[Listed]:
    """Those that fit every facet in which something is chosen; in one facet any of the choices will do."""
    asked = [(name, values) for name, values in chosen.items() if values and name != without]
    return [each for each in courses if all(each.values[name] & values for name, values in asked)]


def facets(
    courses: Sequence[Listed], chosen: Chosen, labels: Mapping[str, Sequence[tuple[str, str]]]
) -> list[Facet]:
    """Facets with something to choose, options in the order of `labels` ({facet: (value, label)}). What
    would leave nothing is left out, unless it is chosen: then it can be taken back."""
    found = []
    for name in FACETS:
        counts = Counter(
            value for each in narrowed(courses, chosen, without=name) for value in each.values[name]
        )
        options = [
            Option(value, label, counts[value], value in chosen[name])
            for value, label in labels[name]
            if counts[value] or value in chosen[name]
        ]
        if options:
            found.append(Facet(name, options))
    return found
