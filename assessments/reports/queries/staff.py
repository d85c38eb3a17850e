"""Who works where on a day, and which level of which skill their posts ask: the people behind a snapshot."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.bank.models import Question
from lms.accounts.models import Department, Post, PostRole
from lms.accounts.queries import posts_on
from lms.frameworks.models import SkillLevel, SkillRequirement

QUESTIONS_NEEDED = 3  # at a level or higher, or nobody can be tested at it (design, decision 16)


@dataclass(frozen=True, slots=True)
class Unit:
    """A department node, by id."""

    id: int
    key: str  # its uuid, as releases name it
    parent: int | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A skill's levels that have a cut: rank to level id and to cut, lowest first; and what the bank can
    test.
    """

    skill_id: int
    key: str
    level_ids: dict[int, int]
    cuts: dict[int, float]
    testable: frozenset[int]


@dataclass(frozen=True, slots=True)
class Need:
    """Who needs a skill: indexes into `Staff`, and the rank that is asked of each; shape (people,)."""

    person: NDArray[np.int64]
    rank: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Staff:
    """Everyone with a post on a day. Parallel lists, one entry a person; `members` holds indexes into
    them.
    """

    user_ids: list[int]
    accounts: list[str]
    units: dict[int, Unit]
    sits_in: NDArray[np.int64]  # the unit of the post itself
    members: dict[int, NDArray[np.bool_]]  # unit id to who is in it or beneath it, shape (people,)
    needs: dict[int, Need]  # skill id to who needs it


def read_scales() -> dict[int, Scale]:
    """Every active skill whose levels are measured, by id. Two queries."""
    questions: dict[int, dict[Any, int]] = defaultdict(dict)
    for skill_id, uuid, rank in Question.objects.askable().values_list("skill_id", "uuid", "level__rank"):
        questions[skill_id][uuid] = rank  # a translation is the same question
    levels: dict[tuple[int, str], list[tuple[int, int, float]]] = defaultdict(list)
    rows = SkillLevel.objects.filter(level__cut__isnull=False, skill__is_active=True, skill__is_graded=True)
    for skill_id, key, rank, level_id, cut in rows.order_by("skill_id", "level__rank").values_list(
        "skill_id", "skill__uuid", "level__rank", "level_id", "level__cut"
    ):
        levels[skill_id, str(key)].append((rank, level_id, cut or 0.0))
    return {
        skill_id: Scale(
            skill_id,
            key,
            level_ids={rank: level_id for rank, level_id, _ in own},
            cuts={rank: cut for rank, _, cut in own},
            testable=frozenset(
                rank
                for rank, _, _ in own
                if sum(asked >= rank for asked in questions[skill_id].values()) >= QUESTIONS_NEEDED
            ),
        )
        for (skill_id, key), own in levels.items()
    }


def read_staff(on: date, scales: dict[int, Scale]) -> Staff:
    """The people of a day with what is asked of them: the union of all their posts (design, decision 5).

    A post that a person set themselves counts like any other from its first day, so from the next snapshot
    on. Erased people have no account name any more and are left out. Five queries, whatever the number of
    people.
    """
    units, paths = read_units()
    user_ids: list[int] = []
    accounts: list[str] = []
    own_unit: list[int] = []
    for post in posts_on(on):
        identity = getattr(post.user, "identity", None)
        if identity is not None and (not user_ids or user_ids[-1] != post.user_id):
            user_ids.append(post.user_id)
            accounts.append(identity.account_name)
            own_unit.append(post.department_id)
    sits_in = np.array(own_unit, dtype=np.int64)
    members = {
        unit_id: np.isin(sits_in, [other for other, path in paths.items() if path.startswith(paths[unit_id])])
        for unit_id in units
    }
    return Staff(user_ids, accounts, units, sits_in, members, read_needs(on, user_ids, scales))


def read_units() -> tuple[dict[int, Unit], dict[int, str]]:
    """Every node of the tree in its order, and its path."""
    rows = list(Department.objects.order_by("path").values_list("id", "uuid", "path"))
    ids = {path: unit_id for unit_id, _, path in rows}
    step = Department.steplen
    units = {unit_id: Unit(unit_id, str(key), ids.get(path[:-step])) for unit_id, key, path in rows}
    return units, {unit_id: path for unit_id, _, path in rows}


def read_needs(on: date, user_ids: list[int], scales: dict[int, Scale]) -> dict[int, Need]:
    """Skill id to who needs it and at which rank: where two posts or roles ask for it, the higher need
    wins.
    """
    asked_by: dict[int, list[tuple[int, int]]] = defaultdict(list)
    requirements = SkillRequirement.objects.filter(level__isnull=False)
    for role_level_id, skill_id, rank in requirements.values_list("role_level_id", "skill_id", "level__rank"):
        if skill_id in scales and rank in scales[skill_id].cuts:
            asked_by[role_level_id].append((skill_id, rank))
    index = {user_id: number for number, user_id in enumerate(user_ids)}
    wanted: dict[int, dict[int, int]] = defaultdict(dict)
    held = PostRole.objects.filter(post__in=Post.objects.on(on))
    for user_id, role_level_id in held.values_list("post__user_id", "role_level_id"):
        if user_id in index:
            for skill_id, rank in asked_by[role_level_id]:
                known = wanted[skill_id].get(index[user_id], 0)
                wanted[skill_id][index[user_id]] = max(known, rank)
    return {
        skill_id: Need(
            person=np.array(sorted(people), dtype=np.int64),
            rank=np.array([people[number] for number in sorted(people)], dtype=np.int64),
        )
        for skill_id, people in sorted(wanted.items())
    }
