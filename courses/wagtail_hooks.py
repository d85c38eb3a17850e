"""The CMS as an author needs it: pages, pictures, facts, questions and reports, nothing else in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from courses import actions
from courses.importing.marks import TAKEN_IN
from courses.models import Fact, Term
from courses.views.facts import FactViewSet, KeptFacts
from courses.views.glossary import KeptTerms, TermViewSet
from courses.views.reports import REPORTS, clear_mark

# Wagtail shows these to everyone who may enter. They are the administrator's: redirects, workflows, locks,
# logs.
ADMINISTRATORS_ONLY = {"settings", "help", "documents"}

register_permission_policy(Fact, KeptFacts(Fact))
register_snippet(FactViewSet)
register_permission_policy(Term, KeptTerms(Term))
register_snippet(TermViewSet)


@hooks.register("construct_main_menu")
def leave_out_what_authors_do_not_need(request: HttpRequest, items: list[Any]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ADMINISTRATORS_ONLY]


@hooks.register("construct_reports_menu")
def leave_authors_their_reports(request: HttpRequest, items: list[Any]) -> None:
    if not request.user.is_superuser:
        ours = {report.name for report in REPORTS}
        items[:] = [item for item in items if item.name in ours]


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("courses.change_fact")


def report_menu_item(report: Any, order: int) -> None:
    @hooks.register("register_reports_menu_item")
    def item() -> MenuItem:
        return ReportMenuItem(
            report.page_title,
            reverse(report.name),
            name=report.name,
            icon_name=report.header_icon,
            order=order,
        )


@hooks.register("register_log_actions")
def history_of_imports(actions: Any) -> None:
    @actions.register_action(TAKEN_IN)
    class TakenIn(LogFormatter):
        label = "Take in from a folder"

        def format_message(self, log_entry: Any) -> str:
            retired = log_entry.data.get("retired")
            return "Retired: no longer in the course folder" if retired else "Taken in from the course folder"


for number, report in enumerate(REPORTS):
    report_menu_item(report, 100 + number)


@hooks.register("register_admin_urls")
def addresses_of_reports() -> list[URLPattern]:
    found = []
    for report in REPORTS:
        address = report.name.removeprefix("courses_").replace("_", "-")
        found += [
            path(f"reports/{address}/", report.as_view(), name=report.name),
            path(
                f"reports/{address}/results/",
                report.as_view(results_only=True),
                name=f"{report.name}_results",
            ),
        ]
    return [*found, path("reports/to-review/<int:mark>/", clear_mark, name="courses_clear_mark")]


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def what_rests_on_a_fact_follows(request: HttpRequest, instance: Any) -> None:
    if isinstance(instance, Fact):
        marks = actions.fact_changed(fact=Fact.objects.get(pk=instance.pk), at=timezone.now())
        if marks:
            count = len(marks)
            what = f"{count} lessons and questions are" if count > 1 else "One lesson or question is"
            messages.warning(
                request,
                f"{what} marked for review, because the fact has changed.",
                buttons=[messages.button(reverse("courses_to_review"), "See which")],
            )


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def lessons_follow_a_word(request: HttpRequest, instance: Any) -> None:
    if isinstance(instance, Term):
        actions.term_changed(term=Term.objects.get(pk=instance.pk), at=timezone.now())


@hooks.register("after_delete_snippet")
def lessons_lose_a_word(request: HttpRequest, instances: list[Any]) -> None:
    for instance in instances:
        if isinstance(instance, Term):
            actions.forget_term(term=instance, at=timezone.now())
