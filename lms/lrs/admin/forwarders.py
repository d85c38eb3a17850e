"""Forwarding: a list with how far each has come, setting one up and changing it, and what was refused."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from lms.lrs.admin.access import RecordsPage
from lms.lrs.admin.credentials import name_of
from lms.lrs.admin.forwarder_forms import ForwarderForm, NewForwarderForm, SendAgainForm
from lms.lrs.forwarding import actions
from lms.lrs.forwarding.progress import moment_of, progress
from lms.lrs.models import Forwarder

PAGE = 50
TITLE = "Forwarding"
INDEX = "lrs_forwarding:index"


class ForwardersView(RecordsPage):
    template_name = "lrs/forwarders.html"
    page_title = TITLE
    header_icon = "redirect"

    @property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        return [HeaderButton(label="Forward to another", url=reverse("lrs_forwarding:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        rows = [(one, one.state(at=now)) for one in progress()]
        return super().get_context_data(rows=rows, now=now, **kwargs)


class ForwarderPage(RecordsPage):
    """What belongs to one of them."""

    trail = (INDEX, TITLE)
    header_icon = "redirect"

    @property
    def forwarder(self) -> Forwarder:
        if not hasattr(self, "_forwarder"):
            self._forwarder = get_object_or_404(Forwarder, uuid=self.kwargs["uuid"])
        return self._forwarder

    @property
    def by(self) -> UUID:
        return self.request.user.uuid  # type: ignore[union-attr]

    def back(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("lrs_forwarding:one", args=[self.forwarder.uuid]))


class ForwarderView(ForwarderPage):
    template_name = "lrs/forwarder.html"
    page_title = TITLE

    def get_page_subtitle(self) -> str:
        return self.forwarder.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        [shown] = progress(Forwarder.objects.filter(pk=self.forwarder.pk))
        letters = Paginator(self.forwarder.dead_letters.all(), PAGE).get_page(self.request.GET.get("p"))
        kwargs.setdefault("again", SendAgainForm())
        return super().get_context_data(
            progress=shown,
            forwarder=shown.forwarder,
            state=shown.state(at=now),
            reached=moment_of(shown.forwarder.position),
            issuer=name_of(shown.forwarder.created_by),
            page=letters,
            now=now,
            **kwargs,
        )


class NewForwarderView(RecordsPage):
    template_name = "lrs/forwarder_form.html"
    trail = (INDEX, TITLE)
    page_title = "Forward to another record store"
    header_icon = "redirect"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", NewForwarderForm())
        return super().get_context_data(save="Start forwarding", back=reverse(INDEX), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NewForwarderForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        with transaction.atomic(durable=True):
            made = actions.create(
                settings=form.settings(),
                secret=form.cleaned_data["secret"],
                starts_from=form.starts_from(),
                by=request.user.uuid,  # type: ignore[union-attr]
                at=timezone.now(),
            )
        messages.success(request, f"Statements go to {made.name} from now on.")
        return HttpResponseRedirect(reverse("lrs_forwarding:one", args=[made.uuid]))


class ChangeForwarderView(ForwarderPage):
    template_name = "lrs/forwarder_form.html"
    page_title = "Change"

    def get_page_subtitle(self) -> str:
        return self.forwarder.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ForwarderForm(initial=ForwarderForm.said_by(self.forwarder)))
        back = reverse("lrs_forwarding:one", args=[self.forwarder.uuid])
        return super().get_context_data(save="Save", back=back, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ForwarderForm(request.POST, kept=self.forwarder)
        if form.is_valid():
            try:
                with transaction.atomic(durable=True):
                    actions.change(
                        forwarder=self.forwarder,
                        settings=form.settings(),
                        secret=form.cleaned_data["secret"],
                        by=self.by,
                        at=timezone.now(),
                    )
                messages.success(request, "Saved.")
                return self.back()
            except actions.KeyNeeded:
                form.add_error("secret", "This is another server: enter the key that it gave you.")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DeleteForwarderView(ForwarderPage):
    """Asks first, and says what goes with it."""

    template_name = "lrs/forwarder_delete.html"
    page_title = "Delete"
    header_icon = "warning"

    def get_page_subtitle(self) -> str:
        return self.forwarder.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [shown] = progress(Forwarder.objects.filter(pk=self.forwarder.pk))
        return super().get_context_data(progress=shown, forwarder=shown.forwarder, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one, agreed = self.forwarder, request.POST.get("letters", "")
        letters = int(agreed) if agreed.isdecimal() and len(agreed) < 10 else -1
        try:
            with transaction.atomic(durable=True):
                actions.delete(forwarder=one, letters=letters, by=self.by, at=timezone.now())
        except Forwarder.DoesNotExist:
            raise Http404 from None
        except actions.LettersChanged:
            return self.render_to_response(self.get_context_data(has_changed=True), status=409)
        messages.success(request, f"Deleted: {one.name}. Nothing is sent there any more.")
        return HttpResponseRedirect(reverse(INDEX))


class ForwarderActionView(ForwarderPage):
    """The buttons of the page of one: each a POST, each with an action of its own."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now, one = timezone.now(), self.forwarder
        act = getattr(self, f"do_{kwargs['action']}", None)
        if act is None:
            raise Http404
        with transaction.atomic(durable=True):
            said = act(one, now)
        messages.success(request, said)
        return self.back()

    def do_pause(self, one: Forwarder, now: Any) -> str:
        actions.pause(forwarder=one, by=self.by, at=now)
        return "Paused. It stops after the batch that is under way."

    def do_resume(self, one: Forwarder, now: Any) -> str:
        actions.resume(forwarder=one, by=self.by, at=now)
        return "It goes on where it stopped."

    def do_retry(self, one: Forwarder, now: Any) -> str:
        actions.retry_now(forwarder=one)
        return "It is tried again now."

    def do_replay(self, one: Forwarder, now: Any) -> str:
        ids = [int(text) for text in self.request.POST.getlist("letter") if text.isdigit() and len(text) < 19]
        is_all = self.request.POST.get("which") == "all"
        count = actions.replay(forwarder=one, letters=None if is_all else ids, by=self.by, at=now)
        return f"{count} will be sent again." if count != 1 else "One will be sent again."

    def do_again(self, one: Forwarder, now: Any) -> str:
        form = SendAgainForm(self.request.POST)
        if not form.is_valid():
            return "Nothing was changed: that is no date and time."
        done = actions.send_again(forwarder=one, since=form.cleaned_data["since"], by=self.by, at=now)
        return "It goes back and sends again from there." if done else "It has not come that far yet."
