"""The people whom a visitor can be: who they are, where they sit and what each of them can show."""

from dataclasses import dataclass

PASSWORD = "rivers and harbours"  # noqa: S105 printed on the demo page: nothing here is secret


@dataclass(frozen=True)
class Person:
    """Somebody with a sign-in button.

    `unit` is the short name of a unit, `manager` the e-mail of another person here, `specialist` the slug of
    a role of the Digital and Data framework. `reports_on` is the short name of the department whose reports
    the person may read. `lands_on` is the name of the page that opens after the button.
    """

    email: str
    first_name: str
    last_name: str
    does: str
    shows: str
    unit: str = ""
    grade: str = ""
    profession: str = ""
    manager: str = ""
    specialist: str = ""
    reports_on: str = ""
    writes_courses: bool = False
    administers: bool = False
    lands_on: str = "home"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


CAST = (
    Person(
        email="amara.okafor@rivers.example",
        first_name="Amara",
        last_name="Okafor",
        does="Data analyst, Department for Rivers and Harbours",
        shows="Takes the course on data quality and stopped in the middle of module 2. "
        "Carry on, answer a check, and look at My skills.",
        unit="DATA",
        grade="seo-heo",
        profession="digital-data-and-technology",
        manager="tom.hughes@rivers.example",
        specialist="data-analyst",
    ),
    Person(
        email="tom.hughes@rivers.example",
        first_name="Tom",
        last_name="Hughes",
        does="Amara’s line manager",
        shows="Has completed the course. My skills shows levels with their evidence.",
        unit="DATA",
        grade="g6-g7",
        profession="digital-data-and-technology",
        specialist="data-analyst",
    ),
    Person(
        email="priya.nair@rivers.example",
        first_name="Priya",
        last_name="Nair",
        does="Learning and development manager, Department for Rivers and Harbours",
        shows="Reads the skill gaps of the department, its three directorates and nine teams, "
        "and takes them away as a file.",
        unit="POLCY",
        grade="g6-g7",
        profession="human-resources",
        reports_on="RIVH",
        lands_on="reports",
    ),
    Person(
        email="helen.marsh@records.example",
        first_name="Helen",
        last_name="Marsh",
        does="Learning and development manager, Office for Public Records",
        shows="Reads the reports of a small office, where most figures stay hidden to protect people.",
        unit="TRANS",
        grade="g6-g7",
        profession="human-resources",
        reports_on="OPR",
        lands_on="reports",
    ),
    Person(
        email="daniel.price@records.example",
        first_name="Daniel",
        last_name="Price",
        does="Records officer, Office for Public Records",
        shows="A learner in the small office, who failed the checks once and passed at the second attempt.",
        unit="READ",
        grade="eo",
        profession="knowledge-and-information-management",
    ),
    Person(
        email="sam.reid@rivers.example",
        first_name="Sam",
        last_name="Reid",
        does="New, and without a post",
        shows="Sets a post, sees what it asks for, and enrols on a first course.",
    ),
    Person(
        email="gwen.parry@rivers.example",
        first_name="Gwen",
        last_name="Parry",
        does="Content author",
        shows="Opens a lesson in the CMS, edits a block, previews it as a learner, "
        "changes a question, publishes.",
        unit="POLCY",
        grade="seo-heo",
        profession="communications",
        writes_courses=True,
        lands_on="wagtailadmin_home",
    ),
    Person(
        email="ada.lin@rivers.example",
        first_name="Ada",
        last_name="Lin",
        does="Administrator",
        shows="Everything in the CMS. May read about people only where a grant says so, as anyone else.",
        unit="DIGI",
        grade="g6-g7",
        profession="digital-data-and-technology",
        specialist="delivery-manager",
        administers=True,
        lands_on="wagtailadmin_home",
    ),
)

AMARA, TOM, PRIYA, HELEN, DANIEL, SAM, GWEN, ADA = CAST
BY_EMAIL = {person.email: person for person in CAST}
