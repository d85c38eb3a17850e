"""The same file again, changed: what it may change here, what it may not, and what it says it did."""

import pytest
from django.utils import timezone

from assessments.attempts.models import AttemptItem
from assessments.bank import actions, importing
from assessments.bank.blocks import KnowledgeCheckBlock
from assessments.bank.models import ImportedQuestion, Question, QuestionVersion
from courses.importing import CourseRefused
from lms import outbox
from tests.bank.test_importing import UUID, entry, with_facts, write
from tests.factories import attempts, bank

pytestmark = pytest.mark.django_db
SECOND = {"uuid": "41a82c24-34e6-4c48-a091-309ad53e3de2", "slug": "data-quality-q2", "stem": "And which now?"}


@pytest.fixture
def taught():
    return attempts.course(questions=0, slug="data-quality")


@pytest.fixture
def course(taught):
    return taught.course


def take(folder, course, *entries, **values):
    with_facts(folder)
    write(folder, *entries)
    assert importing.validate(folder, course_slug=course.slug, modules=["dimensions"]) == []
    return importing.take_in(folder, course=course, by=None, at=bank.AT, **values)


def one():
    return Question.objects.get(uuid=UUID)


def test_an_edit_of_an_author_stays_and_is_named_every_time(tmp_path, course):
    take(tmp_path, course, entry())
    bank.edit(one(), stem="What the author asks instead?")
    expected = ["Question data-quality-q1: kept as an author has it (stem, key)"]
    for _ in range(2):
        assert take(tmp_path, course, entry(key=["c"])) == expected
    assert (one().stem, one().live_version.key) == ("What the author asks instead?", ["b"])


def test_an_unchanged_file_does_not_undo_an_edit_either(tmp_path, course):
    take(tmp_path, course, entry())
    bank.edit(one(), stem="What the author asks instead?")
    assert take(tmp_path, course, entry()) == ["Question data-quality-q1: kept as an author has it (stem)"]
    assert one().stem == "What the author asks instead?"


def test_overwrite_takes_the_file_s_and_the_author_s_stays_in_the_history(tmp_path, course):
    take(tmp_path, course, entry())
    bank.edit(one(), stem="What the author asks instead?")
    lines = take(tmp_path, course, entry(key=["c"]), overwrite=True)
    assert lines == ["Question data-quality-q1: changed"]
    assert (one().stem, one().live_version.key) == ("Which dimension fails?", ["c"])
    assert [version.number for version in QuestionVersion.objects.order_by("pk")] == [1, 2, 3]
    assert one().revisions.count() == 3
    assert take(tmp_path, course, entry(key=["c"])) == []


def test_an_unpublished_draft_of_an_author_stays(tmp_path, course):
    take(tmp_path, course, entry())
    draft = one()
    draft.stem = "An author’s idea?"
    draft.save_revision()
    lines = take(tmp_path, course, entry(key=["c"]))
    assert lines == ["Question data-quality-q1: kept as an author has it (stem, key, as a draft)"]
    assert one().has_unpublished_changes
    assert one().live_version.key == ["b"]


def test_a_question_that_an_author_took_back_is_not_published_again(tmp_path, course):
    take(tmp_path, course, entry())
    one().unpublish()
    lines = take(tmp_path, course, entry())
    assert lines == ["Question data-quality-q1: kept as an author has it (not published)"]
    assert not one().live
    assert take(tmp_path, course, entry(), overwrite=True) == ["Question data-quality-q1: back in use"]


def test_an_edit_that_was_exported_is_the_file_s_from_then_on(tmp_path, course):
    take(tmp_path, course, entry())
    bank.edit(one(), stem="Better words?")
    assert take(tmp_path, course, entry(stem="Better words?")) == []
    assert take(tmp_path, course, entry(stem="Best words?")) == ["Question data-quality-q1: changed"]


def test_line_ends_of_a_browser_are_no_edit(tmp_path, course):
    before = entry(stem="First.\n\nSecond?")
    take(tmp_path, course, before)
    bank.edit(one(), stem="First.\r\n\r\nSecond?")
    assert take(tmp_path, course, before) == []


