"""The pages that a manager reads: choose a unit, its gap map, one skill in it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.reports.queries.details import gap_detail, skill_at
from assessments.reports.queries.maps import gap_map
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
    )
    context = {
        "scope": scope,
        "page": page,
        "months": months,
        "sentences": three_sentences(page),
        "smallest_tested": SMALLEST_TESTED,
        "query": "" if months.is_latest else f"?month={months.shown.month:%Y-%m}",
    }
    return render(request, "reports/gap_map.html", context)


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
