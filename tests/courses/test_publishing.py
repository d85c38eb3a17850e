"""Rows follow pages (design, decision 1), one rule a test."""

import pytest
from wagtail.models import Locale, Page

from courses.models import (
    CatalogPage,
    Course,
    CoursePage,
    CourseStep,
    Lesson,
    LessonPage,
    Module,
    ModulePage,
    PublishedCourse,
    PublishedLesson,
    StepCompletion,
)
from tests.factories import courses as make
from tests.factories.accounts import amara, tom

pytestmark = pytest.mark.django_db


def step(lesson: Lesson) -> CourseStep:
    return CourseStep.objects.get(kind="read", key=str(lesson.uuid))


def titles() -> list[str]:
    outline = PublishedCourse.objects.get(language="en-gb").outline
    return [lesson["title"] for module in outline["modules"] for lesson in module["lessons"]]


def test_publishing_makes_rows_and_read_steps_in_the_order_of_the_tree():
    course = make.course()
    lessons = make.lessons(course)
    assert [lesson.title for lesson in lessons] == [
        "Good enough for what?",
        "Fix the cause",
        "Six questions",
        "Valid is not accurate",
    ]
    assert lessons[0].slug == "good-enough-for-what"
    steps = CourseStep.objects.live().filter(course=course).order_by("order")
    assert [(each.kind, each.key) for each in steps] == [("read", str(lesson.uuid)) for lesson in lessons]


def test_a_row_has_the_uuid_of_its_page():
    course = make.course()
    assert course.uuid == CoursePage.objects.get().translation_key
    assert {row.uuid for row in Lesson.objects.all()} == {p.translation_key for p in LessonPage.objects.all()}


def test_publishing_again_updates_the_row():
    lesson = make.lessons(make.course())[0]
    page = make.lesson_page(lesson.title)
    page.title = "Good enough for which use?"
    page.save_revision().publish()
    row = Lesson.objects.get(pk=lesson.pk)
    assert row.title == "Good enough for which use?"
    assert step(row).label == "Good enough for which use?"
    assert titles()[0] == "Good enough for which use?"


def test_a_draft_shows_nowhere():
    make.course()
    module = ModulePage.objects.first()
    module.add_child(instance=LessonPage(title="Not yet", body=make.plain_body(), live=False))
    assert not Lesson.objects.filter(title="Not yet").exists()
    page = make.lesson_page("Fix the cause")
    page.title = "A better title"
    page.save_revision()
    assert "A better title" not in titles()


def test_unpublishing_retires_the_step_for_those_who_have_not_completed_it():
    course = make.course()
    lesson = make.lessons(course)[0]
    mine, theirs = make.enrolled(amara(), course, started=True), make.enrolled(tom(), course, started=True)
    make.read(mine, lesson)
    make.lesson_page(lesson.title).unpublish()
    retired = step(lesson)
    assert retired.retired_at is not None
    assert StepCompletion.objects.filter(enrollment=mine, step=retired).exists()
    assert not make.read(theirs, *make.lessons(course)[:-1])
    assert make.read(theirs, make.lessons(course)[-1]), "the three that are left are all that is asked"


def test_publishing_it_again_brings_the_same_step_back():
    lesson = make.lessons(make.course())[0]
    page = make.lesson_page(lesson.title)
    before = step(lesson)
    page.unpublish()
    LessonPage.objects.get(pk=page.pk).save_revision().publish()
    after = step(lesson)
    assert (after.pk, after.retired_at) == (before.pk, None)
    assert Lesson.objects.get(uuid=lesson.uuid).pk == lesson.pk


def test_unpublishing_a_module_takes_its_lessons_away():
    course = make.course()
    ModulePage.objects.get(title="Fit for purpose").unpublish()
    assert [lesson.title for lesson in make.lessons(course)] == ["Six questions", "Valid is not accurate"]
    assert titles() == ["Six questions", "Valid is not accurate"]


def test_unpublishing_a_course_takes_all_of_it_away_and_completes_nobody():
    course = make.course()
    enrollment = make.enrolled(amara(), course, started=True)
    make.read(enrollment, make.lessons(course)[0])
    CoursePage.objects.get().unpublish()
    course.refresh_from_db()
    enrollment.refresh_from_db()
    assert course.retired_at is not None
    assert not PublishedCourse.objects.exists()
    assert not PublishedLesson.objects.exists()
    assert not CourseStep.objects.live().exists()
    assert enrollment.completed_at is None


def test_whoever_has_read_all_that_is_left_has_completed_the_course():
    course = make.course()
    enrollment = make.enrolled(amara(), course, started=True)
    *most, last = make.lessons(course)
    make.read(enrollment, *most)
    make.lesson_page(last.title).unpublish()
    enrollment.refresh_from_db()
    assert enrollment.completed_at is not None


def test_a_copy_makes_a_new_row():
    course = make.course()
    page = make.lesson_page("Six questions")
    page.copy(update_attrs={"title": "Six more", "slug": "six-more"}, to=page.get_parent(), keep_live=True)
    assert Lesson.objects.get(title="Six questions").uuid == page.translation_key
    assert Lesson.objects.get(title="Six more").uuid != page.translation_key
    assert CourseStep.objects.live().filter(course=course).count() == 5


