"""A course folder: whole or not at all, once or again, out and in without a difference."""

import filecmp
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Revision

from courses.importing import CourseRefused, export_course, import_course
from courses.models import (
    Course,
    CoursePage,
    CourseStep,
    Lesson,
    LessonPage,
    ModulePage,
    PublishedCourse,
    StepCompletion,
)
from courses.queries import check_published
from tests.factories import courses as make
from tests.factories import frameworks
from tests.factories.accounts import amara, gwen

SHIPPED = Path(__file__).parents[2] / "courses" / "content" / "data-quality"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def essentials():
    return frameworks.shipped("essentials")


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "data-quality"))


def take(folder, **given):
    return import_course(folder=folder, at=make.AT, **given)


def same(one: Path, two: Path) -> list[str]:
    """Names of files that differ or stand on one side only."""
    names = {str(p.relative_to(side)) for side in (one, two) for p in side.rglob("*") if p.is_file()}
    return sorted(
        name
        for name in names
        if not (one / name).exists()
        or not (two / name).exists()
        or not filecmp.cmp(one / name, two / name, shallow=False)
    )


def lesson_file(folder) -> Path:
    return sorted(folder.glob("02-*/*.md"))[0]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_shipped_course_goes_in_and_comes_out_byte_for_byte(tmp_path):
    report = take(SHIPPED)
    export_course(course=report.course, folder=tmp_path / "out")
    assert same(SHIPPED, tmp_path / "out") == []


