"""The glossary: a page for everyone, and its words in the CMS."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from courses import queries
from courses.forms import KeptKeyForm
from courses.models import Term


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word that lessons explain, by its first letter."""
    return render(request, "courses/glossary.html", {"letters": queries.glossary()})


class KeptTerms(ModelPermissionPolicy):
    """Authors add and change; only administrators take a word out."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "delete":
            return bool(user.is_active and user.is_superuser)
        return super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class TermForm(KeptKeyForm):
    kept = "term"


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "openquote"
    menu_label = "Glossary"
    menu_order = 230
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        Column("term", label="Word", sort_key="term"),
        Column("expansion", label="Spelt out"),
        Column("definition", label="What it means"),
    ]
    search_fields = ["term", "expansion", "synonyms"]
    search_backend_name = None  # a plain filter: there are some hundreds
    edit_handler = ObjectList(
        [FieldPanel("term"), FieldPanel("expansion"), FieldPanel("definition"), FieldPanel("synonyms")],
        base_form_class=TermForm,
    )


urlpatterns = [path("", glossary, name="glossary")]