def test_a_copied_module_gives_its_lessons_addresses_of_their_own():
    course = make.course()
    module = ModulePage.objects.get(title="Six dimensions")
    module.copy(
        recursive=True,
        update_attrs={"title": "Again", "slug": "again"},
        to=module.get_parent(),
        keep_live=True,
    )
    slugs = [lesson.slug for lesson in make.lessons(course)]
    assert len(slugs) == len(set(slugs)) == 6
    assert "six-questions-2" in slugs


def test_a_translation_keeps_the_row():
    course = make.course()
    welsh = Locale.objects.get_or_create(language_code="cy")[0]
    CatalogPage.objects.get().copy_for_translation(welsh)
    for page in (CoursePage.objects.get(), *ModulePage.objects.all(), *LessonPage.objects.all()):
        translated = page.copy_for_translation(welsh)
        translated.title = f"{page.title} (cy)"
        translated.save_revision().publish()
    assert Course.objects.get() == course
    assert Lesson.objects.count() == 4
    assert set(Lesson.objects.values_list("title", flat=True)) & {"Six questions"}, (
        "the leading language's title"
    )
    assert set(PublishedCourse.objects.values_list("language", flat=True)) == {"en-gb", "cy"}
    assert PublishedLesson.objects.filter(lesson__title="Six questions").count() == 2


def test_deleting_a_page_never_deletes_a_row():
    course = make.course()
    lesson = make.lessons(course)[0]
    enrollment = make.enrolled(amara(), course, started=True)
    make.read(enrollment, lesson)
    make.lesson_page(lesson.title).delete()
    lesson.refresh_from_db()
    assert lesson.retired_at is not None
    assert StepCompletion.objects.filter(enrollment=enrollment).count() == 1
    assert lesson.title not in titles()


def test_deleting_the_whole_tree_leaves_the_rows():
    course = make.course()
    make.enrolled(amara(), course)
    CoursePage.objects.get().delete()
    course.refresh_from_db()
    assert course.retired_at is not None
    assert (Module.objects.count(), Lesson.objects.count()) == (2, 4)
    assert not PublishedLesson.objects.exists()


def test_moving_a_lesson_takes_its_row_and_progress_along():
    course = make.course()
    lesson = make.lessons(course)[0]
    enrollment = make.enrolled(amara(), course, started=True)
    make.read(enrollment, lesson)
    target = ModulePage.objects.get(title="Six dimensions")
    make.lesson_page(lesson.title).move(target, pos="last-child")
    lesson.refresh_from_db()
    assert lesson.module.title == "Six dimensions"
    assert titles()[-1] == lesson.title
    assert StepCompletion.objects.filter(enrollment=enrollment, step=step(lesson)).exists()


def test_moving_a_module_changes_the_order():
    make.course()
    Page.objects.get(title="Six dimensions").specific.move(CoursePage.objects.get(), pos="first-child")
    assert titles()[0] == "Six questions"


def test_a_lesson_does_not_move_to_another_course():
    make.course()
    other = make.course_page("Another", slug="another", modules={"Other module": ["Other lesson"]})
    module = ModulePage.objects.child_of(other).get()
    assert not make.lesson_page("Six questions").can_move_to(module)
    assert make.lesson_page("Six questions").can_move_to(ModulePage.objects.get(title="Fit for purpose"))


def test_a_new_address_is_followed_at_once():
    make.course()
    page = make.lesson_page("Six questions")
    page.slug = "six"
    page.save_revision().publish()
    assert PublishedLesson.objects.get(lesson__title="Six questions").path == "data-quality/six"


def test_two_lessons_may_swap_addresses():
    make.course()
    one, two = make.lesson_page("Six questions"), make.lesson_page("Valid is not accurate")
    for page, slug in ((one, "for-now"), (two, "six-questions"), (one, "valid-is-not-accurate")):
        page.slug = slug
        page.save_revision().publish()
    assert Lesson.objects.get(title="Six questions").slug == "valid-is-not-accurate"
    assert Lesson.objects.get(title="Valid is not accurate").slug == "six-questions"


def test_the_address_of_a_lesson_is_its_own_in_the_course(django_user_model):
    from courses.models.pages import slug_problem

    make.course()
    course = CoursePage.objects.get()
    page = make.lesson_page("Six questions")
    assert slug_problem("fix-the-cause", course, but=page)
    assert slug_problem("six-questions", course, but=page) is None
    assert slug_problem("start", course, but=page)


def test_a_course_holds_modules_and_a_module_lessons():
    assert CoursePage.allowed_subpage_models() == [ModulePage]
    assert ModulePage.allowed_subpage_models() == [LessonPage]
    assert LessonPage.allowed_subpage_models() == []
    assert CatalogPage.allowed_subpage_models() == [CoursePage]
    assert LessonPage.allowed_parent_page_models() == [ModulePage]
