"""What attempts say to the record store: answered, passed, failed. A golden file each in tests/statements/.

tincan builds, the store validates. No statement ever holds a key: no correct-responses pattern, no reasons.
"""

from datetime import datetime
from functools import lru_cache
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
        about=_question_version(version),
        around=_around(version.question_uuid, sitting.lesson_uuid, sitting.course_uuid),
        result=result,
        at=response.answered_at,
    )


# A version never changes, and many people answer it in the same lesson: these are built once a process. They
# are plain dicts, and nobody may change them.
@lru_cache(maxsize=4096)
def _question_version(version: VersionFacts) -> dict[str, Any]:
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
    return Activity(id=vocabulary.iri("question-version", version.uuid), definition=definition).as_version()


@lru_cache(maxsize=4096)
def _around(question: UUID, lesson: UUID | None, course: UUID) -> dict[str, Any]:
    """The context activities of an answer: the question above its version, the lesson and the course."""
    grouping = [_bare("lesson", lesson, ActivityType.LESSON)] if lesson else []
    grouping.append(_bare("course", course, ActivityType.COURSE))
    return ContextActivities(
        parent=ActivityList([_bare("question", question, ActivityType.QUESTION)]),
        grouping=ActivityList(grouping),
    ).as_version()


def _bare(kind: str, uuid: UUID, activity_type: str) -> Activity:
    return Activity(id=vocabulary.iri(kind, uuid), definition=ActivityDefinition(type=activity_type))


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
        about=checks.as_version(),
        around=ContextActivities(
            parent=ActivityList([_bare("course", sitting.course_uuid, ActivityType.COURSE)])
        ).as_version(),
        result=Result(
            success=is_passed, score=Score(scaled=right / counting, raw=right, min=0, max=counting)
        ),
        at=at,
    )


def _statement(
    sitting: Sitting,
    *,
    verb: tuple[str, str],
    row: UUID,
    attempt: AttemptFacts,
    about: dict[str, Any],
    around: dict[str, Any],
    result: Result,
    at: datetime,
) -> dict[str, Any]:
    iri, word = verb
    account = vocabulary.account(sitting.account_name)
    built = Statement(
        id=vocabulary.statement_id(row, iri),
        actor=Agent(account=AgentAccount(name=account["name"], home_page=account["homePage"])),
        verb=Verb(id=iri, display={LANGUAGE: word}),
        result=result,
        context=Context(
            registration=sitting.enrollment_uuid,
            language=LANGUAGE,
            extensions={Extension.ATTEMPT: str(attempt.uuid)},
        ),
        timestamp=at,
    )
    said: dict[str, Any] = built.as_version()
    said["object"] = about
    said["context"]["contextActivities"] = around
    return said
