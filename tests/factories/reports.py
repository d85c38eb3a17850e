"""A small civil service for reports: two departments, people with posts, and answers packed as evidence.

The Department for Rivers and Harbours (Priya Nair reads its reports) has three directorates of three teams;
the Office for Public Records (Daniel Price reads its own) is small enough to be hidden. Evidence is written
packed, as the fold of statements leaves it: these tests are about groups, not about how one answer gets
there.
"""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import exp

from wagtail.models import Locale

from assessments.bank.models import Question, QuestionVersion
from assessments.measurement.answers import RIGHT, WRONG, pack, question_hash, unpack
from assessments.skills.models import Evidence
from lms.accounts.models import Department, Grant, Identity, Post, PostRole, User
from lms.frameworks.models import Framework, Level, Role, RoleLevel, Skill, SkillLevel, SkillRequirement

STARTED = date(2025, 1, 1)
AS_OF = date(2026, 10, 31)
CUTS = {1: -1.0, 2: 0.0, 3: 1.0, 4: 2.0}
LEVELS = {1: "Awareness", 2: "Working", 3: "Practitioner", 4: "Expert"}
TEAMS = {
    ("Water and Flood", "Water"): [("River Levels", "Level"), ("Flood Warning", "Flood"), ("Dams", "Dams")],
    ("Ports and Harbours", "Ports"): [("Harbour Dues", "Dues"), ("Pilots", "Pilot"), ("Dredging", "Dredg")],
    ("Corporate Services", "Corp"): [("People", "Peopl"), ("Money", "Money"), ("Digital", "Digit")],
}


@dataclass
class Office:
    """What a test starts from. `teams` and `directorates` by name; `people` by team name, `skills` by
    slug.
    """

    rivers: Department
    records: Department
    directorates: dict[str, Department] = field(default_factory=dict)
    teams: dict[str, Department] = field(default_factory=dict)
    people: dict[str, list[User]] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)
    role_levels: dict[int, RoleLevel] = field(default_factory=dict)
    priya: User | None = None
    daniel: User | None = None
    amara: User | None = None

    def everyone(self):
        return [user for team in self.people.values() for user in team]


def office(*, team_size=40, records_size=9, ranks=(2,), seed=7):
    """Two departments. Each role asks its rank of every skill; people of a team take the roles in turn."""
    made = Office(
        rivers=Department.add_root(
            kind="department", name="Department for Rivers and Harbours", short_name="DRH"
        ),
        records=Department.add_root(kind="department", name="Office for Public Records", short_name="OPR"),
    )
    for (name, short), teams in TEAMS.items():
        above = Department.objects.get(pk=made.rivers.pk)
        directorate = above.add_child(kind="directorate", name=name, short_name=short)
        made.directorates[name] = directorate
        for team, team_short in teams:
            node = Department.objects.get(pk=directorate.pk)
            made.teams[team] = node.add_child(kind="team", name=team, short_name=team_short)
    made.rivers.refresh_from_db()
    make_framework(made, ranks=ranks)
    sizes = team_size if isinstance(team_size, dict) else dict.fromkeys(made.teams, team_size)
    for team, size in sizes.items():
        made.people[team] = add_people(made, made.teams[team], size)
    made.people["records"] = add_people(made, made.records, records_size)
    made.priya, made.daniel, made.amara = readers(made)
    random.seed(seed)
    return made


def make_framework(made, *, ranks):
    framework = Framework.objects.create(
        slug="essentials", name="Digital, data and buying essentials", version="1", status="illustrative"
    )
    for rank, name in LEVELS.items():
        made.levels[rank] = Level.objects.create(
            framework=framework, rank=rank, slug=name.lower(), name=name, cut=CUTS[rank]
        )
    for order, (slug, name) in enumerate(
        [
            ("data-quality", "Data quality"),
            ("data-ethics", "Data ethics and privacy"),
            ("ai", "Using AI well"),
        ]
    ):
        skill = Skill.objects.create(framework=framework, slug=slug, name=name, order=order)
        made.skills[slug] = skill
        SkillLevel.objects.bulk_create(SkillLevel(skill=skill, level=level) for level in made.levels.values())
        make_questions(skill, [made.levels[rank] for rank in (1, 1, 1, 2, 2, 2, 3, 3, 3)])
    role = Role.objects.create(framework=framework, slug="all", name="Everyone")
    for rank in ranks:
        role_level = RoleLevel.objects.create(role=role, slug=f"asks-{rank}", name=f"Asks {LEVELS[rank]}")
        made.role_levels[rank] = role_level
        SkillRequirement.objects.bulk_create(
            SkillRequirement(role_level=role_level, skill=skill, level=made.levels[rank])
            for skill in made.skills.values()
        )


