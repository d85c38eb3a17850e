"""Which versions count."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from assessments.bank.models import QuestionVersion

CONTENT = ("uuid", "form", "select", "stem_format", "stem", "options", "key")
MOST_KEPT = 5000
_contents: dict[UUID, dict[str, Any]] = {}


def withdrawn_versions() -> set[UUID]:
    """Uuids of all versions that count for nothing: their key was wrong. One query; there are few."""
    return set(QuestionVersion.objects.filter(withdrawn_at__isnull=False).values_list("uuid", flat=True))


def version_contents(uuids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """{uuid: CONTENT by field} of these versions, read once a process: a trigger holds that they never
    change. What may change, the withdrawal, is not in it. No query when all are known, else one."""
    missing = [uuid for uuid in uuids if uuid not in _contents]
    found = {uuid: _contents[uuid] for uuid in uuids if uuid in _contents}
    if missing:
        read = QuestionVersion.objects.filter(uuid__in=missing).values(*CONTENT)
        new = {row["uuid"]: row for row in read}
        found |= new
        if len(_contents) + len(new) > MOST_KEPT:
            _contents.clear()
        _contents.update(new)
    return found
