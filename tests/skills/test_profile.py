from datetime import timedelta

import pytest

from assessments.measurement.words import Word
from assessments.skills import actions
from assessments.skills.queries import Kind, profile
from courses.models import CourseStep, Enrollment, StepCompletion
from tests.factories import accounts, frameworks
from tests.factories import skills as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return made.world()


def rows_of(user):
    actions.refresh(account_name=user.account_name, at=made.AT)
    return {row.skill.slug: row for row in profile(user, accounts.TODAY).rows}


def test_the_profile_is_what_the_role_asks(world):
    found = profile(world.amara, accounts.TODAY)
    assert [(row.skill, row.need.level.slug, row.word) for row in found.rows] == [
        (world.quality, "working", Word.NOT_TESTED),
        (world.sharing, "awareness", Word.NOT_TESTED),
    ]
    assert found.role_levels == [world.role]
    assert sum(found.counts().values()) == len(found.rows)


def test_of_two_roles_the_higher_need_wins_and_is_named(world):
    digital = frameworks.framework("digital-and-data", name="Digital and Data", order=2)
    own = frameworks.skill(digital, "data-modelling")
    analyst = frameworks.role_level(digital, role="analyst", grade_band="", requires={own: "awareness"})
    second = frameworks.role_level(
        world.framework, role="second", grade_band="eo", requires={world.sharing: "practitioner"}
    )
    accounts.post(world.amara, world.team, role_levels=[world.role, analyst], starts_on=accounts.TODAY)
    assert [row.skill.slug for row in profile(world.amara, accounts.TODAY).rows] == [
        "data-quality",
        "data-sharing",
        "data-modelling",
    ]
    accounts.post(world.amara, world.team, role_levels=[second, analyst], starts_on=accounts.TODAY)
    row = profile(world.amara, accounts.TODAY).rows[0]
    assert (row.skill, row.need.level.slug, row.need.asked_by) == (world.sharing, "practitioner", [second])


def test_words_follow_the_level_asked(world):
    made.record(
        [
            *made.several(world.amara, world.quality, 6, rank=1),
            *made.several(world.amara, world.quality, 6, rank=2),
            *made.several(world.amara, world.sharing, 0, 6, rank=1),
        ]
    )
    rows = rows_of(world.amara)
    assert rows["data-quality"].word in (Word.MET, Word.PROBABLY_MET)
    assert rows["data-sharing"].word in (Word.NOT_MET, Word.PROBABLY_NOT_MET)


def test_above_the_ceiling_a_level_is_not_tested(world):
    made.record(made.several(world.amara, world.quality, 30, rank=1))
    assert rows_of(world.amara)["data-quality"].word == Word.NOT_TESTED


def test_faded_answers_are_not_enough(world):
    made.record(made.several(world.amara, world.sharing, 9, at=made.AT - timedelta(days=365 * 3)))
    row = rows_of(world.amara)["data-sharing"]
    assert row.word == Word.NOT_ENOUGH
    assert row.has_faded


def test_expert_without_questions_is_not_tested_at_this_level(world):
    expert = frameworks.role_level(
        world.framework, role="chief", grade_band="scs", requires={world.quality: "expert"}
    )
    accounts.post(world.amara, world.team, role_levels=[expert], starts_on=accounts.TODAY)
    made.record(made.several(world.amara, world.quality, 9, rank=3))
    row = rows_of(world.amara)["data-quality"]
    assert row.word == Word.NOT_TESTED
    assert not row.can_be_tested


def test_the_bank_can_test_a_level_with_three_questions_at_it_or_above(world):
    for number, rank in enumerate((2, 2, 3)):
        made.question_version(world.quality, rank, f"bank-{number}")
    row = rows_of(world.amara)["data-quality"]
    assert row.can_be_tested
    assert row.scale.questions == {1: 0, 2: 2, 3: 1, 4: 0}


def test_answers_that_wait_in_the_outbox_are_said(world):
    assert not profile(world.amara, accounts.TODAY).is_waiting
    made.record(made.several(world.amara, world.quality, 2))
    assert profile(world.amara, accounts.TODAY).is_waiting
    assert not profile(accounts.tom(), accounts.TODAY).is_waiting


def test_nobody_sees_the_levels_of_another(world):
    made.record(made.several(world.amara, world.quality, 5))
    rows_of(world.amara)
    assert profile(world.amara, accounts.TODAY).rows[0].attainment
    assert not profile(accounts.tom(), accounts.TODAY).others


