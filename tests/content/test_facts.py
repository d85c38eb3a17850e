"""A claim of law, policy or number rests on a fact with a source; whatever else a lesson says is advice."""

import json
import re
from pathlib import Path

import pytest

from tests.content.folder import COURSES

LESSONS = [
    pytest.param(course, text, id=f"{course}/{slug}")
    for course, folder in COURSES.items()
    for slug, text in folder.lessons.items()
]
STATUSES = {"official-source-read", "secondary-source-read", "recall-check-first"}
# What every learner of a course must meet, whatever is rewritten: the planned teaching points, each as the
# words by which a reader would recognise it.
TEACHING_POINTS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parent / "teaching_points").glob("*.json")
}


@pytest.mark.parametrize("slug", COURSES)
def test_no_teaching_point_is_left_out(slug):
    course = COURSES[slug]
    assert set(TEACHING_POINTS[slug]) == set(course.modules)
    for module, points in TEACHING_POINTS[slug].items():
        text = "\n".join(f"{lesson.front['title']}\n{lesson.prose}" for lesson in course.lessons_of(module))
        missing = [point for point in points if not re.search(point, text, re.IGNORECASE)]
        assert missing == [], f"{module} leaves out {missing}"


@pytest.mark.parametrize(("slug", "lesson"), LESSONS)
def test_key_facts_and_sources_name_facts_of_the_file(slug, lesson):
    known = {fact["id"] for fact in COURSES[slug].facts["facts"]}
    told = {block.attributes["fact"] for block in lesson.of_kind("key-fact")}
    sources = {fact for block in lesson.of_kind("sources") for fact in block.attributes["facts"].split(",")}
    assert told <= known
    assert told <= sources <= known


@pytest.mark.parametrize("slug", COURSES)
def test_the_file_holds_only_facts_that_the_course_uses_each_with_sources_and_a_day_of_reading(slug):
    course = COURSES[slug]
    used = {
        fact
        for lesson in course.lessons.values()
        for block in lesson.of_kind("sources")
        for fact in block.attributes["facts"].split(",")
    }
    used |= {fact for question in course.questions.values() for fact in question["facts"]}
    assert {fact["id"] for fact in course.facts["facts"]} == used
    for fact in course.facts["facts"]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", fact["read_on"])
        assert fact["status"] in STATUSES
        assert all(source["title"] for source in fact["sources"])


@pytest.mark.parametrize(("slug", "lesson"), LESSONS)
def test_a_lesson_that_rests_on_a_secondary_source_links_to_the_official_page(slug, lesson):
    """The sources block prints "Reported by …, check before you rely on it"; this is where to check."""
    status = {fact["id"]: fact["status"] for fact in COURSES[slug].facts["facts"]}
    told = [block.attributes["fact"] for block in lesson.of_kind("key-fact")]
    if any(status[fact] != "official-source-read" for fact in told):
        where = lesson.prose.split("## What is fact here, and what is advice", 1)[1]
        assert "](https://www.gov.uk/" in where


CLAIM = re.compile(r"\b(?:19|20)\d\d\b|\b[A-Z]\w+ Act\b|\b[Ss]ection \d+|\bGDPR\b|£\s?\d[\d,.]*")


@pytest.mark.parametrize(("slug", "lesson"), LESSONS)
def test_years_acts_and_sections_are_named_only_where_a_fact_names_them(slug, lesson):
    """A law or a year slipped into running text is a claim; here claims have a source or are not made.
    The sums of an invented case claim nothing."""
    facts = " ".join(fact["fact"] for fact in COURSES[slug].facts["facts"]).lower()
    claims = [
        claim.rstrip(".,")
        for block in lesson.blocks
        for claim in CLAIM.findall(block.text)
        if not (block.kind == "example" and claim.startswith("£"))
    ]
    assert [claim for claim in claims if claim.lower() not in facts] == []
