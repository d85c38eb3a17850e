"""Plays events through the actions that the site itself uses, with the time passed in."""

from collections.abc import Callable
from uuid import UUID

from assessments.attempts import actions as attempts
from assessments.bank.models import Question, QuestionVersion
from assessments.demo.history import Event, PlacedLesson, PlacedQuestion
from assessments.demo.peopling import People
from courses import actions as courses
from courses import queries
from courses.models import Course, Enrollment, Lesson
from lms.accounts import actions as accounts


class Classroom:
    """The course with its lessons and questions as published, read once."""

    def __init__(self, slug: str) -> None:
        self.course = Course.objects.get(slug=slug)
        self.lessons = {lesson.slug: lesson for lesson in Lesson.objects.filter(course=self.course)}
        placed = queries.placements(self.course)
        found = Question.objects.filter(uuid__in=[place.key for place in placed])
        self.versions: dict[str, QuestionVersion] = {
            str(question.uuid): question.live_version
            for question in found.select_related("live_version__level")
            if question.live_version
        }
        self.plan = [
            PlacedLesson(
                lesson.slug,
                tuple(
                    planned(str(place.key), self.versions[str(place.key)], is_further=place.is_further)
                    for place in placed
                    if place.lesson_uuid == lesson.uuid
                ),
            )
            for lesson in sorted(self.lessons.values(), key=lambda one: (one.module.order, one.order))
        ]


def planned(key: str, version: QuestionVersion, *, is_further: bool) -> PlacedQuestion:
    return PlacedQuestion(
        key=key,
        cut=float(version.level.cut or 0.0),
        options=tuple(option["id"] for option in version.options),
        right=tuple(version.key),
        is_further=is_further,
    )


class Replay:
    """One database, its people and one course. `play` does what an event says."""

    def __init__(self, people: People, room: Classroom) -> None:
        self.people = people
        self.room = room
        mine = Enrollment.objects.filter(course=room.course).select_related("user__identity", "course")
        self.enrollments = {enrollment.user.email: enrollment for enrollment in mine}
        self.answers = 0
        self._players: dict[str, Callable[[Event], None]] = {
            "join": self._join,
            "leave": self._leave,
            "move": self._move,
            "enroll": self._enroll,
            "start": self._start,
            "answer": self._answer,
            "read": self._read,
            "try_again": self._try_again,
            "position": self._position,
        }

    def play(self, event: Event) -> None:
        self._players[event.kind](event)

    def _join(self, event: Event) -> None:
        self.people.make_users([event.email], at=event.at)
        if event.email in self.people.plan:
            self.people.give_post(event.email, starts_on=event.at.date(), at=event.at)

    def _leave(self, event: Event) -> None:
        accounts.leave(user=self.people.users[event.email], on=event.at.date(), by=None, at=event.at)

    def _move(self, event: Event) -> None:
        self.people.give_post(
            event.email,
            starts_on=event.at.date(),
            at=event.at,
            unit=event.detail["unit"],
            manager=event.detail["manager"],
        )

    def _enroll(self, event: Event) -> None:
        self.enrollments[event.email] = courses.enroll(
            user=self.people.users[event.email], course=self.room.course, at=event.at
        )

    def _start(self, event: Event) -> None:
        courses.start(enrollment=self.enrollments[event.email], at=event.at)

    def _answer(self, event: Event) -> None:
        # An empty choice is "I don't know".
        versions: list[tuple[UUID, list[str]]] = [
            (self.room.versions[key].uuid, choice) for key, choice in event.choices.items()
        ]
        attempts.answer(
            enrollment=self.enrollments[event.email],
            lesson=self.room.lessons[event.lesson],
            answers=versions,
            at=event.at,
        )
        self.answers += len(versions)

    def _read(self, event: Event) -> None:
        enrollment, lesson = self.enrollments[event.email], self.room.lessons[event.lesson]
        courses.read_lesson(enrollment=enrollment, lesson=lesson, at=event.at)

    def _try_again(self, event: Event) -> None:
        attempts.try_again(enrollment=self.enrollments[event.email], at=event.at)

    def _position(self, event: Event) -> None:
        courses.set_position(
            enrollment=self.enrollments[event.email],
            lesson=self.room.lessons[event.lesson],
            anchor=event.detail["anchor"],
            at=event.at,
        )
