"""Words that a lesson explains where it first uses them, without JavaScript, and by which it is found."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from courses import actions
from courses.glossary import Explaining, Word, search_words, words_used
from courses.importing import CourseRefused, export_course
from courses.models import PublishedCourse, PublishedLesson, Term
from courses.queries import catalogue, check_published, glossary, lessons_with
from courses.queries.searching import excerpt_of
from tests.courses.test_importing import essentials as essentials
from tests.courses.test_importing import folder as folder
from tests.courses.test_importing import same, take
from tests.factories import bank
from tests.factories import courses as make
from tests.factories.accounts import amara, gwen

pytestmark = pytest.mark.django_db
DPIA = Word("DPIA", "data protection impact assessment", "A look before you leap.", ("privacy assessment",))
SME = Word("SME", "small and medium-sized enterprise", "A smaller firm.", ("small firm",))
PET = Word("PET", "privacy enhancing technology", "A tool for careful sharing.")
AI = Word("AI", "artificial intelligence", "Software that learns.")
AGENT = Word("AI agent", "", "An AI tool that takes steps by itself.")
STANDSTILL = Word("standstill", "", "The days before the signature.")
WORDS = [DPIA, SME, PET, AI, AGENT, STANDSTILL]


def explained(markup: str) -> str:
    return Explaining(WORDS).explain(markup)


def text_of(markup: str) -> str:
    return BeautifulSoup(explained(markup), "html.parser").text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Draft a DPIA now.", "Draft a DPIA (data protection impact assessment) now."),
        ("DPIAs take time.", "DPIAs (data protection impact assessments) take time."),
        ("Two PETs.", "Two PETs (privacy enhancing technologies)."),
        ("An assessment (DPIA) helps.", "An assessment (DPIA, data protection impact assessment) helps."),
        (
            "It (the DPIA you know) helps.",
            "It (the DPIA, data protection impact assessment, you know) helps.",
        ),
        ("A data protection impact assessment (DPIA).", "A data protection impact assessment (DPIA)."),
        (
            "Data protection impact assessments: a DPIA each.",
            "Data protection impact assessments: a DPIA each.",
        ),
        ("The SME’s offer.", "The SME’s offer."),
        ("The SME’s offer, an SME.", "The SME’s offer, an SME (small and medium-sized enterprise)."),
        ("The AI Playbook is on AI.", "The AI Playbook is on AI (artificial intelligence)."),
        ("SME 021 (May).", "SME 021 (small and medium-sized enterprise) (May)."),
        ("A standstill of days, a Standstill.", "A standstill of days, a Standstill."),
        ("An AI agent is AI.", "An AI agent is AI (artificial intelligence)."),
        ("ASMEC, SME-like, DPIAX, aid and smes.", "ASMEC, SME-like, DPIAX, aid and smes."),
        ("5 < 6 & a “DPIA”", "5 < 6 & a “DPIA (data protection impact assessment)”"),
    ],
)
def test_an_acronym_is_spelt_out_where_it_first_stands(before, after):
    escaped = before.replace("&", "&amp;").replace("<", "&lt;")
    assert text_of(f"<p>{escaped}</p>") == after


def test_it_is_explained_once_in_a_lesson_and_leads_to_the_list():
    explaining = Explaining(WORDS)
    first = explaining.explain('<p data-block-key="x">A <b>DPIA</b>.</p><ul><li>The DPIA</li></ul>')
    again = explaining.explain("<p>DPIA</p>")
    assert first.count("<a ") == 1
    assert '<b><a href="#word--dpia">DPIA</a> (data protection impact assessment)</b>' in first
    assert again == "<p>DPIA</p>"
    page = BeautifulSoup(words_used(explaining.used), "html.parser")
    assert page.find(id="word--dpia").dt.text == "DPIA"
    assert page.dd.text == "Data protection impact assessment. A look before you leap."
    assert words_used([]) == ""


@pytest.mark.parametrize(
    "markup",
    [
        '<h2 class="govuk-heading-m" id="dpia">A DPIA</h2>',
        '<p>See <a href="https://www.gov.uk/">the <b>DPIA</b> page</a>.</p>',
        "<table><tr><td><p>DPIA</p></td></tr></table>",
        "<svg><text>DPIA</text></svg>",
        "<figure><figcaption>DPIA</figcaption><details><p>DPIA</p></details></figure>",
        '<p class="wm-meta">Source: DPIA</p>',
    ],
)
def test_headings_links_tables_drawings_and_sources_stay_as_they_are(markup):
    assert explained(markup) == markup


def test_an_acronym_in_a_name_leads_to_the_list_all_the_same():
    explaining = Explaining(WORDS)
    assert explaining.explain("<p>The AI Playbook.</p>") == '<p>The <a href="#word--ai">AI</a> Playbook.</p>'
    assert explaining.explain("<p>Use AI.</p>") == "<p>Use AI (artificial intelligence).</p>"
    assert explaining.explain("<p>Use AI.</p>") == "<p>Use AI.</p>"
    assert explaining.used == [AI]


def test_text_of_anyone_stays_escaped():
    nasty = Word("XSS", "<script>alert(1)</script>", '"><img src=x>')
    explaining = Explaining([nasty])
    markup = explaining.explain("<p>XSS &lt;script&gt;</p>") + words_used(explaining.used)
    assert "<script" not in markup
    assert "<img" not in markup


def test_other_words_for_what_a_text_says():
    assert search_words("Ask SMEs.", WORDS) == "[sme] small and medium-sized enterprises small firms"
    assert search_words("A small firm bids.", WORDS).startswith("[sme]")
    assert search_words("Privacy enhancing technologies", WORDS).startswith("[pet]")
    assert search_words("An assessment of small firmness", WORDS) == ""


# ------------------------------------------------------------ in lessons


def term(word: Word, **other):
    said = {"expansion": word.expansion, "definition": word.definition, "synonyms": list(word.synonyms)}
    locale = Locale.objects.get(language_code="en-gb")
    return actions.save_term(term=word.term, locale=locale, said=said | other, by=None, at=make.AT)


def saying(title: str, text: str):
    page = make.lesson_page(title)
    page.body = make.body(("heading", "SME"), ("text", f"<p>{text}</p>"), ("text", "<p>An SME again.</p>"))
    make.publish(page)
    return page


def stored(page) -> PublishedLesson:
    return PublishedLesson.objects.get(lesson__uuid=page.translation_key)


@pytest.fixture
def course(db):
    return make.course()


def test_a_lesson_that_is_published_explains_its_words(course, client):
    term(SME)
    saying("Six questions", "Ask an SME.")
    make.enrolled(amara(), course, started=True)
    client.force_login(amara())
    page = BeautifulSoup(client.get("/courses/data-quality/six-questions/").content, "html.parser")
    link = page.find("a", href="#word--sme")
    assert link.parent.text == "Ask an SME (small and medium-sized enterprise)."
    assert "govuk-link" in link["class"]
    assert page.find(id="word--sme").dd.text.startswith("Small and medium-sized enterprise.")
    assert len(page.find_all("a", href="#word--sme")) == 1


def test_lessons_follow_a_word_that_is_made_changed_or_taken_away(course):
    page, other = saying("Six questions", "Ask an SME."), stored(make.lesson_page("Fix the cause")).segments
    assert "word--sme" not in str(stored(page).segments)
    row = term(SME)
    assert "A smaller firm." in str(stored(page).segments)
    term(SME, definition="A firm of some size.")
    assert "A firm of some size." in str(stored(page).segments)
    assert stored(make.lesson_page("Fix the cause")).segments == other
    assert check_published() == []
    actions.forget_term(term=row, at=make.AT)
    assert "word--sme" not in str(stored(page).segments)


def test_words_do_not_count_as_reading_and_questions_stay_out_of_them(course):
    question = bank.question("q1", stem="What is an SME?")
    term(SME)
    page = make.lesson_page("Six questions")
    page.body = make.plain_body(checks=[question])
    make.publish(page)
    assert "word--sme" not in str(stored(page).segments)
    saying("Six questions", "Ask an SME.")
    assert "A smaller firm" not in stored(page).text


def test_rebuilding_makes_the_same(course):
    term(SME)
    saying("Six questions", "Ask an SME.")
    before = list(PublishedLesson.objects.order_by("path").values_list("segments", "also"))
    PublishedCourse.objects.all().delete()
    actions.rebuild_published()
    assert list(PublishedLesson.objects.order_by("path").values_list("segments", "also")) == before


# ------------------------------------------------------------ search


def found(search: str) -> list[str]:
    """Titles of the lessons that a search finds, where it finds their course."""
    courses = [each.published.pk for each in catalogue(user=amara(), search=search)]
    return [lesson.title for lesson in lessons_with(search.split(), amara(), courses=courses)]


def test_search_finds_an_acronym_by_its_long_form_and_the_other_way_round(course):
    term(SME)
    saying("Six questions", "Ask an SME.")
    spelt_out = make.lesson_page("Fix the cause")
    spelt_out.body = make.body(("text", "<p>Write to small and medium-sized enterprises.</p>"))
    make.publish(spelt_out)
    plain = make.lesson_page("Good enough for what?")
    plain.body = make.body(("text", "<p>An assessment of small firmness.</p>"))
    make.publish(plain)
    both = ["Fix the cause", "Six questions"]
    for search in ("SME", "smes", "small and medium-sized enterprises", "small firm SME"):
        assert found(search) == both, search
    assert found("assessment") == ["Good enough for what?"], "SME is in it, and nothing to do with it"


def test_a_search_shows_the_words_around_the_acronym(course):
    term(SME)
    saying("Six questions", "An assessment comes first, then an SME.")
    (lesson,) = lessons_with(["sme"], amara(), courses=[PublishedCourse.objects.get().pk])
    assert "then an SME" in lesson.excerpt
    assert excerpt_of("an assessment of it", ["sme"]) == "an assessment of it"


# ------------------------------------------------------------ the page, and the CMS


def test_everyone_may_read_the_glossary(db, client):
    term(SME)
    term(DPIA)
    page = BeautifulSoup(client.get(reverse("glossary")).content, "html.parser")
    assert [heading.text for heading in page.select("main h2")] == ["D", "S"]
    assert "Also: small firm." in page.find(id="word--sme").text
    assert page.select_one(f'footer a[href="{reverse("glossary")}"]')
    assert [letter for letter, _ in glossary()] == ["D", "S"]


def test_gwen_writes_a_word_and_lessons_follow(course):
    page = saying("Six questions", "Ask an SME.")
    author = gwen()
    author.groups.set([Group.objects.get(name="Content authors")])
    browser = Client()
    browser.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    sent = {
        "term": "SME",
        "expansion": "",
        "definition": "A firm.",
        "synonyms": "small firm\n\nsmall shop",
    }
    response = browser.post(reverse("wagtailsnippets_courses_term:add"), sent)
    assert response.status_code == 302, response.content
    row = Term.objects.get()
    assert row.said()["synonyms"] == ["small firm", "small shop"]
    assert "A firm." in str(stored(page).segments)
    sent |= {"term": "other", "definition": "A firm of some size."}
    browser.post(reverse("wagtailsnippets_courses_term:edit", args=[row.pk]), sent)
    row.refresh_from_db()
    assert (row.term, row.definition) == ("SME", "A firm of some size.")
    assert "of some size" in str(stored(page).segments)
    browser.post(reverse("wagtailsnippets_courses_term:delete", args=[row.pk]))
    assert Term.objects.exists(), "taking a word out is the administrator's"


# ------------------------------------------------------------ course folders


def written(folder: Path, *words: Word, **other) -> None:
    rows = [
        {"term": each.term, "expansion": each.expansion, "definition": each.definition}
        | {"synonyms": list(each.synonyms)}
        | other
        for each in words
    ]
    text = json.dumps({"terms": rows}, indent=2, ensure_ascii=False) + "\n"
    (folder / "glossary.json").write_text(text)


def put(folder: Path, text: str) -> None:
    path = sorted(folder.glob("02-*/0*.md"))[0]
    path.write_text(path.read_text().replace("\n## ", f"\n{text}\n\n## ", 1))


def test_words_travel_with_the_course(folder, tmp_path):
    put(folder, "A small firm drafts a DPIA.")
    written(folder, DPIA, SME)
    course = take(folder).course
    export_course(course=course, folder=tmp_path / "out")
    assert same(folder, tmp_path / "out") == []
    assert take(folder).lines() == ["Nothing has changed."]


def test_a_word_that_no_lesson_uses_is_left_out_and_said(folder):
    written(folder, SME)
    assert "left out: glossary.json, SME: no lesson uses it" in take(folder).lines()
    assert not Term.objects.exists()


def test_two_courses_with_different_words_for_one_term_are_refused(folder):
    make.course(title="Other", slug="other")
    saying("Six questions", "Ask an SME.")
    row = term(SME)
    Term.objects.filter(pk=row.pk).update(taken=row.said())
    put(folder, "Ask an SME.")
    written(folder, SME, definition="Something else.")
    with pytest.raises(CourseRefused) as refused:
        take(folder)
    (problem,) = refused.value.problems
    assert (problem.file, problem.field, problem.line) == ("glossary.json", "term", 4)
    assert "the course other rests on it" in problem.expected
    assert "A smaller firm." in problem.expected


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("{", "", "expected JSON"),
        ("[]", "terms", "expected {"),
        ('{"terms": [{"term": "SME"}]}', "term", "expected term, expansion"),
        (
            '{"terms": [{"term": "S", "expansion": "", "definition": "", "synonyms": []}]}',
            "definition",
            "one sentence",
        ),
        (
            '{"terms": [{"term": "S", "expansion": "", "definition": "x", "synonyms": [""]}]}',
            "synonyms",
            "no empty",
        ),
        (
            '{"terms": [{"term": "S ", "expansion": "", "definition": "x", "synonyms": []}]}',
            "term",
            "without spaces",
        ),
        (
            '{"terms": [{"term": "S", "expansion": 1, "definition": "x", "synonyms": []}]}',
            "expansion",
            "expected text",
        ),
    ],
)
def test_a_broken_glossary_is_refused(folder, text, field, expected):
    (folder / "glossary.json").write_text(text)
    with pytest.raises(CourseRefused) as refused:
        take(folder)
    (problem,) = refused.value.problems
    assert (problem.file, problem.field) == ("glossary.json", field)
    assert expected in problem.expected
