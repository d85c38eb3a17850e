"""The facts on which an answer is decided, read in one query (queries/sittings.py). Plain values, no rows."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What scoring and a statement need of a question version; all of it immutable."""

    uuid: UUID
    number: int
    question_uuid: UUID
    question_slug: str
    form: str
    select: int | None  # how many to choose, where the question says so
    option_ids: tuple[str, ...]
    key: tuple[str, ...]
    skill_uuid: UUID
    level_rank: int
    guess: float


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    id: int
    uuid: UUID
    number: int
    pass_mark: float
    finished_at: datetime | None
    is_passed: bool | None = None


@dataclass(slots=True)
class PaperItem:
    """One current item of a person."""

    id: int
    attempt: AttemptFacts
    version: VersionFacts
    is_counting: bool
    is_open: bool  # may still be answered: neither excused nor withdrawn
    is_withdrawn: bool
    is_correct: bool | None  # None while there is no response

    @property
    def is_answered(self) -> bool:
        return self.is_correct is not None


@dataclass(slots=True)
class Sitting:
    """A person in front of the checks of one lesson: who, on which course, and the items asked about.

    `others_left` tells whether counting checks other than these are still to be answered.
    """

    enrollment_id: int
    enrollment_uuid: UUID
    is_started: bool
    account_name: str
    course_id: int
    course_uuid: UUID
    course_title: str
    lesson_uuid: UUID | None
    has_attempt: bool
    others_left: bool
    items: dict[UUID, PaperItem] = field(default_factory=dict)

    @property
    def attempt(self) -> AttemptFacts | None:
        """The latest attempt among the items; go-further items may belong to an earlier one."""
        return max((item.attempt for item in self.items.values()), key=lambda a: a.number, default=None)
