"""The two invented departments: what they are made of, how able people are and when a team takes the course.

Pure data. Every figure here is invented, which is why no real department's name stands beside one.
Ability is on the scale of the estimates (cuts: awareness -1, working 0, practitioner 1), so that a reader can
foresee the map: a team whose people centre on 0 meets "working" about half the time.
"""

from dataclasses import dataclass, field

# Shares of AA/AO, EO, HEO/SEO and grade 7/6 in a team; the Senior Civil Service sits above the teams.
OPERATIONS = {"aa-ao": 0.40, "eo": 0.32, "seo-heo": 0.21, "g6-g7": 0.07}
OFFICE = {"aa-ao": 0.14, "eo": 0.29, "seo-heo": 0.41, "g6-g7": 0.16}
SPECIALISTS = {"aa-ao": 0.03, "eo": 0.19, "seo-heo": 0.53, "g6-g7": 0.25}


@dataclass(frozen=True)
class Unit:
    """A node of the tree.

    People sit in teams. A department or directorate has nobody of its own: a handful there could be worked
    out by taking the teams from the whole, so the disclosure rules would hide a team beside them. Its head
    sits in the team `led_from`, one of the `leaders` (Senior Civil Service) there, beside the `people`.
    """

    name: str
    short_name: str
    kind: str
    people: int = 0
    leaders: int = 0
    led_from: str = ""
    grades: dict[str, float] = field(default_factory=dict)
    professions: dict[str, float] = field(default_factory=dict)
    ability: float = 0.0
    takes_course: float = 0.0  # share of people who take the course in the year
    months: tuple[int, int] = (0, 11)  # first and last month of the year in which they enrol
    specialist_roles: tuple[str, ...] = ()  # roles of the Digital and Data framework for its digital people
    children: tuple["Unit", ...] = ()


RIVERS_AND_HARBOURS = Unit(
    name="Department for Rivers and Harbours",
    short_name="RIVH",
    kind="department",
    led_from="POLCY",
    children=(
        Unit(
            name="Floods and Coast",
            short_name="FLOOD",
            kind="directorate",
            led_from="WARN",
            children=(
                Unit(
                    name="Flood Warning",
                    short_name="WARN",
                    kind="team",
                    people=118,
                    leaders=2,
                    grades=OPERATIONS,
                    professions={
                        "operational-delivery": 0.58,
                        "science-and-engineering": 0.27,
                        "policy": 0.10,
                        "digital-data-and-technology": 0.05,
                    },
                    ability=0.35,
                    takes_course=0.62,
                    months=(0, 4),
                    specialist_roles=("data-engineer", "delivery-manager"),
                ),
                Unit(
                    name="Coastal Defence",
                    short_name="COAST",
                    kind="team",
                    people=96,
                    grades=OFFICE,
                    professions={
                        "science-and-engineering": 0.38,
                        "project-delivery": 0.34,
                        "operational-delivery": 0.18,
                        "commercial": 0.10,
                    },
                    ability=0.15,
                    takes_course=0.52,
                    months=(2, 7),
                ),
                Unit(
                    name="Emergency Response",
                    short_name="EMERG",
                    kind="team",
                    people=84,
                    grades=OPERATIONS,
                    professions={"operational-delivery": 0.90, "security": 0.10},
                    ability=-0.30,
                    takes_course=0.48,
                    months=(4, 9),
                ),
            ),
        ),
        Unit(
            name="Harbours and Navigation",
            short_name="HARB",
            kind="directorate",
            led_from="LICEN",
            children=(
                Unit(
                    name="Port Licensing",
                    short_name="LICEN",
                    kind="team",
                    people=128,
                    leaders=2,
                    grades=OPERATIONS,
                    professions={"operational-delivery": 0.74, "policy": 0.16, "legal": 0.10},
                    ability=-0.55,
                    takes_course=0.58,
                    months=(0, 5),
                ),
                Unit(
                    name="Vessel Safety",
                    short_name="SAFE",
                    kind="team",
                    people=92,
                    grades=OFFICE,
                    professions={
                        "operational-delivery": 0.50,
                        "science-and-engineering": 0.28,
                        "policy": 0.22,
                    },
                    ability=0.60,
                    takes_course=0.52,
                    months=(5, 9),
                ),
                Unit(
                    name="Harbour Fees",
                    short_name="FEES",
                    kind="team",
                    people=74,
                    grades=OPERATIONS,
                    professions={"finance": 0.52, "operational-delivery": 0.36, "commercial": 0.12},
                    ability=0.35,
                    takes_course=0.52,
                    months=(6, 11),
                ),
            ),
        ),
        Unit(
            name="Strategy, Data and Corporate",
            short_name="CORP",
            kind="directorate",
            led_from="POLCY",
            children=(
                Unit(
                    name="Policy and Commercial",
                    short_name="POLCY",
                    kind="team",
                    people=101,
                    leaders=4,
                    grades=OFFICE,
                    professions={
                        "policy": 0.48,
                        "commercial": 0.24,
                        "finance": 0.12,
                        "human-resources": 0.09,
                        "communications": 0.07,
                    },
                    ability=0.05,
                    takes_course=0.42,
                    months=(5, 11),
                ),
                Unit(
                    name="Digital Services",
                    short_name="DIGI",
                    kind="team",
                    people=86,
                    grades=SPECIALISTS,
                    professions={"digital-data-and-technology": 0.86, "project-delivery": 0.14},
                    ability=0.75,
                    takes_course=0.58,
                    months=(1, 7),
                    specialist_roles=(
                        "software-developer",
                        "delivery-manager",
                        "user-researcher",
                        "content-designer",
                        "interaction-designer",
                        "business-analyst",
                        "product-manager",
                    ),
                ),
                Unit(
                    name="Data and Analysis",
                    short_name="DATA",
                    kind="team",
                    people=62,
                    grades=SPECIALISTS,
                    professions={
                        "statistics": 0.30,
                        "economics": 0.16,
                        "operational-research": 0.14,
                        "digital-data-and-technology": 0.40,
                    },
                    ability=1.05,
                    takes_course=0.78,
                    months=(0, 5),
                    specialist_roles=(
                        "data-analyst",
                        "data-engineer",
                        "data-scientist",
                        "performance-analyst",
                    ),
                ),
            ),
        ),
    ),
)

# Small on purpose: few enough that most of its cells have to stay hidden.
PUBLIC_RECORDS = Unit(
    name="Office for Public Records",
    short_name="OPR",
    kind="department",
    led_from="READ",
    children=(
        Unit(
            name="Reading Rooms and Access",
            short_name="READ",
            kind="team",
            people=18,
            leaders=2,
            grades=OPERATIONS,
            professions={"knowledge-and-information-management": 0.62, "operational-delivery": 0.38},
            ability=0.2,
            takes_course=0.55,
            months=(2, 9),
        ),
        Unit(
            name="Transfers and Appraisal",
            short_name="TRANS",
            kind="team",
            people=11,
            grades=OFFICE,
            professions={"knowledge-and-information-management": 0.80, "digital-data-and-technology": 0.20},
            ability=0.4,
            takes_course=0.35,
            months=(4, 10),
            specialist_roles=("data-analyst",),
        ),
    ),
)

DEPARTMENTS = (RIVERS_AND_HARBOURS, PUBLIC_RECORDS)


def walk(unit: Unit, parents: tuple[str, ...] = ()) -> list[tuple[Unit, tuple[str, ...]]]:
    """Every unit with the short names above it, a parent before its children."""
    found = [(unit, parents)]
    for child in unit.children:
        found += walk(child, (*parents, unit.short_name))
    return found
