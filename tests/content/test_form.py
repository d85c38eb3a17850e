"""What every course keeps to, whatever it is about: headings, links, diagrams, shared facts and words."""

import json
import re
from urllib.parse import urlsplit

import pytest

from courses import diagrams
from courses.glossary import Word, holds
from tests.content import readability
from tests.content.folder import COURSES

LESSONS = [
    pytest.param(course, text, id=f"{course}/{slug}")
    for course, folder in COURSES.items()
    for slug, text in folder.lessons.items()
]
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?:<(?P<one>[^>]*)>|(?P<other>[^)]*))\)")
# Where a reader is sent to check: public bodies, and those who set a standard.
OFFICIAL = (
    "gov.uk",
    "parliament.uk",
    "ico.org.uk",
    "nao.org.uk",
    "w3.org",
    "judiciary.uk",
    "nhs.uk",
    "nhs.net",
)


def links(text) -> list[tuple[str, str]]:
    """[(words, address)] of a lesson."""
    return [(match["text"], match["one"] or match["other"]) for match in LINK.finditer(text.prose)]


@pytest.mark.parametrize(("slug", "lesson"), LESSONS)
def test_headings_are_in_order_and_each_stands_once(slug, lesson):
    marks = re.findall(r"^(#+)\s*(.*)$", lesson.body, re.MULTILINE)
    assert {mark for mark, _ in marks} == {"##"}, "the title is the first level, sections are the second"
    titles = [words.strip() for _, words in marks]
    titles += [block.attributes.get("title", "") for block in lesson.of_kind("action")]
    assert all(titles)
    assert len({title.casefold() for title in titles}) == len(titles)


@pytest.mark.parametrize(("slug", "lesson"), LESSONS)
def test_links_are_well_formed_and_lead_to_a_page_that_says_what_it_is(slug, lesson):
    uuids = {text.front["uuid"] for text in COURSES[slug].lessons.values()} | {COURSES[slug].front["uuid"]}
    sources = {source["url"] for fact in COURSES[slug].facts["facts"] for source in fact["sources"]}
    for words, address in links(lesson):
        assert len(words) >= 3, f"{words!r} does not say where it leads"
        assert words.casefold() not in {"here", "click here", "this page", "read more", "link"}
        if address.startswith("page:"):
            assert address[5:] in uuids
            continue
        assert_well_formed(address)
        host = urlsplit(address).hostname
        is_official = any(host == name or host.endswith(f".{name}") for name in OFFICIAL)
        assert address in sources or is_official, f"{address} is no source of a fact and no official page"


@pytest.mark.parametrize("slug", COURSES)
def test_every_source_has_a_well_formed_address_or_none_and_the_day_on_which_it_was_read(slug):
    reviewed = COURSES[slug].front["reviewed_on"].isoformat()
    for fact in COURSES[slug].facts["facts"]:
        assert fact["read_on"] <= reviewed, f"{fact['id']} was read after the course was checked"
        for source in fact["sources"]:
            assert source["title"].strip() == source["title"] != source["url"]
            if source["url"]:
                assert_well_formed(source["url"], "https", "http")  # as it was read


def assert_well_formed(address: str, *schemes: str) -> None:
    parts = urlsplit(address)
    assert parts.scheme in (schemes or {"https"}), address
    assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.hostname or ""), address
    assert not re.search(r"[\s<>\"“”’]|[.,;]$|//", address.split("://", 1)[1]), address
    assert not parts.username
    assert not parts.port