def test_what_the_file_dropped_is_retired_and_never_deleted(tmp_path, course):
    take(tmp_path, course, entry(), entry(**SECOND))
    lines = take(tmp_path, course, entry(**SECOND))
    assert lines == ["Question data-quality-q1: retired, no longer in the file"]
    assert not one().live
    assert one().versions.count() == 1
    assert take(tmp_path, course, entry(**SECOND)) == []
    assert take(tmp_path, course, entry(), entry(**SECOND)) == ["Question data-quality-q1: back in use"]
    assert one().live_version.number == 1


def test_a_running_attempt_keeps_its_answer_and_waits_for_no_retired_question(tmp_path, taught):
    course = taught.course
    take(tmp_path, course, entry(), entry(**SECOND))
    taught.placed[0] += Question.objects.order_by("slug")
    taught.publish()
    enrollment = attempts.learner(taught)
    attempts.answer(taught, enrollment, "b")
    answered, other = AttemptItem.objects.order_by("order")
    take(tmp_path, course, entry())
    outbox.drain(at=timezone.now())
    answered.refresh_from_db()
    other.refresh_from_db()
    assert (answered.excused_at, answered.response.is_correct) == (None, True)
    assert other.excused_at is not None, "nobody waits for a question that is gone"
    answered.attempt.refresh_from_db()
    assert answered.attempt.is_passed


def test_what_an_author_wrote_here_was_never_the_file_s_to_drop(tmp_path, course):
    take(tmp_path, course, entry())
    mine = bank.question("mine", course=course)
    assert take(tmp_path, course, entry(), overwrite=True) == []
    mine.refresh_from_db()
    assert mine.live


def test_a_dropped_question_that_an_author_changed_stays(tmp_path, course):
    take(tmp_path, course, entry(), entry(**SECOND))
    bank.edit(one(), stem="What the author asks instead?")
    lines = take(tmp_path, course, entry(**SECOND))
    assert lines == ["Question data-quality-q1: kept as an author has it; no longer in the file"]
    assert one().live
    lines = take(tmp_path, course, entry(**SECOND), overwrite=True)
    assert lines == ["Question data-quality-q1: retired, no longer in the file"]


def test_a_question_of_this_uuid_that_came_from_no_file_is_an_author_s(tmp_path, course):
    bank.question("data-quality-q1", uuid=UUID, course=course)
    (line,) = take(tmp_path, course, entry())
    assert line.startswith("Question data-quality-q1: kept as an author has it")
    assert not ImportedQuestion.objects.exists()


def test_two_questions_may_swap_their_slugs(tmp_path, course):
    take(tmp_path, course, entry(), entry(**SECOND))
    lines = take(
        tmp_path, course, entry(slug="data-quality-q2"), entry(**SECOND | {"slug": "data-quality-q1"})
    )
    assert len(lines) == 2
    assert one().slug == "data-quality-q2"
    assert (
        take(tmp_path, course, entry(slug="data-quality-q2"), entry(**SECOND | {"slug": "data-quality-q1"}))
        == []
    )


def test_a_slug_or_uuid_of_another_question_is_refused(tmp_path, course):
    bank.question("data-quality-q1", course=course)
    with pytest.raises(CourseRefused, match=r"questions\.json, line 7, slug: expected another slug"):
        take(tmp_path, course, entry())
    elsewhere = attempts.course(questions=1).questions[0]
    with pytest.raises(CourseRefused, match="expected another uuid: this one is a question of data-quality-"):
        take(tmp_path, course, entry(uuid=str(elsewhere.uuid), slug="data-quality-q9"))


def test_a_withdrawn_wording_is_named_until_the_file_is_mended(tmp_path, course):
    take(tmp_path, course, entry())
    actions.withdraw(version=one().live_version, by=None, at=bank.AT)
    assert take(tmp_path, course, entry()) == [
        "Question data-quality-q1: its wording is withdrawn; correct it in the file to bring it back"
    ]
    assert take(tmp_path, course, entry(key=["c"])) == ["Question data-quality-q1: changed"]
    assert one().live_version.number == 2


def test_a_lesson_that_still_places_a_retired_question_is_refused(tmp_path, course):
    take(tmp_path, course, entry(), entry(**SECOND))
    take(tmp_path, course, entry(**SECOND))
    with pytest.raises(ValueError, match="data-quality-q1 is no longer in it"):
        KnowledgeCheckBlock().from_attributes({"question": "data-quality-q1"})
