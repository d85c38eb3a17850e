"""Everyone who is not in the cast: drawn from a seed, so that a load can be repeated and carried on.

Pure. A person here is a plan; `loading` makes the people through the actions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from assessments.demo.cast import BY_EMAIL, CAST, Person
from assessments.demo.names import FIRST_NAMES, LAST_NAMES
from assessments.demo.organization import DEPARTMENTS, Unit, walk

SPAN = 8  # people a line manager has, at most
GRADES = ("scs", "g6-g7", "seo-heo", "eo", "aa-ao")  # highest first: who can manage whom
DOMAINS = {"RIVH": "rivers.example", "OPR": "records.example"}
# Where a profession meets data daily its people know more about it than their colleagues in the same team.
PROFESSION_ABILITY = {
    "statistics": 0.5,
    "economics": 0.4,
    "operational-research": 0.4,
    "digital-data-and-technology": 0.3,
    "science-and-engineering": 0.2,
    "legal": -0.2,
    "communications": -0.3,
    "security": -0.3,
}
GRADE_ABILITY = {"aa-ao": -0.3, "eo": -0.1, "seo-heo": 0.1, "g6-g7": 0.3, "scs": 0.2}
SPREAD = 0.7  # of ability among people of one team, profession and grade


@dataclass
class Staff:
    email: str
    first_name: str
    last_name: str
    unit: str
    grade: str
    profession: str
    specialist: str
    ability: float
    takes_course: float
    months: tuple[int, int]
    starts_on: date
    manager: str = ""


def draw_staff(*, seed: int, first_day: date, today: date) -> list[Staff]:
    """All staff of both departments with their managers, the cast included (`ability` of the cast is unused).

    A twelfth of them joins during the year; the others were there before `first_day`.
    """
    rng = Random(f"{seed}:staff")
    taken = {(person.first_name, person.last_name) for person in CAST}
    staff: list[Staff] = []
    for root in DEPARTMENTS:
        people: dict[str, list[Staff]] = {}
        for unit, _ in walk(root):
            drawn = list(draw_unit(unit, rng, DOMAINS[root.short_name], taken, first_day, today))
            drawn += [cast_member(person, first_day) for person in CAST if person.unit == unit.short_name]
            people[unit.short_name] = drawn
            staff += drawn
        assign_all_managers(root, people)
    return staff


def draw_unit(
    unit: Unit, rng: Random, domain: str, taken: set[tuple[str, str]], first_day: date, today: date
) -> Iterator[Staff]:
    grades = ["scs"] * unit.leaders + spread(unit.people, unit.grades)
    professions = spread(unit.leaders + unit.people, unit.professions)
    rng.shuffle(professions)
    for grade, profession in zip(grades, professions, strict=True):
        while (name := (rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES))) in taken:
            pass
        taken.add(name)
        is_specialist = profession == "digital-data-and-technology" and unit.specialist_roles
        joins_late = grade not in ("scs", "g6-g7") and rng.random() < 1 / 12
        if joins_late:
            starts_on = first_day + timedelta(days=rng.randrange(30, max((today - first_day).days - 60, 31)))
        else:
            starts_on = first_day - timedelta(days=rng.randrange(30, 2500))
        yield Staff(
            email=f"{name[0]}.{name[1]}@{domain}".lower(),
            first_name=name[0],
            last_name=name[1],
            unit=unit.short_name,
            grade=grade,
            profession=profession,
            specialist=rng.choice(unit.specialist_roles) if is_specialist else "",
            ability=rng.gauss(
                unit.ability + PROFESSION_ABILITY.get(profession, 0.0) + GRADE_ABILITY[grade], SPREAD
            ),
            takes_course=unit.takes_course,
            months=unit.months,
            starts_on=starts_on,
        )


def spread(people: int, shares: dict[str, float]) -> list[str]:
    """`people` values in these shares, in their order; the largest share takes what rounding leaves."""
    if not people:
        return []
    counts = {value: int(people * share) for value, share in shares.items()}
    counts[max(shares, key=lambda value: shares[value])] += people - sum(counts.values())
    return [value for value, count in counts.items() for _ in range(count)]


def cast_member(person: Person, first_day: date) -> Staff:
    return Staff(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        unit=person.unit,
        grade=person.grade,
        profession=person.profession,
        specialist=person.specialist,
        ability=0.0,
        takes_course=0.0,
        months=(0, 0),
        starts_on=first_day - timedelta(days=400),
        manager=person.manager,
    )


def assign_all_managers(root: Unit, people: dict[str, list[Staff]]) -> None:
    """Heads of department and directorates first, then each team beneath the head nearest above it."""
    heads: dict[str, Staff] = {}
    for unit, parents in walk(root):
        if unit.led_from:
            free = (one for one in people[unit.led_from] if one.grade == "scs" and one not in heads.values())
            heads[unit.short_name] = next(free)
            heads[unit.short_name].manager = heads[parents[-1]].email if parents else ""
    for unit, parents in walk(root):
        rest = [one for one in people[unit.short_name] if one not in heads.values()]
        if rest:
            assign_managers(rest, next(heads[name].email for name in reversed(parents) if name in heads))


def assign_managers(people: list[Staff], above: str) -> None:
    """Give everyone in a team a manager one step up, at most `SPAN` people of a grade each.

    The head of the team, first of its highest grade, reports to `above`.
    """
    # Whoever has been there longest manages; the cast comes last, so that its people are those it names.
    people = sorted(people, key=lambda one: (one.email in BY_EMAIL, one.starts_on, one.email))
    by_grade = {grade: [one for one in people if one.grade == grade] for grade in GRADES}
    ranks = [members for members in by_grade.values() if members]
    head = ranks[0][0]
    head.manager = head.manager or above
    for index, one in enumerate(ranks[0][1:]):
        one.manager = one.manager or ranks[0][index // SPAN].email
    for upper, lower in pairwise(ranks):
        managers = upper[: max(1, -(-len(lower) // SPAN))]
        for index, one in enumerate(lower):
            one.manager = one.manager or managers[index % len(managers)].email
