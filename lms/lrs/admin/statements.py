"""Looking at statements: a list with filters, and a page for each. Nothing here changes a statement.

Who looked, and at whose, is itself recorded: the audit trail is the one thing that a GET adds to.
"""

import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from lms import audit
from lms.lrs.admin import words
from lms.lrs.admin.access import RecordsPage
from lms.lrs.admin.browsing import StatementFilters, page_of, senders_of
from lms.lrs.admin.traces import forwarding_of, waiting_for
from lms.lrs.models import Attached, Attachment, Credential, Reference, Statement, Voided
from lms.lrs.store.attachments import content_of, sizes_of
from lms.lrs.store.foundation import key_of
from lms.lrs.validation.facts import AGENT

REFERRING = 20  # statements that refer to one, as many as are shown
TITLE = "Statements"


class StatementsView(RecordsPage):
    template_name = "lrs/statements.html"
    page_title = TITLE
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # A form that is not bound has no errors: the list without filters is asked for with none.
        form = StatementFilters(self.request.GET)
        context = super().get_context_data(form=form, **kwargs)
        if not form.is_valid():
            return context
        filters = form.cleaned_data
        page = page_of(filters)
        _note_list(self.request, form, len(page.rows))
        asked = self.request.GET.copy()
        for name in ("before", "after"):
            asked.pop(name, None)
        context |= {
            "page": page,
            "rest": asked.urlencode(),
            "is_filtered": bool(form.asked_for),
        }
        return context


def _note_list(request: HttpRequest, form: StatementFilters, count: int) -> None:
    """Whose statements were asked for is noted by the key of the agent: the trail holds no addresses."""
    actor = form.cleaned_data["actor"]
    audit.record(
        by=request.user.uuid,  # type: ignore[union-attr]
        action="lrs.statements_listed",
        subject=f"agent:{key_of(AGENT, actor)}" if actor else "statements",
        details={"filters": form.asked_for, "count": count},
        at=timezone.now(),
    )


class StatementView(RecordsPage):
    template_name = "lrs/statement.html"
    trail = ("lrs_statements:index", TITLE)
    page_title = "Statement"
    header_icon = "list-ul"

    def get_page_subtitle(self) -> str:
        return str(self.kwargs["uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = _read(self.request, self.kwargs["uuid"])
        said = json.loads(row.body)
        sender, credential = None, None
        if row.authority is not None:
            sender = senders_of({row.authority}).get(row.authority)
            credential = Credential.objects.filter(authority_id=row.authority).first()
        brought = set(Attached.objects.filter(statement=row.uuid).values_list("sha2", flat=True))
        sizes = sizes_of(brought)
        return super().get_context_data(
            row=row,
            who=words.who(said["actor"]),
            did=words.did(said["verb"]),
            what=words.what(said["object"]),
            verb=said["verb"]["id"],
            actor=json.dumps(said["actor"], ensure_ascii=False),
            text=words.laid_out(row.body),
            sender=sender,
            credential=credential,
            version="2.0" if row.version == 2 else "1.0",
            voided=Voided.objects.filter(target=row.uuid).first(),
            target=_target(said),
            referring=Reference.objects.filter(target=row.uuid).order_by("seq")[:REFERRING],
            attachments=[
                {**one, "sha2": one["sha2"].lower(), "size": sizes.get(one["sha2"].lower())}
                for one in _attachments(said)
            ],
            waiting=waiting_for(row, said),
            forwarding=forwarding_of(row, said),
            **kwargs,
        )


def _target(said: dict[str, Any]) -> UUID | None:
    """As a UUID: a client may write it in capitals, and addresses have none."""
    target = said["object"]
    return UUID(target["id"]) if target.get("objectType") == "StatementRef" else None


def _attachments(said: dict[str, Any]) -> list[dict[str, Any]]:
    target = said["object"]
    inner = target.get("attachments", []) if target.get("objectType") == "SubStatement" else []
    return [*said.get("attachments", []), *inner]


def _read(request: HttpRequest, uuid: UUID, part: str = "") -> Statement:
    """The statement, with a note of who looked at it. Raises Http404."""
    row = Statement.objects.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    with transaction.atomic():
        audit.record(
            by=request.user.uuid,  # type: ignore[union-attr]
            action="lrs.statement_read",
            subject=f"statement:{uuid}",
            details={"part": part} if part else {},
            at=timezone.now(),
        )
    return row


class StatementTextView(RecordsPage):
    """The text byte by byte as it is kept."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = _read(request, kwargs["uuid"], "text")
        answer = HttpResponse(row.body, content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{row.uuid}.json"'
        return answer


class AttachmentView(RecordsPage):
    """Raw data that a statement brought, only ever as a file: it may be anything, a page with scripts too."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        uuid, sha2 = kwargs["uuid"], kwargs["sha2"]
        if not Attached.objects.filter(statement=uuid, sha2=sha2).exists():
            raise Http404
        _read(request, uuid, "attachment")
        try:
            content = content_of(sha2)
        except Attachment.DoesNotExist:
            raise Http404 from None
        answer = HttpResponse(content, content_type="application/octet-stream")
        answer["Content-Disposition"] = f'attachment; filename="{sha2[:16]}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
