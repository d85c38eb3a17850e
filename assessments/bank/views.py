"""A page of the CMS of our own: taking back versions of a question whose key was wrong."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from assessments.bank import actions
from assessments.bank.forms import WithdrawForm
from assessments.bank.models import Question

EDIT = "wagtailsnippets_bank_question:edit"


class WithdrawView(WagtailAdminTemplateMixin, TemplateView):
    """Asks which versions, says what follows, and withdraws on the second click. It cannot be undone."""

    template_name = "bank/withdraw.html"
    page_title = "Withdraw this question"
    header_icon = "warning"
    question: Question

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": self.edit_url, "label": str(self.question)}]

    @property
    def edit_url(self) -> str:
        return reverse(EDIT, args=[self.question.pk])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.question = get_object_or_404(Question.objects.select_related("live_version"), pk=kwargs["pk"])
        if not request.user.has_perm("bank.withdraw_question"):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", WithdrawForm(question=self.question))
        return super().get_context_data(question=self.question, edit_url=self.edit_url, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WithdrawForm(request.POST, question=self.question)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        now = timezone.now()
        with transaction.atomic(durable=True):
            done = [
                version.number
                for version in form.cleaned_data["versions"]
                if actions.withdraw(version=version, by=request.user, at=now)
            ]
        if done:
            numbers = " and ".join(str(number) for number in sorted(done))
            messages.success(
                request,
                f"Withdrawn: version {numbers}. Levels and results are being worked out again. Correct the "
                "question and publish it, and learners meet it again.",
            )
        return HttpResponseRedirect(self.edit_url)
