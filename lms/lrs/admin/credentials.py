"""Credentials: a list, a page for each, issuing one (its key is shown once), taking one back for good."""

import json
from base64 import b64encode
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from lms.lrs import auth
from lms.lrs.admin.access import RecordsPage
from lms.lrs.admin.agents import AgentField, MomentField, agent_of
from lms.lrs.models import Credential, Scope

PAGE = 50
TITLE = "Credentials"
INDEX = "lrs_credentials:index"


class CredentialForm(forms.Form):
    name = forms.CharField(
        max_length=100,
        help_text="Whom it is for. It stands in every statement that is sent with it, for good.",
    )
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="As few as will do. A client that only sends needs only to write statements.",
        error_messages={"required": "Say what it may do."},
    )
    learner = AgentField(
        required=False,
        max_length=2000,
        label="For content: its one learner",
        help_text="An account name, an e-mail address or an agent as JSON. It may then speak of nobody else. "
        "Leave it empty for a system.",
    )
    registration = forms.UUIDField(
        required=False,
        label="For content: its one registration",
        help_text="The enrolment that it is for. It may then speak of no other.",
    )
    expires_at = MomentField(required=False, label="Ends on", help_text="Leave it empty for no end.")

    def clean_expires_at(self) -> Any:
        expires_at = self.cleaned_data["expires_at"]
        if expires_at and expires_at <= timezone.now():
            raise forms.ValidationError("Enter a time that is still to come.")
        return expires_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("registration") and not cleaned.get("learner") and "learner" not in self.errors:
            self.add_error("learner", "A registration is one learner's: say whose.")
        return cleaned


def shown(kind: str) -> QuerySet[Credential]:
    """Those of systems, or those of content, of which there may be one for each launch."""
    rows = Credential.objects.order_by("-created_at", "-pk")
    return rows.exclude(learner="") if kind == "content" else rows.filter(learner="")


class CredentialsView(RecordsPage):
    template_name = "lrs/credentials.html"
    page_title = TITLE
    header_icon = "key"

    @property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        return [
            HeaderButton(label="Issue a credential", url=reverse("lrs_credentials:add"), icon_name="plus")
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = "content" if self.request.GET.get("kind") == "content" else "system"
        page = Paginator(shown(kind), PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(kind=kind, page=page, now=timezone.now(), **kwargs)


class CredentialView(RecordsPage):
    template_name = "lrs/credential.html"
    trail = (INDEX, TITLE)
    header_icon = "key"
    page_title = "Credential"

    def get_page_subtitle(self) -> str:
        return self.credential.name

    @property
    def credential(self) -> Credential:
        if not hasattr(self, "_credential"):
            self._credential = get_object_or_404(
                Credential.objects.select_related("authority"), uuid=self.kwargs["uuid"]
            )
        return self._credential

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.credential
        return super().get_context_data(
            credential=one,
            scopes=[Scope(scope).label for scope in one.scopes],
            authority=one.authority.body,
            issuer=name_of(one.created_by),
            learner=json.dumps(json.loads(one.learner), ensure_ascii=False) if one.learner else "",
            now=timezone.now(),
            **kwargs,
        )


class RevokeView(CredentialView):
    """Asks first. It cannot be undone: whoever needs one again is issued another."""

    template_name = "lrs/revoke.html"
    page_title = "Revoke"
    header_icon = "warning"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic(durable=True):
            auth.revoke(self.credential, by=_uuid(request), at=timezone.now())
        messages.success(request, f"Revoked: {self.credential.name}. It opens nothing any more.")
        return HttpResponseRedirect(reverse(INDEX))


class IssueView(RecordsPage):
    template_name = "lrs/issue.html"
    trail = (INDEX, TITLE)
    page_title = "Issue a credential"
    header_icon = "key"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", CredentialForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CredentialForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        data = form.cleaned_data
        with transaction.atomic(durable=True):
            issued = auth.issue(
                name=data["name"],
                scopes=data["scopes"],
                learner=agent_of(data["learner"]) if data["learner"] else None,
                registration=data["registration"],
                expires_at=data["expires_at"],
                by=_uuid(request),
                at=timezone.now(),
            )
        # No redirect: the key is kept nowhere, a session included, and stands on this one page only.
        self.template_name = "lrs/issued.html"
        pair = f"{issued.credential.username}:{issued.secret}"
        return self.render_to_response(
            self.get_context_data(
                form=form,
                credential=issued.credential,
                secret=issued.secret,
                header=f"Basic {b64encode(pair.encode()).decode()}",
                endpoint=f"{settings.SITE_URL.rstrip('/')}/xapi",
            )
        )


def _uuid(request: HttpRequest) -> UUID:
    return request.user.uuid  # type: ignore[union-attr]


def name_of(uuid: UUID | None) -> str:
    """Who did something, from the trail's uuid; the account may be gone."""
    if uuid is None:
        return "the command line"
    found = get_user_model().objects.filter(Q(uuid=uuid)).first()
    return str(found) if found else f"{uuid} (no account any more)"
