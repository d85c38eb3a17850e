"""What attempts say to the record store: answered, passed, failed. A golden file each in tests/statements/.

tincan builds, the store validates. No statement ever holds a key: no correct-responses pattern, no reasons.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from tincan import (
    Activity,
    ActivityDefinition,
    ActivityList,
    Agent,
    AgentAccount,
    Context,
    ContextActivities,
    Result,
    Score,
    Statement,
    Verb,
)

from assessments.attempts.models import AttemptFacts, Response, Sitting, VersionFacts
from lms.lrs import vocabulary
from lms.lrs.vocabulary import ActivityType, Extension

LANGUAGE = "en-GB"


def answered(
    sitting: Sitting, attempt: AttemptFacts, version: VersionFacts, response: Response
) -> dict[str, Any]:
    """Someone answered a question. The object is the version, the question its parent (design, decision 7).

    Skill, level, form and guessing floor are those of the version: the fold reads them here and nowhere else.
    """
    definition = ActivityDefinition(
        name={LANGUAGE: f"{version.question_slug}, version {version.number}"},
        type=ActivityType.CMI_INTERACTION,
        interaction_type="choice",
        extensions={
            Extension.SKILL: str(version.skill_uuid),
            Extension.LEVEL: version.level_rank,
            Extension.FORM: version.form,
            Extension.GUESS: version.guess,
        },
    )
    result = Result(
        success=response.is_correct,
        response="[,]".join(response.choice),  # xAPI data 2.4.4.1: the ids of the options chosen
        extensions={Extension.DONT_KNOW: True} if response.is_dont_know else None,
    )
    return _statement(
        sitting,
        verb=(vocabulary.ANSWERED, "answered"),
        row=response.uuid,
        attempt=attempt,
        about=Activity(id=vocabulary.iri("question-version", version.uuid), definition=definition),
        parent=Activity(
            id=vocabulary.iri("question", version.question_uuid),
            definition=ActivityDefinition(type=ActivityType.QUESTION),
        ),
        grouping=[
            *_lesson(sitting),
            _course(sitting),
        ],
        result=result,
        at=response.answered_at,
    )


def passed(
    sitting: Sitting, attempt: AttemptFacts, *, right: int, counting: int, at: datetime
) -> dict[str, Any]:
    """Someone reached the pass mark of a course's checks."""
    verb = (vocabulary.PASSED, "passed")
    return _finished(sitting, attempt, verb, is_passed=True, right=right, counting=counting, at=at)


def failed(
    sitting: Sitting, attempt: AttemptFacts, *, right: int, counting: int, at: datetime
) -> dict[str, Any]:
    """Someone answered all checks of a course and did not reach the pass mark."""
    verb = (vocabulary.FAILED, "failed")
    return _finished(sitting, attempt, verb, is_passed=False, right=right, counting=counting, at=at)


def _finished(
    sitting: Sitting,
    attempt: AttemptFacts,
    verb: tuple[str, str],
    *,
    is_passed: bool,
    right: int,
    counting: int,
    at: datetime,
) -> dict[str, Any]:
    # One test a course: its checks. The test has no row of its own, so its id is made of the course's.
    checks = Activity(
        id=vocabulary.iri("course-checks", sitting.course_uuid),
        definition=ActivityDefinition(
            name={LANGUAGE: f"Checks: {sitting.course_title}"}, type=ActivityType.ASSESSMENT
        ),
    )
    return _statement(
        sitting,
        verb=verb,
        row=attempt.uuid,
        attempt=attempt,
        about=checks,
        parent=_course(sitting),
        grouping=[],
        result=Result(
            success=is_passed, score=Score(scaled=right / counting, raw=right, min=0, max=counting)
        ),
        at=at,
    )


def _lesson(sitting: Sitting) -> list[Activity]:
    if sitting.lesson_uuid is None:
        return []
    lesson = vocabulary.iri("lesson", sitting.lesson_uuid)
    return [Activity(id=lesson, definition=ActivityDefinition(type=ActivityType.LESSON))]


def _course(sitting: Sitting) -> Activity:
    return Activity(
        id=vocabulary.iri("course", sitting.course_uuid),
        definition=ActivityDefinition(type=ActivityType.COURSE),
    )


def _statement(
    sitting: Sitting,
    *,
    verb: tuple[str, str],
    row: UUID,
    attempt: AttemptFacts,
    about: Activity,
    parent: Activity,
    grouping: list[Activity],
    result: Result,
    at: datetime,
) -> dict[str, Any]:
    iri, word = verb
    account = vocabulary.account(sitting.account_name)
    built = Statement(
        id=vocabulary.statement_id(row, iri),
        actor=Agent(account=AgentAccount(name=account["name"], home_page=account["homePage"])),
        verb=Verb(id=iri, display={LANGUAGE: word}),
        object=about,
        result=result,
        context=Context(
            registration=sitting.enrollment_uuid,
            language=LANGUAGE,
            context_activities=ContextActivities(
                parent=ActivityList([parent]), grouping=ActivityList(grouping) if grouping else None
            ),
            extensions={Extension.ATTEMPT: str(attempt.uuid)},
        ),
        timestamp=at,
    )
    return built.as_version()
