"""What a learner waits for: a lesson, an answer, ten answers sent at once.

Each against a signed-in view of the same server that does the least a page of its kind can do (urls.py).
Everybody has a session of their own, sixty-four in turn, as a real morning has.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections, transaction
from django.middleware.csrf import _get_new_csrf_string
from django.utils import timezone

from assessments.attempts.actions import answer
from courses import actions as courses
from courses import queries
from courses.models import Course, Enrollment, Lesson
from lms.accounts.actions import create_user
from lms.accounts.models import User
from tests import databases, server
from tests.benchmarks.load import Request, compare, tree

PEOPLE = 64
REQUESTS_A_ROUND = 192
ROUNDS = 5


@dataclass
class Learner:
    """Somebody on the course, with a session, the lesson they read and the checks they have not answered."""

    user: User
    cookie: str
    csrf: str
    enrollment: Enrollment
    unanswered: list[tuple[str, str, str]]  # (lesson slug, version uuid, an option's id)


def session_of(user: User) -> tuple[str, str]:
    """A signed-in session of this person: its cookies and the token for forms."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    csrf = _get_new_csrf_string()
    return f"sessionid={store.session_key}; csrftoken={csrf}", csrf


def enroll_people(count: int) -> list[Learner]:
    """People on the course who have given their first answer, so that the next one is an ordinary one."""
    course = Course.objects.get(slug="data-quality")
    placed = queries.placements(course)
    options = open_questions([placement.key for placement in placed])
    learners = []
    for number in range(count):
        at = timezone.now()
        with transaction.atomic():
            user = create_user(
                email=f"bench-{number}@rivers.example", first_name="Bench", last_name=str(number), at=at
            )
            enrollment = courses.enroll(user=user, course=course, at=at)
            courses.start(enrollment=enrollment, at=at)
            checks = [(p.lesson_slug, *options[p.key]) for p in placed]
            slug, version, option = checks[0]
            lesson = Lesson.objects.get(course=course, slug=slug)
            answer(enrollment=enrollment, lesson=lesson, answers=[(version, [option])], at=at)
        cookie, csrf = session_of(user)
        # The last counting check ends the course, which is another benchmark's business: it stays unanswered.
        further = {p.key for p in placed if p.is_further}
        counting = [check for check, p in zip(checks, placed, strict=True) if p.key not in further]
        ordinary = [check for check in checks[1:] if check != counting[-1]]
        learners.append(Learner(user, cookie, csrf, enrollment, ordinary))
    return learners


def open_questions(keys: list[str]) -> dict[str, tuple[Any, str]]:
    """Question uuid to its live version's uuid and one option's id."""
    from assessments.bank.models import QuestionVersion

    found = {}
    for version in QuestionVersion.objects.filter(question__uuid__in=keys).order_by("number"):
        found[str(version.question.uuid)] = (version.uuid, version.options[0]["id"])
    return found


def backends() -> list[int]:
    """The PostgreSQL processes that serve our database; connections are persistent, so they stay."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def report(name: str, unit: str, baseline: str, found: dict[str, float]) -> None:
    print(
        json.dumps(
            {
                "name": name,
                "value": round(found["rate"], 1),
                "unit": unit,
                "baseline": baseline,
                "baseline_value": round(found["bare_rate"], 1),
                "ratio": round(found["ratio"], 3),
                "cpu_ms": round(found["cpu_ms"], 2),
                "baseline_cpu_ms": round(found["bare_cpu_ms"], 2),
            }
        ),
        flush=True,
    )


class Bench:
    """A server on a copy of the demo, and the people who use it."""

    def __init__(self, address: str, pid: int, learners: list[Learner]) -> None:
        self.address, self.learners = address, learners
        self.pids: Callable[[], list[int]] = lambda: tree(pid) + backends()

    def in_turn(self) -> Iterator[Learner]:
        while True:
            yield from self.learners

    def bare_page(self, number: int) -> list[Request]:
        people = self.in_turn()
        return [
            Request("GET", "/bench/", next(people).cookie, text="data-quality")
            for _ in range(REQUESTS_A_ROUND)
        ]

    def bare_insert(self, number: int) -> list[Request]:
        people = self.in_turn()
        return [
            Request("POST", "/bench/insert/", who.cookie, csrf=who.csrf, expect=303)
            for who, _ in zip(people, range(REQUESTS_A_ROUND), strict=False)
        ]

    def lessons(self, number: int) -> list[Request]:
        people = self.in_turn()
        return [
            Request(
                "GET",
                "/courses/data-quality/six-dimensions/",
                next(people).cookie,
                text="Check what you know",
            )
            for _ in range(REQUESTS_A_ROUND)
        ]

    def take(self, who: Learner, count: int) -> Request:
        """A post of `count` answers that this person has not given yet."""
        given, who.unanswered = who.unanswered[:count], who.unanswered[count:]
        form = [field for _, version, option in given for field in answer_fields(version, option)]
        path = f"/courses/data-quality/{given[0][0]}/answers/"
        return Request("POST", path, who.cookie, form=tuple(form), csrf=who.csrf, expect=303)

    def answers(self, number: int) -> list[Request]:
        able = [who for who in self.learners for _ in range(3)]
        return [self.take(who, 1) for who in able[:REQUESTS_A_ROUND]]

    def ten_answers(self, number: int) -> list[Request]:
        share = PEOPLE // (ROUNDS + 1)
        mine = self.learners[number * share : (number + 1) * share]
        return [self.take(who, 10) for who in mine for _ in range(2)]


def answer_fields(version: Any, option: str) -> list[tuple[str, str]]:
    return [("version", str(version)), (f"choice-{version}", option)]


def lesson_page(bench: Bench) -> None:
    found = compare(bench.address, ours=bench.lessons, bare=bench.bare_page, pids=bench.pids, rounds=ROUNDS)
    report("lesson_page", "pages/s", "signed-in bare view", found)


def answer_one(bench: Bench) -> None:
    found = compare(bench.address, ours=bench.answers, bare=bench.bare_insert, pids=bench.pids, rounds=ROUNDS)
    report("answer", "answers/s", "signed-in bare POST with one durable insert", found)


def answer_ten(bench: Bench) -> None:
    """The cost of a request with ten answers is at most 3 times that of one answer: ratio at least 0.33."""
    one = single_answers(bench)
    found = compare(
        bench.address,
        ours=bench.ten_answers,
        bare=lambda number: [next(one) for _ in range(20)],
        pids=bench.pids,
        rounds=ROUNDS,
    )
    report("answer_ten", "requests/s", "the same POST with one answer", found)


def single_answers(bench: Bench) -> Iterator[Request]:
    """Single answers for the comparison with ten at once, from people of their own."""
    extra = bench.learners[PEOPLE:]
    while True:
        for who in extra:
            yield bench.take(who, 1)


BENCHMARKS: dict[str, Callable[[Bench], None]] = {
    "lesson_page": lesson_page,
    "answer": answer_one,
    "answer_ten": answer_ten,
}


def run(names: list[str]) -> None:
    for name in names:
        databases.use_copy(name=f"bench_{name}", demo=True)
        try:
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, person bigint, body text)")
            learners = enroll_people(PEOPLE if name != "answer_ten" else PEOPLE + 8)
            with tempfile.TemporaryDirectory() as folder:
                url = databases.url_for(connection.settings_dict["NAME"])
                with server.running(
                    database_url=url, folder=Path(folder), application="tests.benchmarks.wsgi:application"
                ) as (address, process):
                    BENCHMARKS[name](Bench(address, process.pid, learners))
        finally:
            connections.close_all()
            databases.drop_copy(name=f"bench_{name}")
