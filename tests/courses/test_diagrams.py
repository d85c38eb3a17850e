"""Diagrams and pictures of a lesson: drawn for everyone, taken from nobody unread, carried by the folder."""

import io
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image as Drawing
from wagtail.images import get_image_model
from wagtail.models import Revision

from courses import diagrams
from courses.importing import CourseRefused, export_course, import_course
from courses.models import CoursePage, LessonPage, PublishedLesson
from courses.models.rendering import render_body
from tests.courses.test_importing import SHIPPED, same
from tests.factories import courses as make
from tests.factories import frameworks
from tests.factories.accounts import amara, gwen

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120" font-size="17" role="img" \
aria-labelledby="route-title route-desc">
  <title id="route-title">A route</title>
  <desc id="route-desc">Plan, then buy &amp; check.</desc>
  <defs><marker id="route-tip" markerWidth="4" markerHeight="4"><path d="M0 0 L4 2 L0 4z"/></marker></defs>
  <rect x="1" y="1" width="120" height="40" fill="#f3f2f1" stroke="#0b0c0c"/>
  <line x1="10" y1="60" x2="90" y2="60" stroke="#0b0c0c" marker-end="url(#route-tip)"/>
  <text x="10" y="27">Plan <tspan font-weight="700">first</tspan></text>
</svg>
"""
BLOCK = """:::diagram file=route.svg title="The route of a \\"procurement\\""
Plan first. Then buy.

