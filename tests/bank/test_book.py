"""The book for a subject expert: all of it, in one file that asks no network."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.bank import actions
from assessments.bank.models import Question
from assessments.bank.queries.print_html import for_print
from courses.importing import import_course
from courses.models import Term
from tests.factories import bank, frameworks
from tests.factories import courses as make

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[2] / "courses" / "content" / "data-quality"


def written(tmp_path, *options):
    said = StringIO()
    call_command("course_book", str(tmp_path / "book.html"), *options, stdout=said)
    return (tmp_path / "book.html").read_text(encoding="utf-8"), said.getvalue()


def words(node):
    return " ".join(node.get_text(" ").split())


@pytest.fixture
def shipped(db):
    frameworks.shipped("essentials")
    import_course(folder=FOLDER, at=bank.AT)


def test_the_shipped_course_is_in_it_whole(shipped, tmp_path):
    html, said = written(tmp_path)
    assert "1 course, 23 questions" in said
    book = BeautifulSoup(html, "html.parser")
    questions = Question.objects.select_related("live_version")
    assert {each["id"] for each in book.select(".question")} == {f"q-{each.slug}" for each in questions}
    for question in questions:
        printed = book.find(id=f"q-{question.slug}")
        for option in question.live_version.options:
            assert option["text"] in printed.get_text()
            assert option["reason"] in printed.get_text()
        right = [words(row.td) for row in printed.select("tr.right")]
        version = question.live_version
        assert right == [
            " ".join(option["text"].split()) for option in version.options if option["id"] in version.key
        ]
    lessons = [path.name[3:-3] for path in sorted(FOLDER.glob("0*/0*.md"))]
    assert len(book.select("article")) == len(lessons)
    facts = [words(row.td) for row in book.select("table.facts tbody tr")]
    assert facts == [fact["id"] for fact in json.loads((FOLDER / "facts.json").read_text())["facts"]]
    assert "Read at the official source" in words(book.find("table", class_="facts"))
    explained = [words(row.td) for row in book.select("table.words tbody tr")]
    assert set(explained) == set(Term.objects.values_list("term", flat=True))


def test_it_asks_no_network_and_every_id_stands_once(shipped, tmp_path):
    html, _ = written(tmp_path)
    assert not re.search(r"<(script|link|iframe)\b|@import|url\((?!#)", html)
    book = BeautifulSoup(html, "html.parser")
    assert all(image["src"].startswith("data:") for image in book.find_all("img"))
    ids = [each["id"] for each in book.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in book.find_all("a", href=True):
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids
        else:
            assert link["href"].startswith(("https://", "http://", "mailto:"))


def test_text_of_anyone_is_escaped(tmp_path):
    evil = "<script>alert(1)</script>"
    question = bank.question(stem=f"What is {evil}?", texts=[f"It is {evil}", "Nothing"])
    course = make.course(title=f"Course {evil}", slug="evil", checks={"Fix the cause": [question]})
    Question.objects.filter(pk=question.pk).update(course=course)
    html, _ = written(tmp_path)
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 3


def test_only_the_courses_that_are_named(tmp_path):
    make.course(title="One", slug="one", modules={"M": ["Lesson one"]})
    make.course(title="Two", slug="two", modules={"M": ["Lesson two"]})
    html, _ = written(tmp_path, "--course", "two")
    assert "Lesson two" in html
    assert "Lesson one" not in html
    with pytest.raises(CommandError, match=r"three: expected the slug of a published course"):
        written(tmp_path, "--course", "two", "--course", "three")


def test_a_file_that_cannot_be_is_said_in_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="expected the name of a file"):
        call_command("course_book", str(tmp_path))
    with pytest.raises(CommandError, match="expected the name of a file"):
        call_command("course_book", str(tmp_path / "nowhere" / "book.html"))
    with pytest.raises(CommandError, match="Expected a published course"):
        call_command("course_book", str(tmp_path / "book.html"))


def test_questions_that_no_lesson_shows_and_withdrawn_ones_are_told(tmp_path):
    placed, loose = bank.question("placed"), bank.question("loose")
    course = make.course(checks={"Fix the cause": [placed]})
    Question.objects.update(course=course)
    bank.draft("draft", course=course)
    actions.withdraw(version=placed.live_version, by=None, at=timezone.now())
    html, said = written(tmp_path)
    book = BeautifulSoup(html, "html.parser")
    assert "2 questions" in said
    assert book.find(id="q-draft") is None
    heading = book.find(id="unplaced-1")
    assert [each["id"] for each in heading.find_all_next(class_="question")] == [f"q-{loose.slug}"]
    assert "Withdrawn: nobody is asked this" in words(book.find(id="q-placed"))


def test_ids_links_and_pictures_of_a_lesson_are_made_fit_for_one_page():
    html = for_print(
        '<h2 id="a">A</h2><a href="#a">up</a><a class="x" href="/courses/one/">there</a>'
        '<svg aria-labelledby="t d"><path marker-end="url(#m)"/></svg>'
        "<details class='x'><summary>More</summary>Words</details>",
        prefix="l1-",
    )
    assert html == (
        '<h2 id="l1-a">A</h2><a href="#l1-a">up</a>there'
        '<svg aria-labelledby="l1-t l1-d"><path marker-end="url(#l1-m)"/></svg>'
        '<div class="opened"><p class="opens">More</p>Words</div>'
    )


def test_a_picture_is_in_the_file_and_a_missing_one_leaves_its_words(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("dot.png", ContentFile(b"picture"))
    assert for_print('<img src="/media/dot.png" alt="A dot">', prefix="") == (
        '<img alt="A dot" src="data:image/png;base64,cGljdHVyZQ==">'
    )
    assert for_print('<img alt="Gone" src="/media/gone.png">', prefix="") == (
        '<p class="missing">Picture: Gone</p>'
    )
