"""The pages that a manager reads: choose a unit, its gap map, one skill in it."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.reports.queries.details import gap_detail, skill_at
from assessments.reports.queries.maps import VIEWS, gap_map
from assessments.reports.queries.sentences import lead, three_sentences
from assessments.reports.queries.units import starting_points
from assessments.reports.views.opening import open_months, open_unit
from lms.disclosure.rules import SMALLEST_TESTED


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Which department to read about; straight to it where there is only one."""
    tops = starting_points(request.user)
    if not tops:
        raise Http404
    if len(tops) == 1:
        return redirect("gap_map", department=tops[0].uuid)
    return render(request, "reports/reports.html", {"units": tops})


@login_required
@require_safe
def gap_map_page(request: HttpRequest, department: UUID) -> HttpResponse:
    scope = open_unit(request, department)
    months = open_months(request)
    if months is None:
        return render(request, "reports/no_snapshot.html", {"scope": scope})
    number = request.GET.get("page", "1")
    page = gap_map(
        scope=scope,
        months=months,
        user=request.user,
        sort=request.GET.get("sort", "short"),
        page=int(number) if number.isdecimal() and len(number) < 4 else 1,
        view=request.GET.get("view", "share"),
    )
    month = kept("month", "" if months.is_latest else f"{months.shown.month:%Y-%m}")
    view = kept("view", page.view, unless="share")
    sort = kept("sort", page.sort, unless="short")
    across = kept("page", str(page.page), unless="1")
    context = {
        "scope": scope,
        "page": page,
        "months": months,
        "sentences": three_sentences(page),
        "smallest_tested": SMALLEST_TESTED,
        # What other addresses keep of this one: a skill the month, a unit the view too, and so on.
        "query": with_query(month),
        "map_query": with_query(month | view),
        "views": [
            {
                "name": name,
                "url": with_query(month | sort | across | kept("view", name, unless="share")) or "?",
            }
            for name in VIEWS
        ],
        "sort_query": urlencode(month | view | across),
        "page_query": urlencode(month | view | sort),
    }
    return render(request, "reports/gap_map.html", context)


def kept(name: str, value: str, *, unless: str = "") -> dict[str, str]:
    """A part of an address, empty where it would say what goes without saying."""
    return {} if value == unless else {name: value}


def with_query(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""


@login_required
@require_safe
def gap_detail_page(request: HttpRequest, department: UUID, skill: UUID) -> HttpResponse:
    scope = open_unit(request, department)
    months = open_months(request)
    if months is None:
        return render(request, "reports/no_snapshot.html", {"scope": scope})
    found = skill_at(skill)
    if found is None:
        raise Http404
    asked, levels = found
    detail = gap_detail(scope=scope, months=months, skill=asked, levels=levels, user=request.user)
    context = {
        "scope": scope,
        "detail": detail,
        "lead": lead(detail) if detail.is_published else None,
        "months": months,
        "query": "" if months.is_latest else f"?month={months.shown.month:%Y-%m}",
    }
    return render(request, "reports/gap_detail.html", context)
