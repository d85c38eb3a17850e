"""What courses say to the record store: registered, initialized, completed. One golden file each in
tests/statements/.

tincan builds, our store validates. Every statement names the enrolment as its registration and takes the
time of the row that it speaks of; its id repeats (UUIDv5 of row and verb), so a repeated post says nothing
new."""

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
    Statement,
    Verb,
)

from courses.models import Course, Enrollment, Lesson, StepCompletion
from lms.lrs import vocabulary
from lms.lrs.vocabulary import ActivityType

LANGUAGE = "en-GB"


def registered(enrollment: Enrollment, account_name: str) -> dict[str, Any]:
    """Someone enrolled on a course."""
    return course_statement(
        vocabulary.REGISTERED, "registered", enrollment, account_name, enrollment.enrolled_at
    )


def initialized(enrollment: Enrollment, account_name: str, *, at: datetime) -> dict[str, Any]:
    """Someone started a course."""
    return course_statement(vocabulary.INITIALIZED, "initialized", enrollment, account_name, at)


def completed_course(enrollment: Enrollment, account_name: str, *, at: datetime) -> dict[str, Any]:
    """Every step of the course is completed."""
    return course_statement(vocabulary.COMPLETED, "completed", enrollment, account_name, at)


def completed_lesson(
    completion: StepCompletion, enrollment: Enrollment, lesson: Lesson, account_name: str
) -> dict[str, Any]:
    """Someone read a lesson. The course stands beside it as its grouping."""
    return statement(
        verb=(vocabulary.COMPLETED, "completed"),
        row=completion.uuid,
        account_name=account_name,
        about=lesson_activity(lesson),
        registration=enrollment.uuid,
        grouping=[course_activity(enrollment.course)],
        at=completion.at,
    )


def course_statement(
    iri: str, word: str, enrollment: Enrollment, account_name: str, at: datetime
) -> dict[str, Any]:
    return statement(
        verb=(iri, word),
        row=enrollment.uuid,
        account_name=account_name,
        about=course_activity(enrollment.course),
        registration=enrollment.uuid,
        grouping=[],
        at=at,
    )


def course_activity(course: Course) -> Activity:
    return activity("course", course.uuid, course.title, ActivityType.COURSE)


def lesson_activity(lesson: Lesson) -> Activity:
    return activity("lesson", lesson.uuid, lesson.title, ActivityType.LESSON)


def activity(kind: str, uuid: UUID, name: str, activity_type: str) -> Activity:
    return Activity(
        id=vocabulary.iri(kind, uuid),
        definition=ActivityDefinition(name={LANGUAGE: name}, type=activity_type),
    )


def statement(
    *,
    verb: tuple[str, str],
    row: UUID,
    account_name: str,
    about: Activity,
    registration: UUID,
    grouping: list[Activity],
    at: datetime,
) -> dict[str, Any]:
    iri, word = verb
    account = vocabulary.account(account_name)
    built = Statement(
        id=vocabulary.statement_id(row, iri),
        actor=Agent(account=AgentAccount(name=account["name"], home_page=account["homePage"])),
        verb=Verb(id=iri, display={LANGUAGE: word}),
        object=about,
        context=Context(
            registration=registration,
            language=LANGUAGE,
            context_activities=ContextActivities(grouping=ActivityList(grouping)) if grouping else None,
        ),
        timestamp=at,
    )
    return built.as_version()
