"""One change of a fact: every lesson and question that rests on it follows, and says so to its authors."""

import csv
import io
import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from courses import actions, facts, queries
from courses.importing import CourseRefused, export_course
from courses.models import CoursePage, Fact, LessonPage, PublishedLesson, ReviewMark
from courses.queries.reviewing import links, to_check
from tests.courses.test_importing import essentials as essentials
from tests.courses.test_importing import folder as folder
from tests.courses.test_importing import same, take
from tests.factories import courses as make
from tests.factories.accounts import amara, gwen

pytestmark = pytest.mark.django_db
SAID = {
    "fact": "The framework names six dimensions of data quality.",
    "sources": [{"title": "The framework", "url": "https://www.gov.uk/framework"}],
    "read_on": "2026-11-23",
    "status": "official-source-read",
}


@pytest.fixture
def author():
    user = gwen()
    user.groups.set([Group.objects.get(name="Content authors")])
    return user


@pytest.fixture
def browser(author):
    client = Client()
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def questions(monkeypatch):
    """What an app above would tell: {fact key: uses}."""
    told: dict[str, list[facts.Use]] = {}
    monkeypatch.setattr(facts, "_providers", [])
    facts.register(lambda keys: {key: uses for key, uses in told.items() if keys is None or key in keys})
    return told


def stating(title: str, *rows: Fact) -> LessonPage:
    """A published lesson of data-quality that states and names these facts."""
    page = make.lesson_page(title)
    page.body = make.body(
        *(("key_fact", {"text": "<p>It says so.</p>", "fact": row.pk}) for row in rows),
        ("sources", [row.pk for row in rows]),
    )
    make.publish(page)
    return page


def printed(page: LessonPage) -> str:
    return PublishedLesson.objects.get(lesson__uuid=page.translation_key).segments[0][1]


def change(row: Fact, /, **said) -> Fact:
    return actions.save_fact(key=row.key, said=SAID | said, by=None, at=make.AT)


# ------------------------------------------------------------ what follows


def test_a_changed_fact_is_printed_anew_and_marks_all_that_rests_on_it(questions):
    make.course()
    fact, other = make.fact(), make.fact("dq-04")
    page, untouched = stating("Six questions", fact), stating("Fix the cause", other)
    question = uuid4()
    questions["dq-03"] = [facts.Use("question", question, "Which of these?", "data-quality")]
    change(fact, fact="It names five.", status="secondary-source-read")
    assert "Reported by" in printed(page)
    assert "Reported by" not in printed(untouched)
    marks = list(ReviewMark.objects.all())
    assert {(mark.kind, mark.of) for mark in marks} == {
        *(("lesson", page.translation_key), ("question", question))
    }
    assert {mark.before["fact"] for mark in marks} == {SAID["fact"]}
    assert {mark.since for mark in marks} == {make.AT}


def test_a_day_read_again_is_printed_and_marks_nothing(questions):
    make.course()
    fact = make.fact()
    page = stating("Six questions", fact)
    change(fact, read_on="2026-11-24")
    assert "Source read on 24 November 2026" in printed(page)
    assert not ReviewMark.objects.exists()


def test_a_second_change_keeps_what_was_said_when_it_was_last_in_order(questions):
    make.course()
    fact = make.fact()
    stating("Six questions", fact)
    change(fact, fact="Five.")
    change(fact, fact="Four.")
    (mark,) = ReviewMark.objects.all()
    assert mark.before["fact"] == SAID["fact"]
    assert actions.clear_marks(marks=[mark.pk], by=gwen(), at=make.AT) == 1
    assert actions.clear_marks(marks=[mark.pk], by=gwen(), at=make.AT) == 0
    change(fact, fact="Three.")
    assert [each.before["fact"] for each in queries.open_marks()] == ["Four."]
    mark.refresh_from_db()
    assert (mark.cleared_at, mark.cleared_by) == (make.AT, gwen())


def test_only_published_lessons_rest_on_a_fact_and_each_once(questions):
    make.course()
    fact = make.fact()
    stating("Six questions", fact)
    hidden = stating("Fix the cause", fact)
    assert [use.title for use in queries.uses_of_facts(["dq-03"])["dq-03"]] == [
        "Fix the cause",
        "Six questions",
    ]
    hidden.unpublish()
    (use,) = queries.uses_of_facts()["dq-03"]
    assert (use.title, use.course, use.kind) == ("Six questions", "data-quality", "lesson")


def test_the_queries_for_uses_do_not_grow_with_facts(questions, django_assert_num_queries):
    make.course()
    rows = [make.fact(f"dq-{number:02}") for number in range(8)]
    stating("Six questions", *rows)
    with django_assert_num_queries(4):
        queries.uses_of_facts(["dq-01"])
    with django_assert_num_queries(4):
        assert len(queries.uses_of_facts()) == 8


def test_saying_the_same_again_is_no_revision():
    fact = make.fact()
    before = fact.revisions.count()
    change(fact)
    assert fact.revisions.count() == before == 1


