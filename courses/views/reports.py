"""Authors' reports in the CMS, each also as a file: what to look at again, and where things come from."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from courses import actions, queries
from courses.facts import Use
from courses.models import Fact
from courses.queries import reviewing


class AuthorsReport(ReportView):
    """A list of rows that is no table of the database."""

    permission_policy = ModelPermissionPolicy(Fact)
    any_permission_required = {"change"}
    is_searchable = False
    name = ""

    @property
    def index_url_name(self) -> str:  # type: ignore[override]
        return self.name

    @property
    def index_results_url_name(self) -> str:  # type: ignore[override]
        return f"{self.name}_results"

    def rows(self) -> list[Any]:
        raise NotImplementedError

    def get_queryset(self) -> Any:
        return self.rows()

    def get_filename(self) -> str:
        return f"{self.name.replace('_', '-')}-{timezone.localdate().isoformat()}"


class ToReviewView(AuthorsReport):
    name = "courses_to_review"
    page_title = "To review"
    header_icon = "clipboard-list"
    results_template_name = "courses/cms/to_review_results.html"
    no_results_message = "Nothing waits for a review."
    export_headings = {
        "mark.get_kind_display": "What",
        "title": "Title",
        "mark.course": "Course",
        "mark.fact.key": "Fact",
        "mark.before.fact": "The fact before",
        "mark.fact.text": "The fact now",
        "mark.since": "Since",
    }
    list_export = list(export_headings)

    def rows(self) -> list[dict[str, Any]]:
        marks = list(queries.open_marks())
        uses: dict[tuple[str, str, UUID], Use] = {
            (key, use.kind, use.uuid): use
            for key, found in queries.uses_of_facts({mark.fact.key for mark in marks}).items()
            for use in found
        }
        rows = []
        for mark in marks:
            use = uses.get((mark.fact.key, mark.kind, mark.of))
            rows.append(
                {
                    "mark": mark,
                    "title": use.title if use else mark.title,
                    "edit_url": use.edit_url if use else "",
                    "fact_url": reverse("wagtailsnippets_courses_fact:edit", args=[mark.fact.pk]),
                }
            )
        return rows


class ToCheckView(AuthorsReport):
    name = "courses_to_check"
    page_title = "Facts and courses to check"
    header_icon = "history"
    no_results_message = "Every fact was read at its official source within 12 months."
    columns = [
        Column("why", label="Why"),
        TitleColumn("name", label="Fact or course", get_url=lambda row: row.edit_url),
        Column("text", label="What it says"),
        DateColumn("day", label="Read on, or due on"),
        Column("uses", label="Lessons and questions"),
    ]
    export_headings = {
        "why": "Why",
        "name": "Fact or course",
        "text": "What it says",
        "day": "Read on, or due on",
        "uses": "Lessons and questions that rest on it",
    }
    list_export = list(export_headings)

    def rows(self) -> list[reviewing.ToCheck]:
        return reviewing.to_check(timezone.localdate())


class LinksView(AuthorsReport):
    name = "courses_links"
    page_title = "Links"
    header_icon = "link"
    no_results_message = "No lesson and no fact holds a link."
    columns = [
        Column("url", label="Address"),
        Column("text", label="Words"),
        DateColumn("read_on", label="Source read on"),
        TitleColumn("where", label="Where", get_url=lambda row: row.edit_url),
    ]
    export_headings = {"url": "Address", "text": "Words", "read_on": "Source read on", "where": "Where"}
    list_export = list(export_headings)

    def rows(self) -> list[reviewing.Link]:
        return reviewing.links()


REPORTS = [ToReviewView, ToCheckView, LinksView]


@require_POST
def clear_mark(request: HttpRequest, mark: int) -> HttpResponse:
    """An author has looked at a lesson or question since a fact under it changed."""
    if not request.user.has_perm("courses.change_fact"):
        return HttpResponse(status=403)
    with transaction.atomic(durable=True):
        cleared = actions.clear_marks(marks=[mark], by=request.user, at=timezone.now())
    if cleared:
        messages.success(request, "Marked as reviewed.")
    return HttpResponseRedirect(reverse("courses_to_review"))
