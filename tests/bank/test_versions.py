"""Publishing makes versions; a version never changes (design, decisions 8 and 9)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from assessments.bank.actions import withdraw
from assessments.bank.models import Question, QuestionVersion
from assessments.bank.models.stems import first_words, render_stem
from assessments.bank.queries import withdrawn_versions
from tests.factories import attempts, bank, frameworks
from tests.factories.accounts import ada, gwen

pytestmark = pytest.mark.django_db


def test_a_draft_has_no_version_and_is_not_asked():
    draft = bank.draft()
    assert draft.live_version is None
    assert not Question.objects.askable().exists()


def test_publishing_makes_a_version_with_all_that_was_asked():
    question = bank.question(form="multiple", select=2, right="ac")
    version = question.live_version
    assert (version.number, version.form, version.select, version.key) == (1, "multiple", 2, ["a", "c"])
    assert version.options[1] == {"id": "b", "text": "Completeness", "reason": "Because of completeness."}
    assert version.guess == pytest.approx(1 / 6)
    assert (version.skill, version.level.slug) == (question.skill, "awareness")


@pytest.mark.parametrize(
    ("values", "guess"),
    [
        ({}, 0.25),
        ({"texts": ["True", "False"]}, 0.5),
        ({"form": "multiple", "right": "ab"}, 0),
        ({"form": "multiple", "right": "abc", "select": 3, "texts": list("uvwxyz")}, 0),
    ],
)
def test_the_guessing_floor_belongs_to_the_version(values, guess):
    assert bank.question(**values).live_version.guess == guess


def test_publishing_again_without_a_change_makes_none():
    question = bank.question()
    assert bank.edit(question) == question.live_version
    assert QuestionVersion.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"stem": "Which one?"},
        {"options": bank.options(right="b")},
        {"options": bank.options(["Accuracy", "Completeness", "Uniqueness"])},
        {"form": "multiple"},
        {"stem_format": "markdown"},
    ],
)
def test_any_change_of_what_is_asked_makes_a_new_version(change):
    question = bank.question()
    first = question.live_version
    second = bank.edit(question, **change)
    assert (first.number, second.number) == (1, 2)
    assert QuestionVersion.objects.get(number=1).content() == first.content()


def test_another_level_makes_a_new_version_and_another_module_does_not():
    taught = attempts.course(questions=1)
    question = bank.question(course=taught.course)
    assert bank.edit(question, module=taught.module).number == 1
    working = frameworks.level(question.skill.framework, "working")
    assert bank.edit(question, level=working).number == 2


def test_saving_a_draft_of_a_published_question_changes_nothing_for_learners():
    question = bank.question()
    changed = question.get_latest_revision_as_object()
    changed.stem = "Something else?"
    changed.save_revision()
    question = Question.objects.get(pk=question.pk)
    assert question.live_version.number == 1
    assert question.live_version.stem != "Something else?"


def test_an_old_draft_published_later_does_not_bring_its_old_pointer_along():
    question = bank.question()
    old = question.get_latest_revision_as_object().save_revision()
    bank.edit(question, stem="The second wording?")
    old.publish()
    question = Question.objects.get(pk=question.pk)
    assert question.live_version.number == 3
    assert question.stem.startswith("A postcode")


def test_scheduled_publishing_makes_the_version_when_its_time_comes():
    question = bank.question()
    later = timezone.now() + timedelta(days=2)
    changed = question.get_latest_revision_as_object()
    changed.stem, changed.go_live_at = "From Thursday on?", later
    changed.save_revision().publish()
    assert Question.objects.get(pk=question.pk).live_version.number == 1
    with time_machine.travel(later + timedelta(minutes=1)):
        call_command("publish_scheduled")
    version = Question.objects.get(pk=question.pk).live_version
    assert (version.number, version.stem) == (2, "From Thursday on?")


@pytest.mark.filterwarnings("ignore:get_connection")  # Wagtail's own notice to the author
def test_a_workflow_that_is_approved_makes_the_version():
    draft = bank.draft()
    task = GroupApprovalTask.objects.create(name="Second pair of eyes")
    workflow = Workflow.objects.create(name="Questions")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    state = workflow.start(draft, gwen())
    state.current_task_state.approve(user=ada())
    assert Question.objects.get(pk=draft.pk).live_version.number == 1


@pytest.mark.parametrize("change", [{"stem": "Another"}, {"key": ["b"]}, {"guess": 0.1}, {"number": 7}])
def test_the_database_refuses_to_change_a_version(change):
    version = bank.question().live_version
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        QuestionVersion.objects.filter(pk=version.pk).update(**change)


def test_a_withdrawal_is_for_good():
    version = bank.question().live_version
    withdraw(version=version, by=gwen(), at=bank.AT)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        QuestionVersion.objects.filter(pk=version.pk).update(withdrawn_at=None)
    assert withdrawn_versions() == {version.uuid}


def test_a_withdrawn_question_is_asked_again_only_with_other_words():
    question = bank.question()
    withdraw(version=question.live_version, by=gwen(), at=bank.AT)
    assert not Question.objects.askable().exists()
    assert bank.edit(question) is None
    assert bank.edit(question, options=bank.options(right="b")).number == 2


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"options": bank.options(right="")}, "options", "Tick “Right answer”"),
        ({"options": bank.options(right="ab")}, "options", "Only one option can be right"),
        ({"options": bank.options(right="abcd"), "form": "multiple"}, "options", "Every option is ticked"),
        ({"options": bank.options(["One", "one ", "Two"])}, "options", "Two options say the same"),
        ({"select": 1}, "select", "Leave this empty"),
        ({"select": 3, "form": "multiple", "options": bank.options(right="ab")}, "select", "Enter 2"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_in_plain_words(values, field, words):
    question = bank.draft()
    for name, value in values.items():
        setattr(question, name, value)
    with pytest.raises(ValidationError) as refused:
        question.clean()
    assert words in refused.value.message_dict[field][0]


def test_only_levels_that_the_skill_defines_are_taken():
    essentials = bank.data_quality().framework
    short = frameworks.skill(essentials, "data-ethics", levels=["awareness"])
    question = bank.draft(skill=short)
    question.level = frameworks.level(essentials, "expert")
    with pytest.raises(ValidationError, match="does not define expert"):
        question.clean()


def test_a_module_of_another_course_is_refused():
    one, other = attempts.course(questions=0), attempts.course(questions=0)
    question = bank.draft(course=one.course)
    question.module = other.module
    with pytest.raises(ValidationError, match="not in"):
        question.clean()


def test_names_count_up_behind_the_course():
    taught = attempts.course(questions=0, slug="data-quality")
    bank.draft("data-quality-q7", course=taught.course)
    assert bank.draft(course=taught.course).slug == "data-quality-q8"
    assert bank.draft().slug == "data-quality-q9"


def test_further_is_what_lies_above_the_course():
    taught = attempts.course(questions=1, further=1, level="awareness")
    assert [question.is_further for question in taught.questions] == [False, True]
    assert not bank.draft(level="expert").is_further


TABLE = """Every value passes the format check.

| Case | Opened |
|---|---|
| 101 | <b>03/02/2026</b> |

Which rule would catch it?"""


def test_a_table_in_a_stem_is_a_real_table_and_nothing_else_is_html():
    html = render_stem(TABLE, "markdown")
    assert '<th scope="col" class="govuk-table__header">Case</th>' in html
    assert "&lt;b&gt;03/02/2026&lt;/b&gt;" in html
    assert html.count('<p class="wm-q-stem">') == 2
    assert "<table" not in render_stem(TABLE, "text")
    assert render_stem("5 < 6 & 7", "text") == '<p class="wm-q-stem">5 &lt; 6 &amp; 7</p>'


def test_markdown_brings_no_links_pictures_or_scripts():
    html = render_stem("[x](javascript:alert(1)) ![y](z.png) <script>1</script>", "markdown")
    assert "<a" not in html
    assert "<img" not in html
    assert "<script" not in html


def test_a_list_shows_the_beginning_of_a_stem():
    assert first_words("A word. " * 30).endswith("…")
    assert len(first_words("A word. " * 30)) <= 70
