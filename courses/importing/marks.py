"""What the last import did to a page, so that an author's later change is told from the file's.

It stands in the page's history, where authors read it too: one line for each page that an import wrote or
retired, with the revision that says what the file said. No page or revision is ever deleted by an import."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

TAKEN_IN = "courses.import"  # stored in histories, so never renamed


@dataclass(frozen=True, slots=True)
class Mark:
    """`revision`: what the file said; `is_retired`: a later folder no longer had the page."""

    revision: int | None
    is_retired: bool


def marks_of(pages: Collection[int]) -> dict[int, Mark]:
    """Page id → its last mark; none for a page that never came from a file. One query."""
    lines = PageLogEntry.objects.filter(action=TAKEN_IN, page__in=list(pages)).order_by("pk")
    return {
        page: Mark(revision, bool(data.get("retired")))
        for page, revision, data in lines.values_list("page_id", "revision_id", "data")
    }


def mark(page: Page, *, by: Any, is_retired: bool = False) -> None:
    """Say in the page's history that its latest revision is the file's."""
    log(
        instance=page,
        action=TAKEN_IN,
        user=by,
        revision=page.latest_revision,
        data={"retired": True} if is_retired else {},
    )


def is_edited(page: Any, mark: Mark | None, said: Callable[[Any], Any]) -> bool:
    """Whether what stands here, drafts included, is not what the last file said. `said` gives all that files
    say of a page. A page that never came from a file is an author's own."""
    if mark is None or page.live == mark.is_retired:
        return True
    if page.latest_revision_id == mark.revision:
        return False
    revision = Revision.objects.filter(pk=mark.revision).first()
    return revision is None or said(revision.as_object()) != said(draft_of(page))


def draft_of(page: Any) -> Any:
    """What the editor would show now."""
    return page.get_latest_revision_as_object() if page.has_unpublished_changes else page
