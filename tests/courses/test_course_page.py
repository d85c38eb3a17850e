"""The course page tells the truth: to whom it is of use, what it asks, how old it is, where it comes from."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from courses.models import CourseStep, Enrollment, PublishedCourse, StepCompletion
from courses.queries import published_course, skills_taught, way_through
from lms.accounts.models import Post, PostRole
from lms.frameworks.models import SkillLevel
from tests.factories import accounts, attempts, bank, frameworks
from tests.factories import courses as make
from tests.factories.accounts import amara, tom

pytestmark = pytest.mark.django_db
COURSE = "/courses/data-quality/"


@pytest.fixture
def course():
    skill = bank.data_quality()
    level = frameworks.level(skill.framework, "awareness")
    SkillLevel.objects.filter(skill=skill, level=level).update(descriptor="Spots a wrong date.")
    return make.course(level=level, skills=[(skill, level)])


def page(user=None, **changes):
    """The course page of a user (Amara), with some of what it prints changed."""
    if changes:
        row = PublishedCourse.objects.get()
        row.facts |= changes
        row.save()
    client = Client()
    client.force_login(user or amara(), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(COURSE)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(node):
    return " ".join(node.get_text(" ").split())


def section(soup, name):
    return soup.find(id=name).find_parent("section")


def test_what_you_will_be_able_to_do_is_tied_to_a_level(course):
    assert "Say what good enough means." in words(section(page(), "outcomes"))
    levels = words(section(page(), "levels"))
    assert "Data quality, awareness Spots a wrong date." in levels
    assert "Finishing the course gives no level by itself: your first answers do." in levels


@pytest.mark.parametrize(
    ("needed", "said"), [("working", "your role needs working"), (None, "not in your role")]
)
def test_what_my_role_needs_is_said_beside_each_skill(course, needed, said):
    skill = bank.data_quality()
    role = frameworks.role_level(
        skill.framework, role="policy", grade_band="eo", requires={skill: needed} if needed else {}
    )
    accounts.post(amara(), accounts.department("Rivers", short_name="DRH"), role_levels=[role])
    assert f"Data quality awareness; {said}" in words(page().find("aside"))
    assert "your role" not in words(page(tom()).find("aside")), "nothing is said of a role that is not known"


def test_the_higher_need_of_two_roles_counts(course):
    skill = bank.data_quality()
    lower, higher = (
        frameworks.role_level(skill.framework, role=name, grade_band="eo", requires={skill: level})
        for name, level in (("policy", "awareness"), ("analyst", "working"))
    )
    team = accounts.department("Rivers", short_name="DRH")
    first = accounts.post(amara(), team, role_levels=[lower])
    second = Post.objects.create(
        user=amara(), department=team, grade="eo", starts_on=first.starts_on, is_primary=False
    )
    PostRole.objects.create(post=second, role_level=higher, framework=skill.framework)
    (taught,) = skills_taught(PublishedCourse.objects.get().course_id, amara(), accounts.TODAY)
    assert (taught.needed, taught.has_role, taught.is_lead) == ("Working", True, True)


def test_a_check_that_is_overdue_says_so_from_the_day_after(course):
    due = date(2027, 11, 4)
    with time_machine.travel(due, tick=False):
        assert "to be checked again by 4 November 2027" in words(page().find("aside"))
    with time_machine.travel(date(2027, 11, 5), tick=False):
        said = words(page().find("aside"))
    assert "The next check was due by 4 November 2027 and is overdue" in said
    assert "to be checked again" not in said


def test_a_course_that_nobody_checked_does_not_pretend(course):
    said = words(page(reviewed_on=None, review_by=None).find("aside"))
    assert "Its facts have not been checked yet" in said


def fact(text, status, *titles, read_on="2026-11-23"):
    sources = [{"title": title, "url": f"https://example.org/{title}"} for title in titles]
    return {"text": text, "status": status, "read_on": read_on, "sources": sources}


def test_facts_stand_once_official_and_reported_apart(course):
    stated = [
        fact("Six dimensions.", "official-source-read", "framework"),
        fact("Five principles.", "official-source-read", "framework", read_on="2026-11-24"),
        fact("A launch.", "secondary-source-read", "report"),
        fact("A <b>guess</b>.", "recall-check-first", "memory", read_on=None),
    ]
    where = section(page(stated=stated), "sources")
    titles = [words(each) for each in where.find_all("h3")]
    assert titles == [
        "Read at the official source",
        "Reported by others: check before you rely on it",
        "Not checked yet: look at the source before you rely on it",
    ]
    lists = where.find_all("ul", recursive=False)
    assert [words(each) for each in lists] == [
        "Framework , read on 24 November 2026",
        "Report , read on 23 November 2026",
        "Memory",
    ]
    opened = [words(each) for each in where.find_all("details")]
    assert opened[0].startswith("The 2 facts themselves Six dimensions. Framework Five principles.")
    assert "A <b>guess</b>." in opened[2], "text is escaped"


def test_completing_is_said_in_numbers():
    taught = attempts.course(questions=9, further=2, slug="data-quality")
    attempts.answer(taught, attempts.learner(taught), "a")
    assert "get 7 of the 9 checks in its lessons right" in words(section(page(), "rule"))


def test_a_step_is_done_open_or_no_longer_asked(course):
    enrollment = make.enrolled(amara(), course, started=True)
    lesson, *_ = make.lessons(course)
    make.read(enrollment, lesson)
    test = CourseStep.objects.create(course=course, kind="test", key="course", label="Get 7 right", order=99)
    published = published_course("data-quality", amara())
    progress, (asked,) = way_through(published, amara())
    assert progress.done == {str(lesson.uuid)}
    assert (asked.label, asked.is_done) == ("Get 7 right", False)
    StepCompletion.objects.create(enrollment=enrollment, step=test, how="passed", at=make.AT)
    assert way_through(published, amara())[1][0].is_done
    assert not way_through(published, tom())[1][0].is_done, "nobody else's tick"
    CourseStep.objects.filter(pk=test.pk).update(retired_at=make.AT)
    assert way_through(published, amara())[1] == []


def test_after_passing_the_page_says_what_changed_and_what_next(course):
    enrollment = make.enrolled(amara(), course, started=True)
    assert page().find(id="skills-change") is None
    Enrollment.objects.filter(pk=enrollment.pk).update(completed_at=make.AT)
    changed = words(section(page(), "skills-change-heading"))
    assert "Data quality Before: no answers. Now: no answers" in changed
    following = section(page(), "next-step")
    assert "so we cannot say what comes next" in words(following)
    assert following.a["href"] == reverse("own_post")
