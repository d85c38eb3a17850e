"""Every lesson is short, plain and whole: a busy person reads it at one sitting and uses it the next day."""

import re
from statistics import mean
from uuid import UUID

import pytest

from tests.content.folder import CONTENT, COURSES

LESSONS = [
    pytest.param(text, id=f"{course}/{slug}")
    for course, folder in COURSES.items()
    for slug, text in folder.lessons.items()
]
ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_300_to_700_words(lesson):
    assert 300 <= lesson.words <= 700, f"{lesson.words} words"


@pytest.mark.parametrize("lesson", LESSONS)
def test_sentences_are_short(lesson):
    lengths = {sentence: len(sentence.split()) for sentence in lesson.sentences}
    assert [sentence for sentence, words in lengths.items() if words > 40] == []
    assert mean(lengths.values()) < 20


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_says_why_shows_a_case_names_traps_and_an_action_and_its_sources(lesson):
    headings = re.findall(r"^## (.+)$", lesson.prose, re.MULTILINE)
    assert headings[0] == "Why it matters at work"
    assert "Traps" in headings
    assert "What is fact here, and what is advice" in headings
    for kind in ("example", "action", "sources"):
        assert lesson.of_kind(kind), f"no {kind}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_case_holds_a_decision(lesson):
    """A case without a question is a story: the reader should have to choose before they are told."""
    assert any("?" in block.text for block in lesson.of_kind("example"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_lesson_speaks_to_the_reader(lesson):
    assert len(re.findall(r"\byou(?:r|rs)?\b", lesson.prose, re.IGNORECASE)) >= 5


@pytest.mark.parametrize("lesson", LESSONS)
def test_paragraphs_are_short(lesson):
    for block in lesson.blocks:
        for paragraph in re.split(r"\n\s*\n", block.text):
            if not paragraph.startswith(("|", "-", "1.")):
                assert len(paragraph.split()) <= 110, paragraph


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_word_of_jargon_or_of_american_spelling(lesson):
    jargon = r"leverage|utili[sz]e|stakeholders?|deep dive|going forward|learnings"
    banned = rf"\b({jargon}|\w+iz(?:e|ed|ing)|behavior|center)\b"
    allowed = {"size", "sizes", "sized"}
    found = [word for word in re.findall(banned, lesson.prose, re.IGNORECASE) if word.lower() not in allowed]
    assert found == []


@pytest.mark.parametrize("slug", COURSES)
def test_every_file_has_its_own_uuid(slug):
    course = COURSES[slug]
    uuids = [course.front["uuid"]]
    uuids += [text.front["uuid"] for text in (*course.modules.values(), *course.lessons.values())]
    uuids += [question["uuid"] for question in course.questions.values()]
    assert all(UUID(value).version == 4 for value in uuids)
    assert len(set(uuids)) == len(uuids)


@pytest.mark.parametrize("slug", COURSES)
def test_no_lesson_shares_its_address_with_a_module(slug):
    """A lesson and a module both answer under the course's address."""
    course = COURSES[slug]
    files = [path for path in course.folder.glob("*/*.md") if path.name != "module.md"]
    assert len(course.lessons) == len(files)
    assert not set(course.lessons) & set(course.modules)


@pytest.mark.parametrize("slug", COURSES)
def test_the_licence_and_the_attribution_lie_with_the_content(slug):
    text = (CONTENT / "LICENSE").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0" in text
    assert ATTRIBUTION in text
    assert COURSES[slug].front["licence"] == "CC BY 4.0"
