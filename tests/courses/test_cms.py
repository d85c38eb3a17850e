"""Gwen Parry writes courses: what she finds in the CMS, and what she does not."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from courses.models import CatalogPage, CoursePage, LessonPage
from tests.factories import bank
from tests.factories import courses as make
from tests.factories.accounts import ada, amara, gwen

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    user = gwen()
    user.groups.set([Group.objects.get(name="Content authors")])
    return user


def browser(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def menu_of(user):
    page = BeautifulSoup(browser(user).get(reverse("wagtailadmin_home")).content, "html.parser")
    text = json.dumps(json.loads(page.find(id="wagtail-sidebar-props").string))
    names = ("explorer", "images", "documents", "reports", "settings", "help")
    return {name for name in names if f'"name": "{name}"' in text}


def test_the_menu_of_an_author_holds_pages_pictures_and_reports(author):
    assert menu_of(author) == {"explorer", "images", "reports"}
    assert menu_of(ada()) >= {"explorer", "images", "reports", "settings"}


def test_a_learner_has_no_cms():
    assert browser(amara()).get(reverse("wagtailadmin_home")).status_code in {302, 403}


def test_an_author_opens_every_page_of_the_tree(author):
    make.course()
    client = browser(author)
    for page in (CatalogPage.objects.get(), CoursePage.objects.get(), *LessonPage.objects.all()):
        assert client.get(reverse("wagtailadmin_explore", args=[page.pk])).status_code == 200
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_an_author_publishes_but_deletes_nothing_that_is_live(author):
    make.course()
    page = make.lesson_page("Six questions")
    allowed = page.permissions_for_user(author)
    assert (allowed.can_edit(), allowed.can_publish(), allowed.can_unpublish()) == (True, True, True)
    assert not page.private_page_options


def test_the_preview_is_the_lesson_as_a_learner_meets_it(author):
    question = bank.question("q1", stem="Which of these is it?")
    make.course(checks={"Six questions": [question]})
    page = make.lesson_page("Six questions")
    page.title = "A draft title"
    page.save_revision()
    client = browser(author)
    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    soup = BeautifulSoup(html, "html.parser")
    assert soup.h1.string == "A draft title"
    assert "Which of these is it?" in html
    assert "Because of" not in html, "no reason before an answer"
    assert soup.select_one(".wm-toc .is-now").get_text(strip=True) == "A draft title"
    assert all(button.has_attr("disabled") for button in soup.select("main form button"))
    assert not soup.select("[data-position]")


def test_a_lesson_that_was_never_published_has_a_preview_too(author):
    make.course()
    module = make.lesson_page("Six questions").get_parent()
    page = LessonPage(title="Brand new", body=make.plain_body(), live=False)
    module.add_child(instance=page)
    page.save_revision()
    response = browser(author).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    assert "Brand new" in response.content.decode()


def test_an_address_that_another_lesson_has_is_told_at_the_field(author):
    make.course()
    page = make.lesson_page("Six questions")
    form_class = LessonPage.get_edit_handler().get_form_class()
    data = {"title": page.title, "slug": "fix-the-cause", "body-count": "0", "comments-TOTAL_FORMS": "0"}
    form = form_class(data, instance=page, parent_page=page.get_parent(), for_user=author)
    assert not form.is_valid()
    assert form.errors["slug"] == ["Another lesson of this course has this address. Choose another one."]


def test_view_live_leads_to_the_learner_s_page():
    make.course()
    assert make.lesson_page("Six questions").url == "/courses/data-quality/six-questions/"
    assert CoursePage.objects.get().url == "/courses/data-quality/"
    response = browser(amara()).get("/data-quality/")
    assert (response.status_code, response["Location"]) == (302, "/courses/data-quality/")
