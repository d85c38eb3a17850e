"""Raw data of attachments: stored once, and tied to each statement that brought it."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models.functions import Length

from lms.lrs.models import Attached, Attachment
from lms.lrs.store.receiving import Arrived


def attach(new: Iterable[Arrived], contents: Mapping[str, bytes]) -> None:
    """Keep what came with new statements. `contents` is by SHA-2 in lower case hex, and has been checked."""
    ties = sorted(
        {
            (one.id, sha2)
            for one in new
            for attachment in one.attachments()
            if (sha2 := attachment["sha2"].lower()) in contents
        }
    )
    Attachment.objects.bulk_create(
        [Attachment(sha2=sha2, content=contents[sha2]) for sha2 in sorted({sha2 for _, sha2 in ties})],
        ignore_conflicts=True,
        batch_size=20,
    )
    Attached.objects.bulk_create(
        [Attached(statement=uuid, sha2=sha2) for uuid, sha2 in ties], ignore_conflicts=True
    )


def attached_to(ids: Collection[UUID]) -> list[str]:
    """The SHA-2 of all raw data that came with these statements, each once."""
    return sorted(set(Attached.objects.filter(statement__in=ids).values_list("sha2", flat=True)))


def attached_by(ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The same by statement, for those that brought any."""
    found: dict[UUID, list[str]] = {}
    for uuid, sha2 in (
        Attached.objects.filter(statement__in=ids)
        .order_by("statement", "sha2")
        .values_list("statement", "sha2")
    ):
        found.setdefault(uuid, []).append(sha2)
    return found


def sizes_of(hashes: Collection[str]) -> dict[str, int]:
    """How many bytes each has, without reading them."""
    if not hashes:
        return {}
    rows = Attachment.objects.filter(sha2__in=list(hashes))
    return dict(rows.annotate(size=Length("content")).values_list("sha2", "size"))


def content_of(sha2: str) -> bytes:
    return bytes(Attachment.objects.values_list("content", flat=True).get(sha2=sha2))