@pytest.mark.parametrize("slug", COURSES)
def test_a_course_has_a_diagram_and_each_says_in_words_what_it_shows(slug):
    course = COURSES[slug]
    placed = [block for text in course.lessons.values() for block in text.of_kind("diagram")]
    files = {path.name: path for path in (course.folder / "diagrams").glob("*")}
    assert placed, "a picture explains something in every course"
    assert sorted(block.attributes["file"] for block in placed) == sorted(files)
    for block in placed:
        root = diagrams.read(files[block.attributes["file"]].read_text(encoding="utf-8"))
        told = {each.name: each.words() for each in root.content if isinstance(each, diagrams.Element)}
        assert told["title"]
        assert len(told["desc"].split()) >= 5, "what the drawing is, for those who only hear it"
        assert block.attributes["title"]
        assert len(block.text.split()) >= 20, "the diagram in words"
        labels = list(texts_of(root))
        assert labels, "a drawing without words explains nothing"


@pytest.mark.parametrize("slug", COURSES)
def test_diagrams_can_be_read_on_a_phone(slug):
    """400 units wide, text of 17 or more: 12 pixels at the width of a phone."""
    for path in (COURSES[slug].folder / "diagrams").glob("*.svg"):
        root = diagrams.read(path.read_text(encoding="utf-8"))
        assert root.attributes["viewBox"].startswith("0 0 400 ")
        sizes = set(sizes_of(root, 16.0))
        assert min(sizes) >= 17, f"{path.name}: {sorted(sizes)}"


def sizes_of(element: diagrams.Element, inherited: float):
    size = float(element.attributes.get("font-size", inherited))
    if element.name in {"text", "tspan"} and element.words():
        yield size
    for part in element.content:
        if isinstance(part, diagrams.Element):
            yield from sizes_of(part, size)


def texts_of(element: diagrams.Element):
    if element.name in {"text", "tspan"} and element.words():
        yield element.words()
    for part in element.content:
        if isinstance(part, diagrams.Element):
            yield from texts_of(part)


def test_a_fact_says_the_same_in_every_course():
    seen: dict[str, tuple[str, dict]] = {}
    for slug, course in COURSES.items():
        for fact in course.facts["facts"]:
            first, known = seen.setdefault(fact["id"], (slug, fact))
            assert fact == known, f"{fact['id']} differs between {first} and {slug}"


def terms_of(slug: str) -> list[dict]:
    path = COURSES[slug].folder / "glossary.json"
    return json.loads(path.read_text(encoding="utf-8"))["terms"] if path.exists() else []


def test_a_word_means_the_same_in_every_course():
    seen: dict[str, tuple[str, dict]] = {}
    for slug in COURSES:
        for term in terms_of(slug):
            first, known = seen.setdefault(term["term"], (slug, term))
            assert term == known, f"{term['term']} differs between {first} and {slug}"


def test_no_other_word_is_that_of_two_terms():
    """Search would find one by the other. A term may name another one, as SBRI and what it became."""
    every = {term["term"]: term for slug in COURSES for term in terms_of(slug)}
    meant: dict[str, str] = {}
    for name, term in every.items():
        for form in {term["expansion"], *term["synonyms"]} - {"", *every}:
            assert meant.setdefault(form.casefold(), name) == name, form


@pytest.mark.parametrize("slug", COURSES)
def test_words_are_explained_in_one_plain_sentence_without_words_that_need_explaining(slug):
    acronyms = {term["term"] for term in terms_of(slug) if term["expansion"]} - {"AI"}
    for term in terms_of(slug):
        assert len(term["definition"].split()) <= 25, term["term"]
        assert term["definition"].endswith(".")
        assert term["definition"][0].isupper()
        said = term["definition"].casefold()
        assert [each for each in acronyms - {term["term"]} if holds(said, each.casefold())] == []
        assert not Word(term["term"], "", "").pattern.search(term["expansion"])


def test_no_lesson_is_hard_to_read():
    """The ten hardest are printed with `pytest -rP`, all of them by `python -m tests.content.readability`."""
    lessons = readability.grades()
    worst = dict(list(lessons.items())[: readability.WORST])
    print(f"The {len(worst)} lessons that are hardest to read, by grade:\n{readability.report(worst)}")
    assert max(worst.values()) <= readability.HIGHEST, readability.report(worst)