def test_all_shipped_courses_go_in_and_come_out_byte_for_byte_side_by_side(tmp_path, settings):
    """In one site they share facts and words, and still each brings all that it uses."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folders = sorted(path.parent for path in SHIPPED.parent.glob("*/course.md"))
    courses = {folder: take(folder) for folder in folders}
    differences = {}
    for folder, report in courses.items():
        assert [line for line in report.lines() if line.startswith(("left out", "kept"))] == []
        export_course(course=report.course, folder=tmp_path / folder.name)
        differences[folder.name] = same(folder, tmp_path / folder.name)
    assert differences == {folder.name: [] for folder in folders}
    assert check_published() == []


def test_everything_of_the_folder_is_live_in_its_order(folder):
    take(folder)
    outline = PublishedCourse.objects.get().outline
    files = [path.name for path in sorted(folder.glob("*/*.md")) if path.name != "module.md"]
    slugs = [lesson["slug"] for module in outline["modules"] for lesson in module["lessons"]]
    assert [f"{slug}.md" for slug in slugs] == [name[3:] for name in files]
    assert all(module["questions"] for module in outline["modules"]), "every module has a check"
    assert LessonPage.objects.filter(live=True).count() == len(files)


def test_a_repeat_changes_nothing(folder):
    take(folder)
    before = Revision.objects.count()
    assert take(folder).lines() == ["Nothing has changed."]
    assert Revision.objects.count() == before


def test_a_changed_lesson_is_one_new_revision(folder):
    take(folder, by=gwen())
    before = Revision.objects.count()
    path = lesson_file(folder)
    edit(path, "\n## ", "\nOne more sentence.\n\n## ")
    report = take(folder, by=gwen())
    assert report.changed == [f"{path.parent.name}/{path.name}"]
    assert Revision.objects.count() == before + 1
    assert Revision.objects.latest("pk").user == gwen()


def test_renaming_and_moving_a_file_loses_nobody_s_progress(folder):
    course = take(folder).course
    lesson = make.lessons(course)[0]
    enrollment = make.enrolled(amara(), course, started=True)
    make.read(enrollment, lesson)
    first = sorted(folder.glob("01-*/0*.md"))[0]
    first.rename(sorted(folder.glob("02-*"))[0] / "09-another-name.md")
    take(folder)
    lesson.refresh_from_db()
    assert (lesson.slug, lesson.module.title) == ("another-name", "Six dimensions")
    assert StepCompletion.objects.get().step.key == str(lesson.uuid)
    assert CourseStep.objects.live().filter(key=str(lesson.uuid)).exists()


def test_a_new_order_of_files_is_the_new_order(folder):
    take(folder)
    one, two = sorted(folder.glob("01-*/0*.md"))[:2]
    one.rename(one.with_name(f"99-{one.name[3:]}"))
    two.rename(two.with_name(f"01-{two.name[3:]}"))
    take(folder)
    first = make.lessons(Course.objects.get())[0]
    assert first.slug == two.name[3:-3]


def test_a_file_that_is_gone_is_unpublished_never_deleted(folder):
    take(folder)
    gone = sorted(folder.glob("05-*/0*.md"))[-1]
    gone.unlink()
    slug = gone.name[3:-3]
    report = take(folder)
    assert len(report.unpublished) == 1
    assert Lesson.objects.get(slug=slug).retired_at is not None
    assert LessonPage.objects.filter(slug=slug, live=False).exists()


def test_an_author_s_change_is_exported(folder, tmp_path):
    course = take(folder).course
    page = LessonPage.objects.get(slug=lesson_file(folder).name[3:-3])
    page.title = "A better: title"
    make.publish(page)
    export_course(course=course, folder=folder)
    assert "title: 'A better: title'\n" in lesson_file(folder).read_text()
    assert take(folder).lines() == ["Nothing has changed."]


def test_links_between_lessons_travel_by_uuid(folder, tmp_path):
    take(folder)
    target = LessonPage.objects.last()
    edit(lesson_file(folder), "\n## ", f"\nSee [it](page:{target.translation_key}).\n\n## ")
    course = take(folder).course
    html = str(LessonPage.objects.get(slug=lesson_file(folder).name[3:-3]).body)
    assert f'href="/courses/data-quality/{target.slug}/"' in html
    export_course(course=course, folder=tmp_path / "out")
    assert same(folder, tmp_path / "out") == []


BROKEN = [
    ("course.md", "slug: data-quality", "slug: Data Quality", "course.md", "slug", "small letters"),
    (
        "course.md",
        "level: essentials/awareness",
        "level: essentials/none",
        "course.md",
        "level",
        "framework/level",
    ),
    (
        "course.md",
        "skill: essentials/data-quality",
        "skill: essentials/x",
        "course.md",
        "skill",
        "that is known",
    ),
    ("course.md", "language: en-gb", "language: fr", "course.md", "language", "a language of this site"),
    (
        "course.md",
        "reviewed_on: 2026-11-24",
        "reviewed_on: soon",
        "course.md",
        "reviewed_on",
        "expected a day",
    ),
    ("course.md", "summary:", "sumary:", "course.md", "sumary", "expected one of"),
    ("facts.json", '"official-source-read"', '"sure"', "facts.json", "status", "expected one of"),
    ("facts.json", '"facts": [', '"facts": [,', "facts.json", "", "expected JSON"),
]


@pytest.mark.parametrize(("file", "old", "new", "named", "field", "expected"), BROKEN)
def test_a_broken_folder_is_refused_whole(folder, file, old, new, named, field, expected):
    edit(folder / file, old, new)
    with pytest.raises(CourseRefused) as refused:
        take(folder)
    assert [
        p for p in refused.value.problems if p.file == named and p.field == field and expected in p.expected
    ]
    assert not CoursePage.objects.exists()
    assert not Course.objects.exists()


def test_a_mistake_deep_in_a_lesson_names_its_line_and_leaves_nothing(folder):
    path = lesson_file(folder)
    edit(path, ":::check question=", ":::check question=no-such-")
    line = next(n for n, text in enumerate(path.read_text().split("\n"), 1) if "no-such-" in text)
    with pytest.raises(CourseRefused) as refused:
        take(folder)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == (f"{path.parent.name}/{path.name}", line)
    assert not CoursePage.objects.exists()


def test_all_mistakes_are_told_at_once(folder):
    edit(folder / "course.md", "title:", "titel:")
    edit(lesson_file(folder), "\n## ", "\n# ")
    with pytest.raises(CourseRefused) as refused:
        take(folder)
    assert {problem.file for problem in refused.value.problems} == {
        "course.md",
        f"{lesson_file(folder).parent.name}/{lesson_file(folder).name}",
    }
    assert len(refused.value.problems) >= 3


def test_a_uuid_of_another_course_is_refused(folder):
    make.course_page("Other", slug="other", modules={"Module": ["Lesson"]})
    other = LessonPage.objects.get()
    path = lesson_file(folder)
    known = next(line for line in path.read_text().split("\n") if line.startswith("uuid:"))
    edit(path, known, f"uuid: {other.translation_key}")
    with pytest.raises(CourseRefused, match="expected another uuid"):
        take(folder)


def test_a_broken_repeat_leaves_the_course_as_it_was(folder):
    take(folder)
    before = Revision.objects.count()
    edit(lesson_file(folder), "\n## ", "\nChanged.\n\n## ")
    edit(folder / "facts.json", '"read_on": "2026', '"read_on": "x2026')
    with pytest.raises(CourseRefused):
        take(folder)
    assert Revision.objects.count() == before
    assert ModulePage.objects.filter(live=True).count() == len(list(folder.glob("0*/module.md")))


def test_the_commands_say_what_they_did(folder, tmp_path, capsys):
    with pytest.raises(CommandError, match="expected a folder"):
        call_command("import_course", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="published course"):
        call_command("export_course", "unknown", str(tmp_path / "out"))
    edit(folder / "course.md", "slug: data-quality", "slug: Data Quality")
    with pytest.raises(CommandError, match=r"course\.md, line 3, slug: expected small letters"):
        call_command("import_course", str(folder))
    json.loads((folder / "facts.json").read_text())
