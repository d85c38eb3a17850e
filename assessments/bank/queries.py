"""Questions as other packages read them."""

from uuid import UUID

from assessments.bank.models import QuestionVersion


def withdrawn_versions() -> set[UUID]:
    """Uuids of all versions that count for nothing: their key was wrong. One query; there are few."""
    return set(QuestionVersion.objects.filter(withdrawn_at__isnull=False).values_list("uuid", flat=True))