def make_questions(skill, levels):
    """One askable question at each of these levels; in bulk, past the search index."""
    questions = Question.objects.bulk_create(
        Question(
            slug=f"{skill.slug}-q{number}",
            skill=skill,
            level=level,
            stem="Which?",
            options=[],
            live=True,
            locale=Locale.get_default(),
            translation_key=uuid.uuid4(),
        )
        for number, level in enumerate(levels)
    )
    for question in questions:
        question.live_version = QuestionVersion(
            question=question,
            number=1,
            form="single",
            skill=skill,
            level=question.level,
            stem="Which?",
            options=[],
            key=["a"],
            guess=0.25,
            created_at=datetime(2025, 1, 1, tzinfo=UTC),
        )
    QuestionVersion.objects.bulk_create(question.live_version for question in questions)
    Question.objects.bulk_update(questions, ["live_version"])


def add_people(made, department, size, *, starts_on=STARTED, source="import"):
    """Users with an identity, a post and a role level, in few queries."""
    users = User.objects.bulk_create(
        User(email=f"{uuid.uuid4().hex}@example.gov", first_name="A", last_name="Person") for _ in range(size)
    )
    Identity.objects.bulk_create(Identity(user=user) for user in users)
    posts = Post.objects.bulk_create(
        Post(
            user=user,
            department=department,
            grade="eo",
            profession="policy",
            starts_on=starts_on,
            source=source,
        )
        for user in users
    )
    asked = list(made.role_levels.values())
    PostRole.objects.bulk_create(
        PostRole(
            post=post,
            framework=asked[place % len(asked)].role.framework,
            role_level=asked[place % len(asked)],
        )
        for place, post in enumerate(posts)
    )
    return users


def readers(made):
    """Priya reads Rivers and Harbours, Daniel the Office for Public Records, Amara reads nothing."""
    priya, daniel, amara = (
        User.objects.create_user(email=f"{first.lower()}@example.gov", first_name=first, last_name=last)
        for first, last in (("Priya", "Nair"), ("Daniel", "Price"), ("Amara", "Okafor"))
    )
    for user, department in ((priya, made.rivers), (daniel, made.records)):
        Grant.objects.create(
            user=user, capability="view_reports", department=department, starts_on=date(2025, 1, 1)
        )
    return priya, daniel, amara


def answer(users, skill, *, on=date(2026, 9, 1), ability=0.0, questions=9, seed=1, rank=None):
    """Have people answer questions of a skill on a day, as well as somebody of that ability would.

    Three questions each of awareness, working and practitioner, or all of one `rank`. Adds to what is there.
    """
    rng = random.Random(f"{skill.pk}:{on}:{seed}")
    ranks = [rank or number // 3 % 3 + 1 for number in range(questions)]
    known = {row.user_id: row for row in Evidence.objects.filter(user__in=users, skill=skill)}
    rows = []
    for user in users:
        theta = ability + rng.gauss(0, 0.8)
        packed = list(unpack(known[user.pk].packed).tolist()) if user.pk in known else []
        for number, level in enumerate(ranks):
            chance = 0.25 + 0.75 / (1 + exp(CUTS[level] - theta))
            packed.append(
                (
                    on.toordinal(),
                    level,
                    RIGHT if rng.random() < chance else WRONG,
                    0.25,
                    question_hash(f"{skill.slug}-{number}-{seed}"),
                    bytes(16),
                )
            )
        rows.append(Evidence(user=user, skill=skill, packed=pack(packed)))
    Evidence.objects.filter(user__in=users, skill=skill).delete()
    Evidence.objects.bulk_create(rows)


def months_before(day, count):
    """The last day of the month so many months before."""
    for _ in range(count):
        day = day.replace(day=1) - timedelta(days=1)
    return day
