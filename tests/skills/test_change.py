"""What the course page says after passing: what changed in Amara's skills, and her shortest next step."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from assessments.skills import actions, queries
from assessments.skills.views import course_panel
from courses.activities import CourseRef
from courses.models import CourseSkill, Enrollment, StepCompletion
from lms.outbox.models import OutboxRow
from tests.factories import accounts
from tests.factories import skills as made

pytestmark = pytest.mark.django_db
LATER = made.AT + timedelta(hours=1)


@pytest.fixture
def world():
    return made.world()


@pytest.fixture
def taught(world):
    """A course on data quality of 4 lessons with 2 questions each; it teaches awareness."""
    course = made.course(world.quality, rank=1, lessons=4)
    enrolled(course, world.amara)
    return course


def enrolled(course, user):
    return Enrollment.objects.create(
        user=user, course=course, enrolled_at=made.AT, started_at=made.AT, completed_at=made.AT
    )


def questions_of(course, number=8):
    return [f"{course.slug}-{lesson}-{check}" for lesson in range(1, 9) for check in (1, 2)][:number]


def answers(user, skill, names, *, right=True, rank=1, at=LATER):
    made.record(
        [
            made.answered(user, skill, name, right=right, rank=rank, at=at + timedelta(minutes=number))
            for number, name in enumerate(names)
        ]
    )


def panel(rf, user, course, skill):
    actions.refresh(account_name=user.account_name, at=made.AT)
    published = course.published.get()
    keys = [
        key
        for module in published.outline["modules"]
        for lesson in module["lessons"]
        for key, _ in lesson["checks"]
    ]
    reference = CourseRef(
        id=course.pk,
        uuid=course.uuid,
        slug=course.slug,
        title=course.title,
        enrollment=Enrollment.objects.get(user=user, course=course),
        questions=keys,
        skills=[(skill.pk, True)],
        is_passed=True,
    )
    html = course_panel(user=user, course=reference, request=rf.get("/"))
    soup = BeautifulSoup(html, "html.parser")
    return [" ".join(each.get_text(" ").split()) for each in soup.find_all("section")]


def test_a_level_that_the_course_made_known(rf, world, taught):
    answers(world.amara, world.quality, questions_of(taught))
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert "Data quality Before: no answers. Now: awareness , likely range" in changed
    assert "8 answers here count. Your role needs working: not tested at this level yet." in changed
    assert "“Before” leaves out your answers in this course." in changed


def test_a_level_that_was_known_before_and_went_up(rf, world, taught):
    made.record(made.several(world.amara, world.quality, 3, 3, name="elsewhere"))
    answers(world.amara, world.quality, questions_of(taught), rank=2)
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert "Before: not yet at awareness. Now: working , likely range" in changed
    assert "8 answers here count. Your role needs working:" in changed


def test_a_level_that_stayed_is_not_sold_as_progress(rf, world, taught):
    made.record(made.several(world.amara, world.quality, 12, name="elsewhere"))
    answers(world.amara, world.quality, questions_of(taught, 1))
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert "Before: awareness. Now: awareness" in changed
    assert "1 answer here counts. The level is the same" in changed


def test_too_few_answers_say_how_many_more(rf, world, taught):
    answers(world.amara, world.quality, questions_of(taught, 2))
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert "Now: not enough evidence yet: 3 more answers" in changed
    answers(world.amara, world.quality, questions_of(taught, 4)[2:])
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert "Now: not enough evidence yet: 1 more answer ." in changed


def test_a_course_of_which_no_answer_counts_changed_nothing(rf, world, taught):
    made.record(made.several(world.amara, world.quality, 8, name="elsewhere"))
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert "Nothing changed: no answer of this course counts for it" in changed
    assert "Before: awareness. Now: awareness" in changed


def test_another_skill_that_was_shown_here_is_told_too(rf, world, taught):
    answers(world.amara, world.quality, questions_of(taught)[:5])
    answers(world.amara, world.sharing, questions_of(taught)[5:])
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert changed.index("Data quality Before") < changed.index("Data sharing Before: no answers.")
    assert "3 answers here count. Your role needs awareness: not enough evidence." in changed


def test_answers_that_are_not_counted_yet_are_said_to_wait(rf, world, taught):
    answers(world.amara, world.quality, questions_of(taught))
    assert OutboxRow.objects.exists()
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert "Your latest answers are still being counted." in changed
    OutboxRow.objects.all().delete()
    changed, _ = panel(rf, world.amara, taught, world.quality)
    assert "still being counted" not in changed


def test_questions_left_out_here_are_shorter_than_another_course(rf, world, taught):
    made.course(world.sharing, slug="sharing-course", rank=1)
    for step in taught.steps.all():
        StepCompletion.objects.create(enrollment=taught.enrollments.get(), step=step, how="read", at=made.AT)
    answers(world.amara, world.quality, questions_of(taught, 6))
    _, after = panel(rf, world.amara, taught, world.quality)
    assert after.startswith("Your shortest next step Answer 2 questions that you left out in Course on Data")
    assert ": 2 minutes. Towards Data quality, where your role needs working." in after
    assert "All 2 skills that your role still asks" in after


def test_the_next_course_is_one_that_leads_on(rf, world, taught):
    """Another course that teaches what she has shown already brings her no nearer, however short."""
    made.course(world.quality, slug="same-again", rank=1, lessons=1)
    made.course(world.quality, slug="further-on", rank=2, lessons=3)
    answers(world.amara, world.quality, questions_of(taught))
    answers(world.amara, world.sharing, ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"])
    _, after = panel(rf, world.amara, taught, world.quality)
    assert "4 minutes for the first lesson" in after
    course = CourseSkill.objects.get(course__slug="further-on").course
    assert "Start “" in after
    assert course.title in after
    assert after.endswith("Towards Data quality, where your role needs working.")


def test_the_shortest_of_two_courses_leads(rf, world, taught):
    made.course(world.quality, slug="long", rank=2)
    short = made.course(world.sharing, slug="short", rank=1)
    published = short.published.get()
    published.outline["modules"][0]["lessons"][0]["words"] = 100
    published.save()
    answers(world.amara, world.quality, questions_of(taught))
    _, after = panel(rf, world.amara, taught, world.quality)
    assert "Start “Course on Data sharing” : 3 minutes for the first lesson" in after


def test_nothing_left_and_nothing_to_be_had_are_told_apart(rf, world, taught):
    answers(world.amara, world.quality, questions_of(taught))
    _, after = panel(rf, world.amara, taught, world.quality)
    assert "Nothing here yet: your role still asks for 2 skills" in after
    names = [f"more-{number}" for number in range(12)]
    answers(world.amara, world.quality, names, rank=2)
    answers(world.amara, world.sharing, [f"s-{number}" for number in range(12)])
    _, after = panel(rf, world.amara, taught, world.quality)
    assert "Nothing: you meet or probably meet all that your role asks." in after


def test_someone_without_a_post_is_asked_for_it(rf, world, taught):
    tom = accounts.tom()
    enrolled(taught, tom)
    answers(tom, world.quality, questions_of(taught))
    changed, after = panel(rf, tom, taught, world.quality)
    assert "Your role does not ask for it." in changed
    assert "We do not know a role of yours" in after
    assert "Your post" in after


def test_seven_queries_and_those_of_the_course_whatever_there_is(
    rf, world, taught, django_assert_max_num_queries
):
    for number in range(6):
        made.course(world.sharing, slug=f"sharing-{number}", rank=1, lessons=5)
    answers(world.amara, world.quality, questions_of(taught))
    panel(rf, world.amara, taught, world.quality)
    with django_assert_max_num_queries(7):
        queries.after_course(world.amara, questions=[], skills=[(world.quality.pk, True)], on=made.AT.date())
