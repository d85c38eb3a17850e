"""The checks of a lesson as one person meets them now, and how far a person is with those of a course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery

from assessments.attempts.models import Attempt, Response
from assessments.bank.models import Question, QuestionVersion
from assessments.bank.queries import version_contents
from courses.models import Lesson
from lms.prepared import PreparedQuery

OPEN, ANSWERED, WITHDRAWN, LATER = "open", "answered", "withdrawn", "later"


@dataclass(slots=True)
class Check:
    """One question in a lesson. `status`: open, answered, withdrawn (unanswered and not asked any more)
    or later (it came into the course after this person had started the checks). `is_first` tells whether
    the answer is this person's first to the question, the one that counts for the skill."""

    key: str
    version: QuestionVersion
    skill_name: str
    is_further: bool
    status: str
    choice: Sequence[str] = ()
    is_dont_know: bool = False
    is_correct: bool = False
    answered_at: datetime | None = None
    is_first: bool = True
    is_draft: bool = False


def _placed(*, enrollment: int, keys: list[UUID], language: str) -> Any:
    earlier = Response.objects.filter(
        item__enrollment=enrollment, item__question=OuterRef("pk"), item__is_current=False
    )
    return (
        Question.objects.filter(uuid__in=keys, locale__language_code__in=[language, settings.LANGUAGE_CODE])
        .annotate(
            item=FilteredRelation(
                "attempt_items",
                condition=Q(attempt_items__enrollment=enrollment, attempt_items__is_current=True),
            ),
            has_attempt=Exists(Attempt.objects.filter(enrollment=enrollment)),
            has_earlier=Exists(earlier),
        )
        .values_list(*COLUMNS)
    )


COLUMNS = [
    "uuid",
    "locale__language_code",
    "live",
    "skill__name",
    "level__rank",
    "level__framework_id",
    "course__level__rank",
    "course__level__framework_id",
    "has_attempt",
    "has_earlier",
    "item__id",
    "item__is_counting",
    "item__excused_at",
    "item__response__choice",
    "item__response__is_dont_know",
    "item__response__is_correct",
    "item__response__answered_at",
    "item__version__uuid",
    "item__version__withdrawn_at",
    "live_version__uuid",
    "live_version__withdrawn_at",
]
_PLACED = PreparedQuery(_placed, enrollment=int, keys=[UUID], language=str)


def checks_for(*, enrollment_id: int, keys: Sequence[str], language: str) -> dict[str, Check]:
    """{question uuid: Check} for the questions placed in a lesson that can be shown. One query, and one for
    versions that this process has not met.

    Before the first answer the live version is shown, afterwards the one frozen in the attempt.
    """
    best: dict[str, dict[str, Any]] = {}
    for values in _PLACED.run(enrollment=enrollment_id, keys=[UUID(key) for key in keys], language=language):
        row = dict(zip(COLUMNS, values, strict=True))
        key = str(row["uuid"])
        if key not in best or _rank(row, language) > _rank(best[key], language):
            best[key] = row
    asked = {key: version for key, row in best.items() if (version := _version(row)) is not None}
    content = version_contents(asked.values())
    return {key: _check(key, best[key], content[version]) for key, version in asked.items()}


def _rank(row: dict[str, Any], language: str) -> tuple[bool, bool]:
    """What was frozen wins over the language of the page: the answer belongs to the words that were read."""
    return row["item__id"] is not None, row["locale__language_code"] == language


def _version(row: dict[str, Any]) -> UUID | None:
    """The version that is shown: the frozen one, else the live one of a question that is published."""
    if row["item__id"] is not None:
        return row["item__version__uuid"]
    return row["live_version__uuid"] if row["live"] else None


