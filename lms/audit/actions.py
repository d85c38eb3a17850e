"""The front door of the audit trail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lms.audit.models import AuditEvent


def record(
    *, by: UUID | None, action: str, subject: str, details: dict[str, Any], at: datetime
) -> AuditEvent:
    """Add one event, in the caller's transaction, so that an act and its trail stand or fall together.

    `by` is the uuid of the acting person, or None for the system. `details` must be JSON and must hold no
    names or addresses: erasing a person does not reach into the trail.
    """
    return AuditEvent.objects.create(by=by, action=action, subject=subject, details=details, at=at)
