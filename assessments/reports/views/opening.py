"""What every page and file of a unit does first: who may read it, and which month it shows."""

from uuid import UUID

from django.http import Http404, HttpRequest

from assessments.reports.queries.months import Months, NoSuchMonth, months
from assessments.reports.queries.units import Scope, scope


def open_unit(request: HttpRequest, department: UUID) -> Scope:
    """The unit of an address. Denied and missing look the same: 404."""
    found = scope(user=request.user, uuid=department)
    if found is None:
        raise Http404
    return found


def open_months(request: HttpRequest) -> Months | None:
    """The month of `?month=2026-10`, or the latest; None before the first snapshot."""
    try:
        return months(request.GET.get("month", ""))
    except NoSuchMonth as missing:
        raise Http404 from missing
