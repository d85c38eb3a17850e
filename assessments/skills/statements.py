"""What the record says about a person's answers: the fold from `answered` statements to the answers that
count.

The fold decides, never a flag set at the time: of one person and one question only the first answer counts,
in whatever attempt. What was asked (skill, level, guessing floor) stands in the statement, as the version
that was answered said it, so that later edits of a question change nothing about earlier answers.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assessments.measurement.answers import DONT_KNOW, RIGHT, WRONG, london_date, question_hash
from lms.lrs.vocabulary import Extension


@dataclass(frozen=True, slots=True)
class Answer:
    """One first answer. `rank` and `floor` are those of the version; `outcome` a constant of measurement."""

    question: str
    version: UUID
    skill: UUID
    rank: int
    floor: float
    outcome: int
    at: dt.datetime
    statement: str

    def packed(self) -> tuple[Any, ...]:
        """The fields of `measurement.answers.ANSWER`."""
        day = london_date(self.at).toordinal()
        hashed = question_hash(self.question)
        return (day, self.rank, self.outcome, self.floor, hashed, self.version.bytes)


def first_answers(
    statements: Iterable[Mapping[str, Any]], *, withdrawn: Collection[UUID] = ()
) -> list[Answer]:
    """The answers of one person that count, oldest first; the order of the statements does not matter.

    First is earliest by `timestamp`, ties by statement id. A withdrawn version weighs nothing, and what was
    answered after it was no first answer either, so its question does not count for this person.
    """
    answers = [answer for statement in statements if (answer := read(statement))]
    answers.sort(key=lambda answer: (answer.at, answer.statement))
    first: dict[str, Answer] = {}
    for answer in answers:
        first.setdefault(answer.question, answer)
    return [answer for answer in first.values() if answer.version not in withdrawn]


def read(statement: Mapping[str, Any]) -> Answer | None:
    """One `answered` statement; None when it speaks of no question of ours, or says nothing about right or
    not.
    """
    asked = statement["object"]
    extensions = asked.get("definition", {}).get("extensions", {})
    result = statement.get("result", {})
    if Extension.SKILL not in extensions or "success" not in result:
        return None
    try:
        version = UUID(asked["id"].rpartition("/")[2])
        skill = UUID(extensions[Extension.SKILL])
        rank, floor = int(extensions[Extension.LEVEL]), float(extensions[Extension.GUESS])
    except (KeyError, TypeError, ValueError):
        return None
    parents = statement.get("context", {}).get("contextActivities", {}).get("parent", [])
    if isinstance(parents, dict):  # xAPI data 2.4.6.2: a single activity may stand without its list
        parents = [parents]
    outcome = RIGHT if result["success"] else WRONG
    if result.get("extensions", {}).get(Extension.DONT_KNOW) is True:
        outcome = DONT_KNOW
    return Answer(
        question=parents[0]["id"] if parents else asked["id"],
        version=version,
        skill=skill,
        rank=rank,
        floor=floor,
        outcome=outcome,
        at=dt.datetime.fromisoformat(statement["timestamp"]),
        statement=str(statement["id"]),
    )