def test_without_a_post_what_was_shown_still_stands(world):
    tom = accounts.tom()
    made.record(made.several(tom, world.quality, 5))
    actions.refresh(account_name=tom.account_name, at=made.AT)
    found = profile(tom, accounts.TODAY)
    assert found.rows == []
    assert [row.skill for row in found.others] == [world.quality]


def test_why_names_each_answer_and_what_it_moved_most_first(world):
    asked = made.several(world.amara, world.quality, 5, 2)
    for number in range(7):
        made.question_version(world.quality, 1, f"q-data-quality-1-{number}")
    made.record(asked)
    reasons = rows_of(world.amara)["data-quality"].reasons
    assert len(reasons) == 7
    sizes = [abs(reason.change) for reason in reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert {(reason.outcome, reason.moved) for reason in reasons} <= {
        ("right", "up"),
        ("right", "up a little"),
        ("not right", "down"),
        ("not right", "down a little"),
    }
    assert reasons[0].question.startswith("What about q-data-quality-1-")
    assert reasons[0].weight == "full"


def test_the_step_is_the_course_then_its_next_lesson_then_the_questions_left_out(world):
    course = made.course(world.quality)
    step = rows_of(world.amara)["data-quality"].step
    assert (step.kind, step.minutes, step.url) == (Kind.START, 4, "/courses/data-quality-course/")
    assert step.course_minutes == 8
    enrollment = Enrollment.objects.create(
        user=world.amara, course=course, enrolled_at=made.AT, started_at=made.AT
    )
    step = rows_of(world.amara)["data-quality"].step
    assert (step.kind, step.title, step.minutes) == (Kind.READ, "Lesson 1", 4)
    for lesson in course.lessons.all():
        read = CourseStep.objects.create(course=course, kind="read", key=str(lesson.uuid), label=lesson.title)
        StepCompletion.objects.create(enrollment=enrollment, step=read, how="read", at=made.AT)
    made.record([made.answered(world.amara, world.quality, "data-quality-course-1-1", rank=2)])
    step = rows_of(world.amara)["data-quality"].step
    assert (step.kind, step.questions, step.minutes) == (Kind.ANSWER, 3, 3)
    assert step.url == "/courses/data-quality-course/lesson-1/"


def test_the_step_leads_to_the_level_asked_though_another_course_is_shorter(world):
    """Amara needs working. Of four courses she is offered the one for the skill that gets there, even before
    one that touches the skill, one that she has begun, and one that is shorter."""
    made.course(world.quality, slug="gets-there", rank=2)
    touching = made.course(world.quality, slug="touching", rank=2)
    touching.course_skills.update(is_lead=False)
    begun = made.course(world.quality, slug="begun", rank=1)
    Enrollment.objects.create(user=world.amara, course=begun, enrolled_at=made.AT, started_at=made.AT)
    short = made.course(world.quality, slug="short", rank=1)
    for each in (touching, begun, short):
        published = each.published.get()
        published.outline["modules"][0]["lessons"][0]["words"] = 100
        published.save()

    def offered():
        return rows_of(world.amara)["data-quality"].step.url.split("/")[2]

    order = []
    while len(order) < 4:
        order.append(offered())
        world.quality.course_skills.filter(course__slug=order[-1]).delete()
    assert order == ["gets-there", "touching", "begun", "short"]


def test_a_skill_that_is_met_needs_no_step(world):
    made.course(world.sharing)
    made.record(made.several(world.amara, world.sharing, 12))
    row = rows_of(world.amara)["data-sharing"]
    assert row.word == Word.MET
    assert row.step is None


def test_queries_do_not_grow_with_skills_answers_or_courses(world, django_assert_max_num_queries):
    every = [world.quality, world.sharing]
    every += [frameworks.skill(world.framework, f"skill-{number}") for number in range(12)]
    wide = frameworks.role_level(
        world.framework, role="wide", grade_band="eo", requires=dict.fromkeys(every, "working")
    )
    accounts.post(world.amara, world.team, role_levels=[wide], starts_on=accounts.TODAY)
    for number, skill in enumerate(every):
        made.course(skill, slug=f"course-{number}")
        made.record(made.several(world.amara, skill, 5, 1))
        for each in range(6):
            made.question_version(skill, 1, f"q-{skill.slug}-1-{each}")
    actions.refresh(account_name=world.amara.account_name, at=made.AT)
    with django_assert_max_num_queries(8):
        found = profile(world.amara, accounts.TODAY)
        assert len(found.rows) == 14
        assert all(row.reasons and row.step for row in found.rows)
