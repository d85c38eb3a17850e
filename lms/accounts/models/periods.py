"""From a first day to a last."""

from datetime import date

from django.db.models import Q


def in_force(on: date, *, prefix: str = "") -> Q:
    """Rows with `starts_on` and `ends_on` that hold on a day. `ends_on` is the last day, itself included."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )
