"""The stored body of a lesson: segments, anchors, words and minutes, and nothing of a question."""

import json

import pytest

from courses.models import LessonPage, PublishedCourse, PublishedLesson
from courses.models.rendering import assemble, minutes, render_body
from courses.queries import placements
from courses.templatetags.courses_time import duration
from tests.factories import bank
from tests.factories import courses as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "questions", "expected"),
    [(0, 0, 0), (1, 0, 1), (200, 0, 1), (201, 0, 2), (500, 2, 5), (400, 1, 3)],
)
def test_time_is_words_by_200_and_a_minute_a_question_added_up_then_rounded_up(words, questions, expected):
    assert minutes(words, questions) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (63, "1 hour 3 minutes"), (121, "2 hours 1 minute")],
)
def test_time_in_words(given, words):
    assert duration(given) == words


def test_a_body_is_cut_at_its_checks():
    one, two = bank.question("q1"), bank.question("q2")
    body = render_body(make.plain_body(checks=[one, two]))
    assert [kind for kind, *_ in body.segments] == ["html", "check", "check"]
    assert body.checks == [[str(one.uuid), False], [str(two.uuid), False]]


def test_the_stored_body_never_holds_a_question():
    question = bank.question(
        "q1", texts=["Zebra", "Yak", "Xerus", "Wombat"], stem="Which animal is it, then?"
    )
    course = make.course(checks={"Fix the cause": [question]})
    stored = json.dumps(
        [
            list(PublishedLesson.objects.values("segments", "contents", "text", "title")),
            list(PublishedCourse.objects.values("outline", "facts", "text")),
        ]
    )
    for word in ("Zebra", "Yak", "Because", "Which animal", "is_right"):
        assert word not in stored
    assert [place.key for place in placements(course)] == [str(question.uuid)]


def test_placements_tell_the_lesson_the_order_and_which_go_further():
    first, harder = bank.question("q1"), bank.question("q2", level="working")
    course = make.course()
    page = make.lesson_page("Fix the cause")
    page.body = make.body(
        ("check", {"question": first.pk, "is_further": False}),
        ("check", {"question": harder.pk, "is_further": True}),
    )
    make.publish(page)
    assert [
        (place.lesson_slug, place.module_slug, place.order, place.is_further) for place in placements(course)
    ] == [
        ("fix-the-cause", "fit-for-purpose", 0, False),
        ("fix-the-cause", "fit-for-purpose", 1, True),
    ]


def test_headings_have_an_id_each_and_make_the_contents():
    body = render_body(
        make.body(
            ("heading", "Why it matters"),
            ("heading", "Why it matters"),
            ("example", {"title": "A postcode", "body": [{"type": "text", "value": "<p>Once.</p>"}]}),
            ("action", {"title": "Do this tomorrow", "body": [{"type": "text", "value": "<p>Look.</p>"}]}),
        )
    )
    assert body.contents == [
        ["why-it-matters", "Why it matters"],
        ["why-it-matters-2", "Why it matters"],
        ["example-a-postcode", "Example: A postcode"],
        ["do-this-tomorrow", "Do this tomorrow"],
    ]
    html = body.segments[0][1]
    for anchor, _ in body.contents:
        assert f'id="{anchor}"' in html


def test_what_an_author_types_is_escaped():
    body = render_body(make.body(("heading", "A < B & <script>alert(1)</script>")))
    assert "<script>" not in body.segments[0][1]
    assert body.text == "A < B & <script>alert(1)</script>"


def test_a_fact_prints_its_source_and_how_sure_it_is():
    def fact(status, url):
        row = make.fact(status=status, sources=[{"title": "The framework", "url": url}])
        value = {"text": "<p>It names six dimensions.</p>", "fact": row.pk}
        return render_body(make.body(("key_fact", value), ("sources", [row.pk]))).segments[0][1]

    official = fact("official-source-read", "https://www.gov.uk/framework")
    assert '<a class="govuk-link" href="https://www.gov.uk/framework">The framework</a>' in official
    assert "Source read on 23 November 2026." in official
    reported = fact("secondary-source-read", "")
    assert "Reported by The framework, read on 23 November 2026: check before you rely on it." in reported
    assert "<a " not in reported


def test_the_mark_stands_before_the_place_and_checks_where_they_were_put():
    key = "15bd4aeb-f24c-4e2d-8b37-4d436dfb5d82"
    segments = [["html", '<h2 class="govuk-heading-m" id="one">One</h2>'], ["check", key, False]]
    html = assemble(segments, {key: "<p>Q</p>"}, anchor="one", here="<p>HERE</p>")
    assert '<p>HERE</p><h2 class="govuk-heading-m" id="one">' in html
    assert f'<div class="wm-check" id="check-{key}" tabindex="-1"><p>Q</p></div>' in html
    assert assemble(segments, {}, anchor=f"check-{key}", here="<p>HERE</p>").count("HERE") == 0
    at_check = assemble(segments, {key: "<p>Q</p>"}, anchor=f"check-{key}", here="<p>HERE</p>")
    assert at_check.index("HERE") < at_check.index("wm-check")


def test_a_question_stands_once_in_a_lesson():
    from wagtail.blocks import StreamBlockValidationError

    question = bank.question("q1")
    stream_block = LessonPage._meta.get_field("body").stream_block
    with pytest.raises(StreamBlockValidationError):
        stream_block.clean(make.plain_body(checks=[question, question]))
    stream_block.clean(make.plain_body(checks=[question]))
