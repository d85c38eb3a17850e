import pytest
from bs4 import BeautifulSoup

from assessments.skills import actions
from courses.models import CourseStep, Enrollment, StepCompletion
from tests.factories import accounts
from tests.factories import skills as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return made.world()


@pytest.fixture
def page(client, world):
    def get(user=world.amara):
        actions.refresh(account_name=user.account_name, at=made.AT)
        client.force_login(user)
        response = client.get("/")
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return get


def text(node):
    return " ".join(node.get_text(" ").split())


def enroll(world, course, **values):
    return Enrollment.objects.create(user=world.amara, course=course, enrolled_at=made.AT, **values)


def read(enrollment, *lessons):
    for lesson in lessons:
        step = CourseStep.objects.create(
            course=enrollment.course, kind="read", key=str(lesson.uuid), label=lesson.title
        )
        StepCompletion.objects.create(enrollment=enrollment, step=step, how="read", at=made.AT)


def test_anonymous_is_sent_to_sign_in_and_back(client):
    response = client.get("/")
    assert response.status_code == 302
    assert response.url == "/account/login/?next=/"


def test_someone_new_is_shown_where_to_begin(page, world):
    found = page()
    assert "You have not chosen a course yet." in text(found)
    assert [link["href"] for link in found.select("main a.govuk-button")] == ["/courses/"]


def test_someone_without_a_post_is_asked_for_it_and_may_learn_anyway(page):
    found = page(accounts.tom())
    assert [link["href"] for link in found.select("main a.govuk-button")] == [
        "/account/post/?next=/",
        "/courses/",
    ]
    assert not found.select("#gaps")


def test_gaps_come_with_the_shortest_step_first(page, world):
    made.course(world.quality, slug="long", lessons=3)
    short = made.course(world.sharing, slug="short", rank=1)
    enrollment = enroll(world, short, started_at=made.AT)
    read(enrollment, *short.lessons.all())
    made.record([made.answered(world.amara, world.sharing, f"short-1-{n}") for n in (1, 2)])
    rows = page().select(".wm-trow")
    assert [(row.b.get_text(), row.a["href"]) for row in rows] == [
        ("2", "/courses/short/lesson-2/"),
        ("4", "/courses/long/"),
    ]
    assert "Data sharing: not tested at this level." in text(rows[0])
    assert "The first lesson; the course takes 12 minutes." in text(rows[1])


def test_carry_on_leads_to_the_place_where_one_stopped(page, world):
    course = made.course(world.quality)
    lesson = course.lessons.get(slug="lesson-2")
    enrollment = enroll(
        world,
        course,
        started_at=made.AT,
        position_lesson=lesson,
        position_anchor="a-postcode-in-leeds",
        position_at=made.AT,
    )
    read(enrollment, course.lessons.get(slug="lesson-1"))
    found = page()
    box = found.select_one(".wm-resume")
    assert box.select_one("a.govuk-button")["href"] == (
        "/courses/data-quality-course/lesson-2/#a-postcode-in-leeds"
    )
    assert "You were last here on 24 November at 09:00. 4 minutes left of 8." in text(box)
    assert "module 1 of 1" in text(box)
    assert text(box.select_one(".wm-seg")) == "Module 1: in progress"


def test_a_course_that_was_chosen_but_not_started_says_so(page, world):
    enroll(world, made.course(world.quality))
    found = page()
    assert found.select_one("#carry-on").get_text() == "Start what you chose"
    assert found.select_one(".wm-resume a.govuk-button")["href"] == "/courses/data-quality-course/"


def test_done_courses_shrink_to_a_line(page, world):
    enroll(world, made.course(world.quality), started_at=made.AT, completed_at=made.AT)
    found = page()
    assert "Completed 24 November 2026." in text(found.select_one("aside"))
    assert "You have finished every course that you started." in text(found)


def test_nothing_left_to_show_is_said(page, world):
    made.record(
        [
            *made.several(world.amara, world.quality, 12, rank=2),
            *made.several(world.amara, world.sharing, 12),
        ]
    )
    assert "You have shown every skill that your work needs." in text(page())


def test_a_gap_without_a_course_is_not_faked(page):
    assert "You have not shown 2 skills that your work needs, and there is no course for them yet." in text(
        page()
    )


def test_one_button_of_the_main_kind_at_most(page, world):
    enroll(world, made.course(world.quality), started_at=made.AT)
    assert len(page().select("main .govuk-button:not(.govuk-button--secondary)")) == 1


def test_the_page_costs_the_same_however_many_courses(client, world, django_assert_max_num_queries):
    for number in range(6):
        enroll(world, made.course(world.quality, slug=f"course-{number}"), started_at=made.AT)
    client.force_login(world.amara)
    client.get("/")
    with django_assert_max_num_queries(11):
        client.get("/")
