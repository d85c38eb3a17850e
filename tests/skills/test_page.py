import pytest
from bs4 import BeautifulSoup

from assessments.skills import actions
from courses.activities import CourseRef
from courses.models import Enrollment
from tests.factories import accounts, frameworks
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
        response = client.get("/skills/")
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return get


def text(node):
    return " ".join(node.get_text(" ").split())


def row(page, name):
    return next(item for item in page.select(".wm-skill, .wm-row") if item.h3.get_text() == name)


def test_anonymous_is_sent_to_sign_in(client):
    response = client.get("/skills/")
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_reading_is_all_that_the_page_does(client, world):
    client.force_login(world.amara)
    assert client.post("/skills/").status_code == 405


def test_the_sentence_adds_up_to_the_skills_asked(page, world):
    made.record(
        [
            *made.several(world.amara, world.quality, 8, rank=1),
            *made.several(world.amara, world.quality, 8, rank=2),
        ]
    )
    lead = text(page().select_one(".wm-lead"))
    assert (
        lead
        == "Of the 2 skills that your profile asks for, you meet 1. 1 is not tested at the level you need."
    )


def test_nothing_answered_is_said_without_blame(page):
    found = page()
    assert text(found.select_one(".wm-lead")) == (
        "Your profile asks for 2 skills. 2 are not tested at the level you need."
    )
    assert "It does not mean that you cannot do it." in text(found)
    assert not found.select("svg[role=img]")


def test_a_shown_skill_has_word_range_count_date_and_picture(page, world):
    made.record(
        [
            *made.several(world.amara, world.quality, 8, 1, rank=1),
            *made.several(world.amara, world.quality, 8, 1, rank=2),
        ]
    )
    item = row(page(), "Data quality")
    said = text(item)
    assert "policy, eo needs working." in said
    assert "18 answers, newest 24 November 2026." in said
    assert "Likely range: " in said
    picture = item.select_one("svg")
    assert picture["aria-label"].startswith("Data quality: best estimate working, likely ")
    assert len(picture.select("rect.wm-z")) == 5
    assert len(picture.select("rect.wm-zx")) == 2  # practitioner and expert, which nobody asked
    assert len(item.select("tbody tr")) == 18


def test_too_few_answers_say_how_many_are_needed(page, world):
    made.record(made.several(world.amara, world.sharing, 3))
    item = row(page(), "Data sharing")
    assert "Not enough evidence. 3 answers, newest 24 November 2026. 5 are needed." in text(item)
    assert not item.select("svg")


def test_expert_has_no_questions_yet_and_says_so(page, world):
    role = frameworks.role_level(
        world.framework, role="chief", grade_band="scs", requires={world.quality: "expert"}
    )
    accounts.post(world.amara, world.team, role_levels=[role], starts_on=accounts.TODAY)
    item = row(page(), "Data quality")
    assert "Not tested at this level. We have no questions at expert yet." in text(item)


def test_a_level_that_a_skill_does_not_define_has_no_zone_and_no_name(page, world):
    gapped = frameworks.skill(world.framework, "gapped", levels=["awareness", "practitioner"])
    role = frameworks.role_level(world.framework, role="g", grade_band="eo", requires={gapped: "awareness"})
    accounts.post(world.amara, world.team, role_levels=[role], starts_on=accounts.TODAY)
    made.record(made.several(world.amara, gapped, 9))
    item = row(page(), "Gapped")
    assert [text(label) for label in item.select(".wm-scale__labels > span")] == [
        "Not yet",
        "Awareness Aware",
        "",
        "Practitioner Pract.",
        "",
    ]
    assert len(item.select("rect")) == 3


def test_someone_without_a_post_is_asked_for_it(page):
    found = page(accounts.tom())
    assert found.select_one("a.govuk-button")["href"] == "/account/post/?next=/skills/"
    assert "We do not know yet what your work asks of you" in text(found)


def test_what_others_see_is_said_truly(page):
    assert "Nothing yet: no page here shows your answers, your results or your levels" in text(page())


def test_a_starting_set_says_that_it_is_one(page, world):
    world.framework.notice = "This is a starting set of this product, and your administrators can edit it."
    world.framework.save()
    assert "This is a starting set of this product" in text(page())


def test_answers_not_yet_counted_are_named(client, world):
    made.record(made.several(world.amara, world.quality, 3))
    client.force_login(world.amara)
    assert "Your latest answers are still being counted" in client.get("/skills/").content.decode()


def test_the_step_that_would_close_the_gap_has_its_minutes(page, world):
    made.course(world.quality)
    item = row(page(), "Data quality")
    link = item.select_one("a")
    assert link["href"] == "/courses/data-quality-course/"
    assert "4 minutes for the first lesson, 8 for the course" in text(item)


def test_a_course_that_teaches_less_than_is_asked_says_so(page, world):
    made.course(world.quality, rank=1)
    assert "8 for the course. The course teaches awareness." in text(row(page(), "Data quality"))


def test_a_gap_that_nothing_closes_says_so(page, world):
    made.record(made.several(world.amara, world.sharing, 0, 8))
    found = page()
    assert "There is nothing more to read or answer on it yet." in text(row(found, "Data sharing"))


def test_the_page_costs_the_same_however_many_skills(client, world, django_assert_max_num_queries):
    every = [world.quality, *(frameworks.skill(world.framework, f"skill-{number}") for number in range(9))]
    role = frameworks.role_level(
        world.framework, role="wide", grade_band="eo", requires=dict.fromkeys(every, "working")
    )
    accounts.post(world.amara, world.team, role_levels=[role], starts_on=accounts.TODAY)
    for number, skill in enumerate(every):
        made.course(skill, slug=f"course-{number}")
        made.record(made.several(world.amara, skill, 6))
    actions.refresh(account_name=world.amara.account_name, at=made.AT)
    client.force_login(world.amara)
    client.get("/skills/")
    with django_assert_max_num_queries(11):  # 8, session, user, and grants for the ways through the site
        client.get("/skills/")


def test_the_course_page_prints_the_level_beside_the_result(rf, world):
    from assessments.skills.views import course_panel

    course = made.course(world.quality)
    request = rf.get("/courses/data-quality-course/")
    ref = CourseRef(course.pk, course.uuid, course.slug, course.title, None)
    made.record(made.several(world.amara, world.quality, 8))
    actions.refresh(account_name=world.amara.account_name, at=made.AT)
    assert course_panel(user=world.amara, course=ref, request=request) == ""
    enrollment = Enrollment.objects.create(user=world.amara, course=course, enrolled_at=made.AT)
    ref = CourseRef(course.pk, course.uuid, course.slug, course.title, enrollment)
    said = text(BeautifulSoup(course_panel(user=world.amara, course=ref, request=request), "html.parser"))
    assert said.startswith(
        "Your level in Data quality: awareness. Likely range: awareness or higher, which is not tested. "
        "From 8 first answers, as of 24 November 2026."
    )
    assert "It can differ from your result here" in said
