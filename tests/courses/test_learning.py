"""Enrol, start, read, complete: each once, each with its statement."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from courses import actions
from courses.models import Course, CourseStep, Enrollment, StepCompletion
from courses.queries import check_completions
from lms.accounts.models import Identity
from lms.lrs import store, vocabulary
from tests.factories import courses as make
from tests.factories.accounts import amara, tom

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(minutes=20)


@pytest.fixture
def course():
    return make.course()


def said(user, verb=None) -> list[str]:
    statements = store.statements_of(user.account_name, verbs=[verb] if verb else None)
    return [statement["verb"]["display"]["en-GB"] for statement in statements]


def test_enrolling_twice_is_one_enrolment_and_one_statement(course):
    first = make.enrolled(amara(), course)
    assert make.enrolled(amara(), course) == first
    assert said(amara()) == ["registered"]


def test_starting_twice_keeps_the_first_moment(course):
    enrollment = make.enrolled(amara(), course)
    assert actions.start(enrollment=enrollment, at=LATER)
    assert not actions.start(enrollment=enrollment, at=LATER + timedelta(days=1))
    enrollment.refresh_from_db()
    assert enrollment.started_at == LATER
    assert said(amara()) == ["registered", "initialized"]


def test_reading_a_lesson_ticks_it_once(course):
    enrollment = make.enrolled(amara(), course, started=True)
    lesson = make.lessons(course)[0]
    assert not make.read(enrollment, lesson)
    assert not make.read(enrollment, lesson, at=LATER)
    completion = StepCompletion.objects.get()
    assert (completion.how, completion.at) == ("read", make.AT)
    assert said(amara(), vocabulary.COMPLETED) == ["completed"]


def test_reading_starts_a_course_that_was_only_enrolled_on(course):
    enrollment = make.enrolled(amara(), course)
    make.read(enrollment, make.lessons(course)[0])
    enrollment.refresh_from_db()
    assert enrollment.started_at == make.AT
    assert set(said(amara())) == {"registered", "initialized", "completed"}


def test_the_last_step_completes_the_course_in_the_same_go(course):
    enrollment = make.enrolled(amara(), course, started=True)
    assert make.read(enrollment, *make.lessons(course))
    enrollment.refresh_from_db()
    assert enrollment.completed_at == make.AT
    assert said(amara(), vocabulary.COMPLETED) == ["completed"] * 5


def test_a_test_step_is_asked_for_too_and_leaves_its_statement_to_who_knows_it(course):
    actions.ensure_step(course=course, kind="test", key="course", label="Get 70% right", order=99)
    enrollment = make.enrolled(amara(), course, started=True)
    assert not make.read(enrollment, *make.lessons(course))
    assert actions.complete_step(enrollment=enrollment, step=("test", "course"), how="passed", at=LATER)
    assert said(amara(), vocabulary.COMPLETED) == ["completed"] * 5
    enrollment.refresh_from_db()
    assert enrollment.completed_at == LATER


def test_completed_stays_completed_when_a_course_grows(course):
    enrollment = make.enrolled(amara(), course, started=True)
    make.read(enrollment, *make.lessons(course))
    from courses.models import ModulePage

    make.add_lesson(ModulePage.objects.first(), "A new lesson")
    new = make.lessons(course)
    assert len(new) == 5
    fresh = next(lesson for lesson in new if lesson.title == "A new lesson")
    assert not make.read(enrollment, fresh, at=LATER), "it is read, but the course was completed before"
    enrollment.refresh_from_db()
    assert enrollment.completed_at == make.AT
    assert len(said(amara(), vocabulary.COMPLETED)) == 6


def test_unknown_and_retired_steps_change_nothing(course):
    enrollment = make.enrolled(amara(), course, started=True)
    assert not actions.complete_step(enrollment=enrollment, step=("test", "none"), how="passed", at=LATER)
    lesson = make.lessons(course)[0]
    make.lesson_page(lesson.title).unpublish()
    make.read(enrollment, lesson)
    assert not StepCompletion.objects.exists()


def test_ensure_step_brings_a_retired_step_back(course):
    step = actions.ensure_step(course=course, kind="test", key="course", label="Old", order=1)
    CourseStep.objects.filter(pk=step.pk).update(retired_at=make.AT)
    again = actions.ensure_step(course=course, kind="test", key="course", label="New", order=9)
    assert (again.pk, again.label, again.retired_at) == (step.pk, "New", None)


def test_a_position_never_goes_back_in_time(course):
    enrollment = make.enrolled(amara(), course, started=True)
    first, second, *_ = make.lessons(course)
    actions.set_position(enrollment=enrollment, lesson=second, anchor="traps", at=LATER)
    actions.set_position(enrollment=enrollment, lesson=first, at=make.AT)
    enrollment.refresh_from_db()
    assert (enrollment.position_lesson, enrollment.position_anchor) == (second, "traps")


def test_people_see_their_own_enrolments_only(course):
    mine = make.enrolled(amara(), course)
    assert list(Enrollment.objects.visible_to(amara())) == [mine]
    assert not Enrollment.objects.visible_to(tom()).exists()
    gone = amara()
    gone.is_active = False
    assert not Enrollment.objects.visible_to(gone).exists()


def test_an_erased_person_leaves_no_statement(course):
    Identity.objects.filter(user=amara()).update(user=None)
    user = amara()
    enrollment = make.enrolled(user, course, started=True)
    assert make.read(enrollment, *make.lessons(course))
    assert check_completions() == []


def test_completions_equal_the_fold_of_statements(course):
    enrollment = make.enrolled(amara(), course, started=True)
    make.read(enrollment, *make.lessons(course))
    assert check_completions() == []
    StepCompletion.objects.first().delete()
    assert len(check_completions()) == 1
    Enrollment.objects.update(completed_at=None)
    assert len(check_completions()) == 2


def test_a_tick_without_a_statement_is_a_difference(course):
    enrollment = make.enrolled(amara(), course, started=True)
    step = CourseStep.objects.first()
    StepCompletion.objects.create(enrollment=enrollment, step=step, how="read", at=make.AT)
    (problem,) = check_completions()
    assert "no statement says so" in problem


@pytest.mark.parametrize(
    "bad",
    [
        {"completed_at": make.AT, "started_at": None},
        {"started_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_database_refuses_a_life_in_the_wrong_order(course, bad):
    enrollment = make.enrolled(amara(), course)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.filter(pk=enrollment.pk).update(**bad)


def test_completing_costs_few_queries(course, django_assert_max_num_queries):
    """`complete_step` within an answer that ends a course: its share of the 18 of the issue."""
    enrollment = make.enrolled(amara(), course, started=True)
    *most, last = make.lessons(course)
    make.read(enrollment, *most)
    enrollment = Enrollment.objects.select_related("course", "user__identity").get()
    with django_assert_max_num_queries(7):  # 3 of them are the store's
        make.read(enrollment, last)
    assert Course.objects.get() == course
