"""Finding one of ten courses: by words, by choices, by both; and what the page says when nothing is found."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from courses.models import Course
from courses.queries.spelling import corrected
from tests.factories import accounts, frameworks
from tests.factories import courses as make
from tests.factories.accounts import amara, tom

pytestmark = pytest.mark.django_db
AT_ONCE = {"Only": ["One short lesson"]}


@pytest.fixture
def essentials():
    return frameworks.framework()


@pytest.fixture
def ten(essentials):
    """Ten courses. All professions need data quality; buyers alone need procurement, working level."""
    skills = {
        name: frameworks.skill(essentials, name) for name in ("data-quality", "procurement", "ai-use", "bias")
    }
    quality, procurement, ai, bias = skills.values()
    asks = {
        "policy": {quality: "working", ai: "awareness"},
        "commercial": {quality: "awareness", procurement: "practitioner"},
        "analysis": {quality: "working", bias: "awareness"},
    }
    for role, requires in asks.items():
        frameworks.role_level(
            essentials, role=role, professions=[role.capitalize()], grade_band="eo", requires=requires
        )
    awareness, working = (frameworks.level(essentials, slug) for slug in ("awareness", "working"))
    plan = [
        ("Data quality that is good enough", quality, awareness),
        ("Procurement Act essentials", procurement, awareness),
        ("Opening procurement to small firms", procurement, working),
        ("Using machines responsibly", ai, awareness),
        ("Testing models for bias", bias, working),
        *((f"Course number {number}", quality, awareness) for number in range(5)),
    ]
    for title, skill, level in plan:
        make.course_page(
            title,
            slug=re.sub(r"\W+", "-", title.lower()),
            modules={f"About {title}": [f"Lesson of {title}"]},
            level=level,
            skills=[(skill, level)],
        )


def at(user, address="/courses/"):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def course_at(slug):
    return Course.objects.get(slug=slug)


def titles(page):
    return [link.get_text() for link in page.select("ol[aria-labelledby=res] h3 a")]


def choices(page):
    """{legend: {label: count}} as the page shows them."""
    return {
        group.legend.get_text(): {
            label.find(string=True).strip(): int(label.select_one(".wm-count").find(string=True))
            for label in group.select("label")
        }
        for group in page.select("#filters fieldset")
    }


def words(page):
    return " ".join(page.main.get_text(" ").split())


def test_ten_courses_with_what_each_choice_would_leave(ten):
    page = at(amara())
    assert len(titles(page)) == 10
    assert choices(page) == {
        "Profession": {"Policy": 1, "Commercial": 2, "Every profession": 6},
        "Level": {"Awareness": 8, "Working": 2},
        "Time left for you": {"Up to 30 minutes": 10},
        "My status": {"Not started": 10},
    }, "a level that no role asks for is needed by nobody, and has no choice"


def test_a_choice_narrows_the_list_and_its_own_counts_stay(ten):
    page = at(amara(), "/courses/?for=commercial&level=working")
    assert titles(page) == ["Opening procurement to small firms"]
    assert choices(page)["Level"] == {"Awareness": 1, "Working": 1}
    assert choices(page)["Profession"] == {"Commercial": 1}
    assert {box["value"] for box in page.select("#filters input[checked]")} == {"commercial", "working"}


def test_two_choices_of_one_kind_are_either(ten):
    assert len(titles(at(amara(), "/courses/?for=commercial&for=policy"))) == 3


def test_words_and_choices_together(ten):
    page = at(amara(), "/courses/?q=procurement&level=awareness")
    assert titles(page) == ["Procurement Act essentials"]
    assert "1 course and 1 lesson for “procurement”" in words(page)
    assert page.select_one("input[name=q]")["value"] == "procurement"
    assert page.select_one("input[name=q]").find_parent("form")["id"] == "find"
    assert all(box["form"] == "find" for box in page.select("#filters input, #filters button"))


def test_a_title_comes_before_a_skill_and_a_skill_is_found(ten):
    page = at(amara(), "/courses/?q=data+quality")
    assert titles(page)[0] == "Data quality that is good enough"
    assert len(titles(page)) == 6
    assert "Found in: Data quality" in words(page)


def test_ones_own_profession_is_first_and_says_so(ten, essentials):
    where = accounts.organization()
    level = essentials.roles.get(slug="commercial").role_levels.get()
    accounts.post(tom(), where.floods, role_levels=[level])
    assert next(iter(choices(at(tom()))["Profession"])) == "Commercial: yours"
    assert "yours" not in words(at(amara()))


def test_status_and_the_time_that_is_left_are_this_persons(ten):
    course = course_at("procurement-act-essentials")
    enrollment = make.enrolled(amara(), course, started=True)
    assert choices(at(amara()))["My status"] == {"Not started": 9, "In progress": 1}
    make.read(enrollment, *make.lessons(course))
    page = at(amara())
    assert choices(page)["My status"] == {"Not started": 9, "Completed": 1}
    assert choices(page)["Time left for you"] == {"Up to 30 minutes": 9}
    assert titles(at(amara(), "/courses/?status=completed")) == ["Procurement Act essentials"]
    assert choices(at(tom()))["My status"] == {"Not started": 10}


def test_each_choice_can_be_taken_back_by_a_link(ten):
    page = at(amara(), "/courses/?q=course&for=everyone&level=awareness")
    back = page.find("a", string="Clear the filter “Every profession”")
    assert back["href"] == "?q=course&level=awareness"


def test_one_choice_too_many_says_which_to_clear(ten):
    page = at(amara(), "/courses/?q=responsibly&level=working")
    assert "No courses with these filters" in words(page)
    assert "1 course for “responsibly” without them" in words(page)
    assert page.find("a", string="Clear the filter “Working”")["href"] == "?q=responsibly"


@pytest.mark.parametrize(
    ("typed", "meant", "count"),
    [
        ("procurment act", "procurement act", 1),
        ("Dtaa qualty", "data quality", 6),
        ("responsably", "responsibly", 1),
        ("testing biass", "testing bias", 1),
    ],
)
def test_a_misspelt_search_offers_what_it_may_have_meant(ten, typed, meant, count):
    page = at(amara(), f"/courses/?q={typed.replace(' ', '+')}")
    assert f"No courses for “{typed}”" in words(page)
    link = page.find("a", string=meant)
    assert f"It finds {count} course" in words(page)
    assert len(titles(at(amara(), f"/courses/{link['href']}"))) == count


@pytest.mark.parametrize("typed", ["zzzzzz", "xy", "<b>", "procurement zzzzzz", "%"])
def test_nothing_near_is_not_guessed(ten, typed):
    assert "Did you mean" not in words(at(amara(), f"/courses/?q={typed}"))


def test_a_correction_keeps_what_is_known_and_the_order():
    known = {"procurement", "act", "essentials"}
    assert corrected("Act on procurment", known) == "Act on procurement"
    assert corrected("act procurement", known) is None
    assert corrected("unheard of", known) is None


def test_pages_keep_words_and_choices(ten):
    for number in range(5, 21):
        make.course_page(f"Course number {number}", slug=f"course-number-{number}", modules=AT_ONCE)
    page = at(amara(), "/courses/?q=course&status=not-started")
    following = page.select_one(".govuk-pagination__next a")["href"]
    assert following == "?q=course&status=not-started&page=2"
    rest = at(amara(), f"/courses/{following}")
    assert (len(titles(page)), len(titles(rest))) == (20, 1)
    assert not set(titles(page)) & set(titles(rest))


@pytest.mark.parametrize(
    "address",
    ["/courses/?level=no-such-level&for=%00&time=", "/courses/?page=99&status=x", "/courses/?q=%00"],
)
def test_what_is_no_choice_of_ours_is_passed_over(ten, address):
    assert len(titles(at(amara(), address))) == 10


@pytest.mark.parametrize("query", ["", "?q=course&for=everyone&level=awareness", "?q=coarse+nummber"])
def test_the_number_of_queries_stays_whatever_the_size(ten, query, django_assert_max_num_queries):
    client = Client()
    client.force_login(amara(), backend="django.contrib.auth.backends.ModelBackend")
    make.enrolled(amara(), course_at("course-number-1"), started=True)
    with django_assert_max_num_queries(14) as few:
        client.get(f"/courses/{query}")
    for number in range(5, 12):
        make.course_page(f"Course number {number}", slug=f"course-number-{number}", modules=AT_ONCE)
    make.enrolled(amara(), course_at("course-number-7"), started=True)
    with django_assert_max_num_queries(len(few)):
        client.get(f"/courses/{query}")