- **Plan**: one to three months
- Buy
:::
"""


# ------------------------------------------------------------ what a drawing is


def test_a_drawing_is_written_anew_with_ids_of_its_own():
    drawn = BeautifulSoup(diagrams.markup(SVG, prefix="diagram-3--"), "html.parser")
    assert {tag["id"] for tag in drawn.find_all(id=True)} == {
        *("diagram-3--route-title", "diagram-3--route-desc", "diagram-3--route-tip")
    }
    root = drawn.svg
    assert root["aria-labelledby"].split() == ["diagram-3--route-title", "diagram-3--route-desc"]
    assert (root["role"], root["font-size"], root["viewbox"]) == ("img", "17", "0 0 400 120")
    assert drawn.line["marker-end"] == "url(#diagram-3--route-tip)"
    assert "buy &amp; check" in str(drawn)


def test_title_and_desc_without_ids_get_some():
    text = SVG.replace(' id="route-title"', "").replace(' id="route-desc"', "")
    text = text.replace(' aria-labelledby="route-title route-desc"', "").replace("route-tip", "title")
    drawn = BeautifulSoup(diagrams.markup(text, prefix="d--"), "html.parser")
    named = [drawn.find(id=each).name for each in drawn.svg["aria-labelledby"].split()]
    assert named == ["title", "desc"]
    ids = [tag["id"] for tag in drawn.find_all(id=True)]
    assert len(ids) == len(set(ids)) == 3


REFUSED = [
    ("<rect", "<script>alert(1)</script><rect", 5, "not <script>"),
    ("<rect", '<image href="https://x.example/a.png"/><rect', 5, "not <image>"),
    ("<rect", "<foreignObject/><rect", 5, "not <foreignObject>"),
    ("<rect", "<style>a{}</style><rect", 5, "not <style>"),
    ("<rect", '<a href="javascript:alert(1)"><rect/></a><rect', 5, "not <a>"),
    ("<rect", '<use href="#a"/><rect', 5, "not <use>"),
    ("<rect", '<animate attributeName="x"/><rect', 5, "not <animate>"),
    ("<rect", '<h:b xmlns:h="http://www.w3.org/1999/xhtml">x</h:b><rect', 5, "not <b>"),
    ("<rect", "<svg/><rect", 5, "expected one <svg>"),
    ("<rect", "words<rect", 5, "expected words only in"),
    ("<rect ", '<rect onclick="alert(1)" ', 5, "no attribute onclick"),
    ("<rect ", '<rect style="fill:red" ', 5, "no attribute style"),
    ("<rect ", '<rect class="a" ', 5, "no attribute class"),
    ("<rect ", '<rect xmlns:l="http://www.w3.org/1999/xlink" l:href="#a" ', 5, "no attribute href"),
    ('fill="#f3f2f1"', 'fill="url(https://x.example/a)"', 5, "expected a plain value"),
    ('fill="#f3f2f1"', 'fill="u\\72l(//x.example)"', 5, "expected a plain value"),
    ("url(#route-tip)", "url(#gone)", 6, "the id of something in the drawing"),
    ('<rect x="1"', '<rect transform="url(#a)" x="1"', 5, "expected a transform"),
    ('id="route-tip"', 'id="route-desc"', 4, "expected each id once"),
    ("<text", '<text font-family="Comic Sans"', 7, "no attribute font-family"),
    ('viewBox="0 0 400 120"', "", 1, "expected viewBox"),
    ('viewBox="0 0 400 120"', 'viewBox="0 0 0 120"', 1, "expected viewBox"),
    ('<title id="route-title">A route</title>', "", 1, "expected <title>"),
    ('<desc id="route-desc">Plan, then buy &amp; check.</desc>', "", 1, "expected <desc>"),
    (">A route<", "> <", 2, "expected words in <title>"),
    ("&amp;", "&amp; <tspan/>", 3, "expected nothing but text in <desc>"),
    ("</text>", "</test>", 7, "expected SVG: mismatched tag"),
    ("<svg", '<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg', 1, "no DOCTYPE"),
    ("<svg", '<!DOCTYPE svg SYSTEM "file:///etc/passwd">\n<svg', 1, "no DOCTYPE"),
    ("&amp;", "&name;", 3, "expected SVG: undefined entity"),
    ("<rect", "<?php x ?><rect", 5, "expected no <?"),
    ("<rect", "<g>" * 25 + "</g>" * 25 + "<rect", 5, "20 deep"),
    ("<rect", "<g/>" * 2000 + "<rect", 5, "at most 2000 elements"),
    ("<rect", f"<desc>{'x' * 100_000}</desc><rect", 1, "at most 100 kB"),
]


@pytest.mark.parametrize(("old", "new", "line", "expected"), REFUSED)
def test_anything_else_is_refused_whole_with_its_line(old, new, line, expected):
    assert old in SVG
    with pytest.raises(diagrams.NotADiagram, match=re.escape(expected)) as refused:
        diagrams.read(SVG.replace(old, new, 1))
    assert refused.value.line == line
    assert diagrams.markup(SVG.replace(old, new, 1), prefix="d--") == ""


# ------------------------------------------------------------ in a lesson


def diagram(**other):
    alternative = "<p>Plan first, with <b>care</b>.</p><ul><li>Buy</li></ul>"
    return {"title": "The <route>", "svg": SVG, "alternative": alternative, "file": "route.svg", **other}


@pytest.mark.django_db
def test_a_lesson_shows_the_drawing_with_a_caption_and_the_same_in_words():
    body = render_body(make.body(("diagram", diagram()), ("diagram", diagram(file="again.svg"))))
    ((_, html),) = body.segments
    page = BeautifulSoup(html, "html.parser")
    assert [each.text for each in page.find_all("figcaption")] == ["The <route>"] * 2
    assert page.details.find("b").text == "care"
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(set(ids)) == len(ids) == 6
    assert not page.find_all(style=True), "the content policy forbids it"
    assert "Plan, then buy" not in body.text, "words of a drawing are said beside it, and counted once"
    assert "Plan first, with care" in body.text.replace(" .", ".")


@pytest.mark.django_db
def test_gwen_cannot_save_a_drawing_with_a_script_or_without_words():
    block = LessonPage._meta.get_field("body").stream_block.child_blocks["diagram"]
    fine = block.clean(block.to_python(diagram(svg=SVG.replace("\n", "\r\n"))))
    assert fine["svg"] == SVG
    for wrong in ({"svg": SVG.replace("<rect", "<script/><rect")}, {"alternative": ""}, {"title": ""}):
        with pytest.raises(ValidationError):
            block.clean(block.to_python(diagram(**wrong)))
    with pytest.raises(ValidationError):
        block.clean(block.to_python(diagram(file="../route.svg")))


# ------------------------------------------------------------ in a course folder


@pytest.fixture
def folder(tmp_path, db, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    frameworks.shipped("essentials")
    return Path(shutil.copytree(SHIPPED, tmp_path / "data-quality"))


def lesson_file(folder) -> Path:
    return sorted(folder.glob("02-*/*.md"))[0]


def put(folder: Path, block: str, **files: bytes) -> None:
    path = lesson_file(folder)
    path.write_text(path.read_text().replace("\n## ", f"\n{block}\n## ", 1))
    for name, content in files.items():
        place = folder / ("diagrams" if name.endswith("svg") else "images")
        place.mkdir(exist_ok=True)
        (place / name.replace("_", ".")).write_bytes(content)


def png(color="red") -> bytes:
    stream = io.BytesIO()
    Drawing.new("RGB", (1200, 400), color).save(stream, "PNG")
    return stream.getvalue()


def take(folder):
    return import_course(folder=folder, by=gwen(), at=make.AT)


def shown() -> BeautifulSoup:
    lesson = PublishedLesson.objects.get(
        lesson__uuid=LessonPage.objects.get(slug="six-dimensions").translation_key
    )
    return BeautifulSoup(
        "".join(content for kind, content, *_ in lesson.segments if kind == "html"), "html.parser"
    )


PICTURE = ':::image file=photo.png alt="A form with two dates"\n:::\n'


def test_diagrams_and_pictures_go_in_and_come_out_byte_for_byte(folder, tmp_path):
    put(folder, BLOCK, route_svg=SVG.encode())
    put(folder, PICTURE, photo_png=png())
    course = take(folder).course
    export_course(course=course, folder=tmp_path / "out")
    assert same(folder, tmp_path / "out") == []
    assert shown().svg
    assert shown().img["alt"] == "A form with two dates"
    assert shown().img["src"].startswith("/media/images/")
    before = Revision.objects.count()
    assert take(folder).lines() == ["Nothing has changed."]
    assert (Revision.objects.count(), get_image_model().objects.count()) == (before, 1)


def test_amara_sees_both_in_her_lesson(folder, client):
    put(folder, BLOCK, route_svg=SVG.encode())
    put(folder, PICTURE, photo_png=png())
    course = take(folder).course
    make.enrolled(amara(), course, started=True)
    client.force_login(amara())
    page = client.get(reverse("lesson", args=["data-quality", "six-dimensions"]))
    text = page.content.decode()
    assert "The diagram in words" in text
    address = BeautifulSoup(text, "html.parser").find("img", alt="A form with two dates")["src"]
    with closing(client.get(address)) as picture:
        assert picture.status_code == 200


def test_a_changed_drawing_or_picture_is_a_changed_lesson(folder):
    put(folder, BLOCK, route_svg=SVG.encode())
    put(folder, PICTURE, photo_png=png())
    take(folder)
    (folder / "diagrams" / "route.svg").write_text(SVG.replace("Plan <", "Think <"))
    assert take(folder).changed == ["02-dimensions/01-six-dimensions.md"]
    assert "Think" in shown().svg.text
    (folder / "images" / "photo.png").write_bytes(png("blue"))
    assert take(folder).changed == ["02-dimensions/01-six-dimensions.md"]


def test_a_picture_that_no_lesson_shows_any_more_leaves_the_folder(folder):
    put(folder, BLOCK, route_svg=SVG.encode())
    course = take(folder).course
    page = LessonPage.objects.get(slug="six-dimensions")
    page.body = make.plain_body()
    make.publish(page)
    export_course(course=course, folder=folder)
    assert not (folder / "diagrams").exists()


def test_two_drawings_of_one_name_are_told_to_the_author(folder, tmp_path):
    put(folder, BLOCK, route_svg=SVG.encode())
    course = take(folder).course
    page = LessonPage.objects.get(slug="valid-is-not-accurate")
    page.body = make.body(("diagram", diagram(svg=SVG.replace("Plan", "Think"))))
    make.publish(page)
    with pytest.raises(CourseRefused, match=r"two pictures are called diagrams/route\.svg"):
        export_course(course=course, folder=tmp_path / "out")


WRONG = [
    (BLOCK, {}, "02-dimensions/01-six-dimensions.md", "diagram", "expected the name of a file in diagrams/"),
    (
        BLOCK.split("\n")[0] + "\n:::\n",
        {"route_svg": SVG.encode()},
        "02-dimensions/01-six-dimensions.md",
        "diagram",
        "expected the diagram in words",
    ),
    (
        BLOCK.replace(' title="The route of a \\"procurement\\""', ""),
        {"route_svg": SVG.encode()},
        "02-dimensions/01-six-dimensions.md",
        "diagram",
        'expected title="…"',
    ),
    (
        BLOCK,
        {"route_svg": SVG.encode(), "other_svg": SVG.encode()},
        "diagrams/other.svg",
        "file",
        "no lesson",
    ),
    (
        BLOCK,
        {"route_svg": SVG.replace("<rect", "<use/><rect").encode()},
        "diagrams/route.svg",
        "svg",
        "<use>",
    ),
    (BLOCK, {"route_svg": b"\xff"}, "diagrams/route.svg", "svg", "UTF-8"),
    (BLOCK, {"route_svg": SVG.encode(), "Two Words_svg": b""}, "diagrams/Two Words.svg", "name", "route.svg"),
    (PICTURE, {}, "02-dimensions/01-six-dimensions.md", "image", "expected the name of a file in images/"),
    (
        ":::image file=photo.png\n:::\n",
        {"photo_png": png()},
        "02-dimensions/01-six-dimensions.md",
        "image",
        'expected alt="…"',
    ),
    (
        PICTURE.replace("A form with two dates", "Decorative"),
        {"photo_png": png()},
        "02-dimensions/01-six-dimensions.md",
        "image",
        "expected alt to say",
    ),
    (PICTURE, {"photo_png": b"GIF89a"}, "images/photo.png", "image", "can be opened"),
    (PICTURE.replace("png", "jpg"), {"photo_jpg": png()}, "images/photo.jpg", "image", "expected a JPEG"),
    (PICTURE, {"photo_png": png(), "more_png": png()}, "images/more.png", "file", "no lesson"),
]


@pytest.mark.parametrize(("block", "files", "file", "field", "expected"), WRONG)
def test_a_picture_that_is_not_in_order_refuses_the_folder_with_file_and_line(
    folder, block, files, file, field, expected
):
    put(folder, block, **files)
    with pytest.raises(CourseRefused) as refused:
        take(folder)
    (problem,) = refused.value.problems
    assert (problem.file, problem.field) == (file, field)
    assert expected in problem.expected
    if field in {"diagram", "image"} and file.endswith(".md"):
        lines = lesson_file(folder).read_text().split("\n")
        assert lines[problem.line - 1].startswith(f":::{field}")
    assert not CoursePage.objects.exists()
    assert not get_image_model().objects.exists()


def test_a_refused_folder_leaves_no_picture_behind(folder, tmp_path):
    put(folder, PICTURE, photo_png=png())
    path = sorted(folder.glob("05-*/*.md"))[0]
    path.write_text(path.read_text().replace(":::check question=", ":::check question=no-such-", 1))
    with pytest.raises(CourseRefused):
        take(folder)
    assert list((tmp_path / "media").rglob("*.png")) == []
