"""Questions in the CMS: list, editor, chooser. Nobody deletes a question, because answers name it."""

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet, SnippetCreateView
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from assessments.bank.actions import WITHDRAWN
from assessments.bank.forms import NewQuestionForm, QuestionForm
from assessments.bank.models import Question
from assessments.bank.views import WithdrawView
from courses.models import Fact, ReviewMark
from courses.queries import open_marks


class KeptQuestions(ModelPermissionPolicy):
    """Authors add, change and publish; nobody deletes, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(Question, KeptQuestions(Question))


class DraftCreateView(SnippetCreateView):
    """The stock view publishes at once and without a revision (design, decision 9): here it is a draft."""

    request: HttpRequest

    def save_form(self, form: NewQuestionForm) -> Question:
        question = form.save(commit=False)
        question.live = False
        question.has_unpublished_changes = True
        question.save()
        question.save_revision(user=self.request.user, clean=False)  # no options yet
        return question


class QuestionChooserViewSet(SnippetChooserViewSet):
    create_view_class = DraftCreateView
    creation_form_class = NewQuestionForm
    creation_tab_label = "Write a new one"
    create_action_label = "Save as a draft"
    choose_one_text = "Choose a question"
    page_title = "Choose a"  # Wagtail writes "question" behind it
    choose_another_text = "Choose another question"
    edit_item_text = "Edit this question"


class QuestionEditView(EditView):
    """The stock view, with a way to withdraw a question whose key was wrong."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("withdraw"):
            url = reverse("wagtailsnippets_bank_question:withdraw", args=[self.object.pk])
            buttons.append(Button("Withdraw this question", url=url, icon_name="warning", priority=60))
        return buttons


class FactsPanel(Panel):
    """The facts of a question, to read, and what has changed in them since it was last in order."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "bank/facts_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.facts)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            marks = open_marks().filter(kind=ReviewMark.Kind.QUESTION, of=self.instance.uuid)
            changed = {mark.fact_id: mark for mark in marks}
            facts = Fact.objects.filter(key__in=self.instance.facts)
            context["facts"] = [(fact, changed.get(fact.pk)) for fact in facts]
            return context


def asked_of_learners(question: Question) -> str:
    if question.live and question.live_version_id is None:
        return "No, withdrawn"
    return "Yes" if question.live else "No"


class QuestionViewSet(SnippetViewSet):
    model = Question
    edit_view_class = QuestionEditView
    icon = "help"
    menu_label = "Questions"
    menu_order = 210
    add_to_admin_menu = True
    copy_view_enabled = False
    chooser_viewset_class = QuestionChooserViewSet
    list_display = [
        "in_short",
        Column("slug", label="Short name", sort_key="slug"),
        Column("skill", label="Skill", accessor=lambda question: question.skill.name),
        Column("level", label="Level", accessor=lambda question: question.level.name),
        Column("module", label="Module", accessor=lambda question: question.module and question.module.title),
        Column("asked", label="Asked", accessor=asked_of_learners),
        LiveStatusTagColumn(),
    ]
    list_filter = {"course": ["exact"], "skill": ["exact"], "level": ["exact"]}
    ordering = ["course__title", "module__order", "slug"]
    search_fields = ["slug", "stem"]
    search_backend_name = None  # a plain filter: the bank is small
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("shows"), FieldPanel("place")], heading="What it is about", icon="crosshairs"
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("form"), FieldPanel("select")]),
                    FieldPanel("stem_format"),
                    FieldPanel("stem"),
                ],
                heading="The question",
                icon="help",
            ),
            FieldPanel("options", heading="Options, in the order in which learners see them"),
            FactsPanel(heading="What it rests on", icon="info-circle"),
            PublishingPanel(),
        ],
        base_form_class=QuestionForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        withdraw = self.construct_view(WithdrawView)
        return [*super().get_urlpatterns(), path("withdraw/<int:pk>/", withdraw, name="withdraw")]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Question.objects.select_related("skill", "level", "module__course", "course")


register_snippet(QuestionViewSet)


@hooks.register("register_permissions")
def who_may_withdraw() -> Any:
    return Permission.objects.filter(content_type__app_label="bank", codename="withdraw_question")


@hooks.register("register_log_actions")
def history_of_questions(actions: Any) -> None:
    @actions.register_action(WITHDRAWN)
    class Withdrawn(LogFormatter):
        label = "Withdraw"

        def format_message(self, log_entry: Any) -> str:
            return f"Version {log_entry.data['version']} withdrawn: it counts for nothing any more"
