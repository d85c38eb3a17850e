"""A folder again, after an author has been at work: the author's change stays and is named, unless the
folder is asked for."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Revision

from courses.importing import export_course, import_course
from courses.models import CoursePage, Lesson, LessonPage, ModulePage
from tests.factories import courses as make
from tests.factories import frameworks
from tests.factories.accounts import ada

SHIPPED = Path(__file__).parents[2] / "courses" / "content" / "data-quality"
LESSON = "01-fit-for-purpose/01-good-enough-for-what.md"
OTHER = "01-fit-for-purpose/02-fix-the-cause.md"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def essentials():
    return frameworks.shipped("essentials")


@pytest.fixture
def folder(tmp_path):
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "data-quality"))
    take(folder)
    return folder


def take(folder, **given):
    return import_course(folder=folder, at=make.AT, **given)


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def page(file=LESSON):
    return LessonPage.objects.get(slug=Path(file).name[3:-3])


def retitle(page, title, *, publish=True):
    page.title = title
    revision = page.save_revision()
    if publish:
        revision.publish()


def kept(*names):
    return [f"kept: {name}: changed here since it was taken in" for name in names]


def test_an_author_s_lesson_stays_and_is_named_while_the_others_follow(folder):
    retitle(page(), "What the author calls it")
    edit(folder / LESSON, "\n## ", "\nOne more sentence.\n\n## ")
    edit(folder / OTHER, "\n## ", "\nOne more sentence.\n\n## ")
    before = Revision.objects.count()
    assert take(folder).lines() == [f"changed: {OTHER}", *kept(LESSON)]
    assert page().title == "What the author calls it"
    assert Revision.objects.count() == before + 1
    assert take(folder).lines() == kept(LESSON)


def test_overwrite_takes_the_folder_s_and_the_author_s_stays_in_the_history(folder):
    title = page().title
    retitle(page(), "What the author calls it")
    assert take(folder, overwrite=True).lines() == [f"changed: {LESSON}"]
    assert page().title == title
    titles = [revision.as_object().title for revision in page().revisions.order_by("pk")]
    assert titles == [title, "What the author calls it", title]
    assert take(folder).lines() == ["Nothing has changed."]


def test_an_unpublished_draft_of_an_author_stays(folder):
    retitle(page(), "An idea", publish=False)
    edit(folder / LESSON, "\n## ", "\nOne more sentence.\n\n## ")
    assert take(folder).lines() == kept(LESSON)
    assert page().has_unpublished_changes
    assert page().get_latest_revision_as_object().title == "An idea"


def test_a_lesson_that_an_author_took_back_is_not_published_again(folder):
    page().unpublish()
    assert take(folder).lines() == kept(LESSON)
    assert not page().live
    assert take(folder, overwrite=True).lines() == [f"changed: {LESSON}"]
    assert page().live


def test_saving_without_a_change_is_no_edit(folder):
    make.publish(page())
    edit(folder / LESSON, "\n## ", "\nOne more sentence.\n\n## ")
    assert take(folder).lines() == [f"changed: {LESSON}"]


def test_an_edit_that_was_exported_is_the_folder_s_from_then_on(folder):
    retitle(page(), "Better words")
    export_course(course=take(folder).course, folder=folder)
    assert take(folder).lines() == ["Nothing has changed."]
    edit(folder / LESSON, "Better words", "Best words")
    assert take(folder).lines() == [f"changed: {LESSON}"]


def test_course_and_module_pages_are_kept_alike(folder):
    retitle(CoursePage.objects.get(), "An author’s course")
    retitle(ModulePage.objects.first(), "An author’s module")
    edit(folder / "course.md", "licence: CC BY 4.0", "licence: CC BY-SA 4.0")
    assert take(folder).lines() == kept("course.md", "01-fit-for-purpose/module.md")
    assert CoursePage.objects.get().licence == "CC BY 4.0"
    assert take(folder, overwrite=True).lines() == [
        "changed: course.md",
        "changed: 01-fit-for-purpose/module.md",
    ]


def test_what_an_author_added_was_never_the_folder_s_to_drop(folder):
    make.add_lesson(ModulePage.objects.first(), "An author’s lesson")
    assert take(folder, overwrite=True).lines() == ["Nothing has changed."]
    assert LessonPage.objects.get(title="An author’s lesson").live


def test_a_dropped_lesson_that_an_author_changed_stays(folder):
    last = "05-telling-users/02-when-you-find-it-late.md"
    retitle(page(last), "An author’s own")
    (folder / last).unlink()
    # Its questions are in the file, and no lesson of the folder shows them.
    assert take(folder).lines() == kept("An author’s own")
    assert page(last).live
    assert "unpublished: An author’s own" in take(folder, overwrite=True).lines()
    assert Lesson.objects.get(slug=page(last).slug).retired_at is not None


def test_a_dropped_lesson_comes_back_with_its_file(folder):
    text = (folder / LESSON).read_text()
    (folder / LESSON).unlink()
    assert take(folder).unpublished == [page().title]
    (folder / LESSON).write_text(text)
    assert take(folder).lines() == [f"changed: {LESSON}"]
    assert page().live


def test_history_says_that_a_page_was_taken_in(folder):
    client = Client()
    client.force_login(ada(), backend="django.contrib.auth.backends.ModelBackend")
    history = client.get(f"/cms/pages/{Page.objects.get(slug=page().slug).pk}/history/")
    assert "Taken in from the course folder" in history.content.decode()


def test_the_command_says_what_stayed_and_takes_several_folders(folder, capsys):
    retitle(page(), "What the author calls it")
    call_command("import_course", str(folder), str(folder))
    assert capsys.readouterr().out.splitlines() == [f"data-quality: {line}" for line in kept(LESSON) * 2]
    call_command("import_course", str(folder), overwrite=True)
    assert capsys.readouterr().out.splitlines() == [f"changed: {LESSON}"]