def _check(key: str, row: dict[str, Any], content: dict[str, Any]) -> Check:
    source = "item__version__" if row["item__id"] is not None else "live_version__"
    version = QuestionVersion(**content, withdrawn_at=row[f"{source}withdrawn_at"])
    answered_at = row["item__response__answered_at"]
    if answered_at:
        status = ANSWERED
    elif row["item__id"] is not None:
        status = WITHDRAWN if version.withdrawn_at or row["item__excused_at"] else OPEN
    else:
        status = LATER if row["has_attempt"] else OPEN
    is_further = (
        row["level__framework_id"] == row["course__level__framework_id"]
        and row["level__rank"] > row["course__level__rank"]
    )
    return Check(
        key=key,
        version=version,
        skill_name=row["skill__name"],
        is_further=not row["item__is_counting"] if row["item__id"] is not None else is_further,
        status=status,
        choice=row["item__response__choice"] or (),
        is_dont_know=bool(row["item__response__is_dont_know"]),
        is_correct=bool(row["item__response__is_correct"]),
        answered_at=answered_at,
        is_first=not row["has_earlier"],
    )


def previewed_checks(*, keys: Sequence[str], language: str) -> dict[str, Check]:
    """The checks of a lesson that nobody takes: as everyone meets them first. A question that is still a
    draft is shown as it would be published. One query."""
    questions = Question.objects.filter(
        uuid__in=keys, locale__language_code__in=[language, settings.LANGUAGE_CODE]
    ).select_related("live_version", "level", "skill", "course__level")
    questions = questions.annotate(language=F("locale__language_code"))
    found: dict[str, Check] = {}
    for question in sorted(questions, key=lambda each: each.language == language):
        live = question.live_version if question.live else None
        found[str(question.uuid)] = Check(
            key=str(question.uuid),
            version=live or question.as_version(),
            skill_name=question.skill.name,
            is_further=question.is_further,
            status=OPEN,
            is_draft=live is None,
        )
    return found


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How far a person is with the checks of a course. `status`: not-started, open, passed or failed.

    `asked` counts the checks that decide, `answered` and `right` those among them; the further ones stand
    apart.
    """

    status: str
    number: int = 0
    asked: int = 0
    answered: int = 0
    right: int = 0
    needed: int = 0
    scaled_score: float | None = None
    finished_at: datetime | None = None
    further: int = 0
    further_answered: int = 0


def results_for(enrollment: Any) -> CheckResult:
    """The result of an enrolment's checks, in one query. `enrollment` is a row or an id."""
    rows = list(
        Attempt.objects.filter(enrollment=enrollment)
        .order_by("number")
        .values_list(
            "number",
            "pass_mark",
            "finished_at",
            "scaled_score",
            "is_passed",
            "items__is_counting",
            "items__is_current",
            "items__excused_at",
            "items__version__withdrawn_at",
            "items__response__is_correct",
        )
    )
    if not rows:
        return CheckResult(status="not-started")
    # Passed stays passed, also where a wrong key was found only after the person had begun again.
    decisive = next((row for row in rows if row[4]), rows[-1])
    number, pass_mark, finished_at, scaled_score, is_passed, *_ = decisive
    latest = [row[5:] for row in rows if row[0] == number]
    # Withdrawn and not right: it does not stand against the person.
    counting = [
        right for counts, _, excused, gone, right in latest if counts and not excused and (right or not gone)
    ]
    further = [row[9] for row in rows if row[6] and not row[5] and (row[9] is not None or not row[8])]
    return CheckResult(
        status="open" if finished_at is None else "passed" if is_passed else "failed",
        number=number,
        asked=len(counting),
        answered=sum(right is not None for right in counting),
        right=sum(right is True for right in counting),
        needed=needed_right(len(counting), pass_mark),
        scaled_score=scaled_score,
        finished_at=finished_at,
        further=len(further),
        further_answered=sum(right is not None for right in further),
    )


def needed_right(counting: int, pass_mark: float) -> int:
    """How many of the counting checks must be right: the smallest number whose share reaches the mark."""
    return next(
        (right for right in range(counting + 1) if counting and right / counting >= pass_mark), counting
    )


def first_check(attempt: Attempt) -> tuple[str, str] | None:
    """(lesson slug, question uuid) of the first counting check of an attempt whose lesson is still there."""
    slug = Lesson.objects.filter(uuid=OuterRef("lesson_key"), retired_at=None).values("slug")
    items = attempt.items.filter(is_counting=True, excused_at=None).annotate(slug=Subquery(slug))
    found = items.exclude(slug=None).order_by("order", "pk").values_list("slug", "question__uuid").first()
    return (found[0], str(found[1])) if found else None