# ------------------------------------------------------------ the CMS


def form_of(client, address) -> dict[str, str]:
    """The fields of an editor as a browser would send them."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    form = page.find("form", attrs={"data-edit-form": True}) or page.find("form", id="w-editor-form")
    data = {}
    for field in form.find_all(["input", "textarea", "select"]):
        if field.get("name") and not field.has_attr("disabled"):
            chosen = field.find("option", selected=True) if field.name == "select" else None
            data[field["name"]] = chosen["value"] if chosen else field.get("value", field.text)
    return data


def sent(**other) -> dict[str, str]:
    return {
        "key": "dq-03",
        "text": SAID["fact"],
        "sources-count": "1",
        "sources-0-deleted": "",
        "sources-0-order": "0",
        "sources-0-type": "source",
        "sources-0-value-title": "The framework",
        "sources-0-value-url": "https://www.gov.uk/framework",
        "read_on": "2026-11-23",
        "status": "official-source-read",
        **other,
    }


def test_gwen_writes_a_fact_and_changes_it_and_sees_what_waits(browser, questions):
    make.course()
    response = browser.post(reverse("wagtailsnippets_courses_fact:add"), sent())
    assert response.status_code == 302, response.content
    fact = Fact.objects.get()
    assert (fact.said(), fact.revisions.count()) == (SAID, 1)
    page = stating("Six questions", fact)
    address = reverse("wagtailsnippets_courses_fact:edit", args=[fact.pk])
    shown = browser.get(address).content.decode()
    assert "Lesson: " in shown
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in shown
    response = browser.post(address, sent(key="dq-99", text="It names five."), follow=True)
    assert "One lesson or question is marked for review" in response.content.decode()
    fact.refresh_from_db()
    assert (fact.key, fact.text) == ("dq-03", "It names five."), "its number never changes"
    report = browser.get(reverse("courses_to_review")).content.decode()
    assert "Six questions" in report
    assert "It names five." in report
    (mark,) = queries.open_marks()
    assert browser.get(reverse("courses_clear_mark", args=[mark.pk])).status_code == 405
    browser.post(reverse("courses_clear_mark", args=[mark.pk]))
    mark.refresh_from_db()
    assert mark.cleared_by.get_full_name() == "Gwen Parry"
    assert "Nothing waits for a review" in browser.get(reverse("courses_to_review")).content.decode()


def test_going_back_to_an_earlier_revision_marks_too(browser, questions):
    make.course()
    fact = make.fact()
    stating("Six questions", fact)
    first = fact.latest_revision
    change(fact, fact="It names five.")
    ReviewMark.objects.all().delete()
    address = reverse("wagtailsnippets_courses_fact:revisions_revert", args=[fact.pk, first.pk])
    response = browser.post(address, sent())
    assert response.status_code == 302
    assert [mark.before["fact"] for mark in queries.open_marks()] == ["It names five."]


def test_nobody_deletes_a_fact(browser, author):
    fact = make.fact()
    browser.post(reverse("wagtailsnippets_courses_fact:delete", args=[fact.pk]))
    assert Fact.objects.exists()


def test_a_learner_sees_no_report_and_clears_nothing(questions):
    make.course()
    fact = make.fact()
    stating("Six questions", fact)
    change(fact, fact="Five.")
    client = Client()
    client.force_login(amara(), backend="django.contrib.auth.backends.ModelBackend")
    for name in ("courses_to_review", "courses_to_check", "courses_links"):
        assert client.get(reverse(name)).status_code in {302, 403}
    client.post(reverse("courses_clear_mark", args=[queries.open_marks().get().pk]))
    assert queries.open_marks().count() == 1


def test_a_number_is_small_letters_digits_and_hyphens():
    with pytest.raises(ValidationError):
        Fact(key="DQ 3", text="x", sources=[("source", {"title": "x", "url": ""})]).full_clean()


# ------------------------------------------------------------ the reports


def test_the_report_lists_stale_unchecked_and_reported_facts_apart_and_courses_past_their_day(questions):
    make.course()
    today = date(2026, 11, 24)
    make.fact("fresh-1")
    make.fact("fresh-2", read_on=(today - timedelta(days=365)).isoformat())
    make.fact("old-1", read_on=(today - timedelta(days=366)).isoformat(), status="secondary-source-read")
    make.fact("old-2", read_on=None)
    make.fact("told-1", status="secondary-source-read")
    make.fact("recalled-1", status="recall-check-first")
    CoursePage.objects.update(review_by=today - timedelta(days=1))
    assert [(row.name, row.why.split(":")[0]) for row in to_check(today)] == [
        ("Data quality", "Course past the day of its review"),
        ("old-2", "Sources read more than 12 months ago"),
        ("old-1", "Sources read more than 12 months ago"),
        ("recalled-1", "Not checked yet"),
        ("told-1", "Reported by someone else"),
    ]


def test_links_come_with_the_day_on_which_their_source_was_read(questions):
    make.course()
    make.fact()
    page = make.lesson_page("Six questions")
    page.body = make.body(
        ("text", '<p><a href="https://www.gov.uk/framework">The <b>framework</b></a></p>'),
        (
            "action",
            {"title": "Do", "body": [{"type": "text", "value": '<a href="https://x.org/?a=1&amp;b">x</a>'}]},
        ),
    )
    make.publish(page)
    assert [(link.url, link.text, link.read_on, link.where) for link in links()] == [
        ("https://x.org/?a=1&b", "x", None, "Lesson Six questions"),
        ("https://www.gov.uk/framework", "The framework", date(2026, 11, 23), "Fact dq-03"),
        ("https://www.gov.uk/framework", "The framework", date(2026, 11, 23), "Lesson Six questions"),
    ]


@pytest.mark.parametrize("name", ["courses_to_review", "courses_to_check", "courses_links"])
def test_each_report_opens_and_is_a_file_too(browser, questions, name):
    make.course()
    fact = make.fact(status="secondary-source-read")
    stating("Six questions", fact)
    change(fact, fact="=Five, “or” so.", status="secondary-source-read")
    page = browser.get(reverse(name))
    assert page.status_code == 200
    assert "Five" in page.content.decode() or name == "courses_links"
    assert browser.get(reverse(f"{name}_results")).status_code == 200
    response = browser.get(reverse(name), {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert rows
    assert browser.get(reverse(name), {"export": "xlsx"}).status_code == 200


# ------------------------------------------------------------ course folders


def test_facts_of_lessons_and_questions_travel_and_others_stay(folder, tmp_path):
    make.fact("zz-01")
    course = take(folder).course
    export_course(course=course, folder=tmp_path / "out")
    assert same(folder, tmp_path / "out") == []
    assert Fact.objects.get(key="dq-03").taken == Fact.objects.get(key="dq-03").said()


def test_a_fact_that_nothing_rests_on_is_left_out_and_said(folder):
    path = folder / "facts.json"
    data = json.loads(path.read_text())
    data["facts"].append({**data["facts"][0], "id": "dq-77"})
    path.write_text(json.dumps(data))
    report = take(folder)
    assert "left out: facts.json, dq-77: no lesson and no question rests on it" in report.lines()
    assert not Fact.objects.filter(key="dq-77").exists()


def test_an_import_changes_a_fact_and_marks_what_rests_on_it(folder):
    take(folder)
    path = folder / "facts.json"
    data = json.loads(path.read_text())
    data["facts"][2]["fact"] += " So it says."
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    report = take(folder)
    assert "changed: facts.json, dq-03" in report.lines()
    assert queries.open_marks().filter(fact__key="dq-03").count() >= 1
    assert take(folder).lines() == ["Nothing has changed."]


def test_what_gwen_changed_here_stays_and_is_exported(folder):
    course = take(folder).course
    fact = Fact.objects.get(key="dq-03")
    actions.save_fact(key="dq-03", said=fact.said() | {"fact": "Gwen knows better."}, by=gwen(), at=make.AT)
    report = take(folder)
    assert "kept: facts.json, dq-03: changed here since it was taken in" in report.lines()
    assert Fact.objects.get(key="dq-03").text == "Gwen knows better."
    export_course(course=course, folder=folder)
    assert "Gwen knows better." in (folder / "facts.json").read_text()
    assert take(folder).lines() == ["Nothing has changed."]


def test_the_folder_decides_where_that_is_asked_for(folder):
    take(folder)
    fact = Fact.objects.get(key="dq-03")
    actions.save_fact(key="dq-03", said=fact.said() | {"fact": "Gwen knows better."}, by=gwen(), at=make.AT)
    take(folder, overwrite=True)
    assert Fact.objects.get(key="dq-03").text == fact.text


def test_two_courses_with_different_words_for_one_fact_are_refused(folder, questions):
    make.course(title="Other", slug="other")
    data = json.loads((folder / "facts.json").read_text())
    said = {name: data["facts"][2][name] for name in actions.SAID} | {"fact": "Other words."}
    row = actions.save_fact(key="dq-03", said=said, by=None, at=make.AT, taken=True)
    stating("Six questions", row)
    with pytest.raises(CourseRefused) as refused:
        take(folder)
    (problem,) = refused.value.problems
    line = (folder / "facts.json").read_text().split("\n")[problem.line - 1]
    assert (problem.file, problem.field) == ("facts.json", "fact")
    assert '"dq-03"' in line
    assert "the course other rests on it" in problem.expected
    assert "Other words." in problem.expected
    assert not CoursePage.objects.filter(slug="data-quality").exists()


def test_a_question_on_a_fact_that_nobody_knows_is_refused(folder, questions):
    questions["zz-99"] = [facts.Use("question", uuid4(), "Which?", "data-quality")]
    with pytest.raises(CourseRefused, match="expected the fact zz-99: a question rests on it"):
        take(folder)
