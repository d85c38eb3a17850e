"""Finding statements for the browser: filters as a form, pages along `seq`, a fixed number of queries."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from lms.lrs.admin import words
from lms.lrs.admin.agents import AgentField, IriField, MomentField, VerbField
from lms.lrs.models import Authority, Credential, Statement, Voided
from lms.lrs.store.finding import seq_at
from lms.lrs.store.foundation import key_of
from lms.lrs.validation.facts import ACTIVITY, AGENT, VERB

PAGE = 50
OURSELVES = "ourselves"


class StatementFilters(forms.Form):
    actor = AgentField(
        required=False,
        max_length=2000,
        help_text="An account name, an e-mail address, a home page and a name, or an agent as JSON.",
    )
    verb = VerbField(required=False, max_length=2000, help_text="An IRI, or a verb of ADL such as answered.")
    activity = IriField(required=False, max_length=2000, help_text="The IRI of what it is about.")
    registration = forms.UUIDField(required=False)
    statement = forms.UUIDField(required=False, label="Statement id")
    since = MomentField(required=False, label="Stored from")
    until = MomentField(required=False, label="Stored until")
    voided = forms.ChoiceField(
        required=False, choices=[("", "Voided or not"), ("no", "Not voided"), ("yes", "Voided only")]
    )
    sent_by = forms.ChoiceField(required=False, label="Sent by")
    before = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)
    after = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = str(self.data.get("sent_by", ""))
        rows = Credential.objects.filter(learner="").order_by("name").values_list("uuid", "name")[:200]
        choices = [("", "Anyone"), (OURSELVES, "This site itself"), *((str(u), name) for u, name in rows)]
        if asked not in dict(choices) and (name := _name_of(asked)):
            choices.append((asked, name))
        self.fields["sent_by"].choices = choices  # type: ignore[attr-defined]

    @property
    def asked_for(self) -> list[str]:
        """The names of the filters that are set."""
        return [
            name for name, value in self.cleaned_data.items() if value and name not in ("before", "after")
        ]


def _name_of(uuid: str) -> str | None:
    try:
        return Credential.objects.filter(uuid=UUID(uuid)).values_list("name", flat=True).first()
    except ValueError:
        return None


def _chosen(filters: dict[str, Any]) -> QuerySet[Statement]:
    rows = Statement.objects.all()
    keyed = (("actor", AGENT), ("verb", VERB), ("activity", ACTIVITY))
    for name, kind in keyed:
        if filters[name]:
            rows = rows.filter(**{name: key_of(kind, filters[name])})
    if filters["registration"]:
        rows = rows.filter(registration=filters["registration"])
    if filters["statement"]:
        rows = rows.filter(uuid=filters["statement"])
    if filters["since"]:
        rows = rows.filter(seq__gte=seq_at(filters["since"]))
    if filters["until"]:
        rows = rows.filter(seq__lt=seq_at(filters["until"]))
    if filters["sent_by"] == OURSELVES:
        rows = rows.filter(authority=None)
    elif filters["sent_by"]:
        credential = Credential.objects.filter(uuid=filters["sent_by"]).values("authority_id")
        rows = rows.filter(authority__in=credential)
    if filters["voided"] == "yes":
        rows = rows.filter(uuid__in=Voided.objects.values("target"))
    elif filters["voided"] == "no":
        rows = rows.filter(~Exists(Voided.objects.filter(target=OuterRef("uuid"))))
    return rows


@dataclass(frozen=True)
class Row:
    seq: int
    uuid: UUID
    stored: datetime
    who: str
    did: str
    verb: str
    what: str
    sender: str
    is_voided: bool


@dataclass(frozen=True)
class Page:
    """`older` and `newer` are the places from which the next pages go on; None where there is none."""

    rows: Sequence[Row]
    older: int | None
    newer: int | None


def page_of(filters: dict[str, Any]) -> Page:
    """Newest first. A page is found by the seq it goes on from, so that it costs the same however deep."""
    chosen = _chosen(filters)
    before, after = filters["before"], filters["after"]
    columns = ("seq", "uuid", "stored", "body", "authority")
    if after is not None:
        found = list(chosen.filter(seq__gt=after).order_by("seq").values_list(*columns)[: PAGE + 1])
        is_more, found = len(found) > PAGE, found[:PAGE][::-1]
        older = found[-1][0] if found else None
        newer = found[0][0] if is_more else None
    else:
        if before is not None:
            chosen = chosen.filter(seq__lt=before)
        found = list(chosen.order_by("-seq").values_list(*columns)[: PAGE + 1])
        is_more, found = len(found) > PAGE, found[:PAGE]
        older = found[-1][0] if is_more else None
        newer = found[0][0] if before is not None and found else None
    return Page(_rows(found), older, newer)


def _rows(found: Sequence[tuple[Any, ...]]) -> list[Row]:
    voided = set(Voided.objects.filter(target__in=[row[1] for row in found]).values_list("target", flat=True))
    senders = senders_of({row[4] for row in found if row[4] is not None})
    rows = []
    for seq, uuid, stored, body, authority in found:
        said = json.loads(body)
        rows.append(
            Row(
                seq=seq,
                uuid=uuid,
                stored=stored,
                who=words.who(said["actor"]),
                did=words.did(said["verb"]),
                verb=said["verb"]["id"],
                what=words.what(said["object"]),
                sender="This site" if authority is None else senders.get(authority, "?"),
                is_voided=uuid in voided,
            )
        )
    return rows


def senders_of(authorities: set[int]) -> dict[int, str]:
    """The names of authorities, by id. One query."""
    bodies = Authority.objects.filter(id__in=authorities).values_list("id", "body")
    return {id: words.who(json.loads(body)) for id, body in bodies}
