"""Facts in the CMS: list, editor with all that rests on a fact, chooser."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses import queries
from courses.forms import KeptKeyForm
from courses.models import Fact


class KeptFacts(ModelPermissionPolicy):
    """Authors add and change; nobody deletes, superusers included: lessons and questions name it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class UsesPanel(Panel):
    """Every lesson and question that rests on the fact, and which of them still wait to be looked at."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/cms/fact_uses.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            key = self.instance.key
            waiting = {(mark.kind, mark.of): mark for mark in queries.open_marks().filter(fact=self.instance)}
            uses = queries.uses_of_facts([key]).get(key, [])
            return {
                **super().get_context_data(parent_context),
                "uses": [{"use": use, "mark": waiting.get((use.kind, use.uuid))} for use in uses],
            }


class FactChooserViewSet(SnippetChooserViewSet):
    choose_one_text = "Choose a fact"
    page_title = "Choose a"  # Wagtail writes "fact" behind it
    choose_another_text = "Choose another fact"
    edit_item_text = "Edit this fact"


class FactViewSet(SnippetViewSet):
    model = Fact
    icon = "info-circle"
    menu_label = "Facts"
    menu_order = 220
    add_to_admin_menu = True
    copy_view_enabled = False
    chooser_viewset_class = FactChooserViewSet
    list_display = [
        Column("key", label="Number", sort_key="key"),
        Column("text", label="What is so"),
        Column("status", label="How it was checked", accessor=Fact.get_status_display, sort_key="status"),
        Column("read_on", label="Sources read on", sort_key="read_on"),
    ]
    list_filter = {"status": ["exact"]}
    search_fields = ["key", "text"]
    search_backend_name = None  # a plain filter: there are some hundreds
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            FieldPanel("text"),
            FieldPanel("sources"),
            FieldRowPanel([FieldPanel("read_on"), FieldPanel("status")]),
            UsesPanel(heading="What rests on it"),
        ],
        base_form_class=KeptKeyForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Fact.objects.all()
