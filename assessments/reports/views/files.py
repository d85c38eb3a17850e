"""The same tables as files. A download is noted in the audit trail: a file travels further than a page."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from assessments.reports.queries import tables
from assessments.reports.queries.details import gap_detail, skill_at
from assessments.reports.queries.maps import gap_map
from assessments.reports.queries.months import Months
from assessments.reports.queries.units import Scope
from assessments.reports.views.opening import open_months, open_unit
from lms.audit.actions import record
from lms.disclosure import records
from lms.disclosure.files import Column, write_csv
from lms.disclosure.gate import CHANGE, SHARE, SHORT, UNTESTED


@login_required
@require_GET
@transaction.atomic(durable=True)
def gap_map_file(request: HttpRequest, department: UUID) -> HttpResponse:
    scope, months = _open(request, department)
    page = gap_map(scope=scope, months=months, user=request.user, sort="az")
    board = records.board(months.shown.release, groups=scope.keys)
    return _file(
        request,
        scope,
        months,
        name=f"skill gaps {scope.unit.name} {months.shown.as_of}",
        columns=tables.MAP_COLUMNS,
        rows=tables.map_rows(page, board),
        measures=[SHARE, SHORT, UNTESTED, CHANGE],
    )


@login_required
@require_GET
@transaction.atomic(durable=True)
def gap_detail_file(request: HttpRequest, department: UUID, skill: UUID) -> HttpResponse:
    scope, months = _open(request, department)
    found = skill_at(skill)
    if found is None:
        raise Http404
    asked, levels = found
    page = gap_detail(scope=scope, months=months, skill=asked, levels=levels, user=request.user)
    return _file(
        request,
        scope,
        months,
        name=f"{asked.name} {scope.unit.name} {months.shown.as_of}",
        columns=tables.DETAIL_COLUMNS,
        rows=tables.detail_rows(page),
        measures=[SHARE, *tables.DISTANCE_NAMES],
    )


def _open(request: HttpRequest, department: UUID) -> tuple[Scope, Months]:
    scope = open_unit(request, department)
    months = open_months(request)
    if months is None:
        raise Http404  # there is nothing to take away yet
    return scope, months


def _file(
    request: HttpRequest,
    scope: Scope,
    months: Months,
    *,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    measures: Sequence[str],
) -> HttpResponse:
    """A CSV that spreadsheets open as UTF-8, with its definitions beneath, and a line in the audit trail."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.csv"'
    response.write("\ufeff")
    definitions = months.shown.release.definitions
    write_csv(
        response,
        columns=columns,
        rows=rows,
        notes=tables.notes(title=name, months=months, definitions=definitions, measures=measures),
    )
    record(
        by=request.user.uuid,  # type: ignore[union-attr]
        action="report.exported",
        subject=str(scope.unit.uuid),
        details={"path": request.path, "snapshot": str(months.shown.uuid)},
        at=timezone.now(),
    )
    return response
