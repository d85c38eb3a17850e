"""Sign-in, the password pages in our words, and one's own post."""

from typing import Any, cast

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts import actions, forms, sign_in
from lms.accounts.models import Post, User
from lms.accounts.queries import current_post
from lms.frameworks.models import Framework


class SeeOther(HttpResponseRedirect):
    """After a POST: the browser fetches the next page with GET, whatever it did before."""

    status_code = 303


class ForgottenPassword(allauth_views.PasswordResetView):
    """Takes an address and promises nothing: the answer is the same for every address."""

    form_class = forms.ForgottenPasswordForm

    @transaction.atomic(durable=True)
    def form_valid(self, form: forms.ForgottenPasswordForm) -> HttpResponse:
        return super().form_valid(form)


class SignIn(allauth_views.LoginView):
    """The one way in, for the site and the CMS."""

    form_class = forms.SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.leads_to_closed_cms(request):
            # The CMS sends whoever may not enter here; sending them back would go round in circles.
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def leads_to_closed_cms(self, request: HttpRequest) -> bool:
        target = request.GET.get(REDIRECT_FIELD_NAME, "")
        return target.startswith(reverse("wagtailadmin_home")) and not request.user.has_perm(
            "wagtailadmin.access_admin"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        target = self.request.GET.get(REDIRECT_FIELD_NAME) or self.request.POST.get(REDIRECT_FIELD_NAME) or ""
        target = target if target and get_adapter(self.request).is_safe_url(target) else ""
        context = super().get_context_data(**kwargs)
        return {**context, "next": target, "panels": sign_in.panels(self.request)}


def not_here(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Addresses that allauth refers to and this site does not offer."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_post(request: HttpRequest) -> HttpResponse:
    """A person sets their own post. One that the department set is shown, and is the department's to
    change."""
    today = timezone.localdate()
    user = cast(User, request.user)
    post = current_post(user, today) or latest_open(user)
    if post is not None and post.source == Post.Source.IMPORT:
        roles = forms.role_levels_in_order(post)
        return render(request, "accounts/post_from_department.html", {"post": post, "roles": roles})
    if request.method == "POST":
        form = forms.OwnPostForm(request.POST, today=today)
        if form.is_valid() and save_own_post(user, form):
            messages.success(request, _("Your post is saved. Your skills now follow from it."))
            return SeeOther(target_of(request))
    else:
        form = forms.OwnPostForm(initial=forms.OwnPostForm.initial_of(post, today), today=today)
    return render(
        request,
        "accounts/post.html",
        {
            "form": form,
            "post": post,
            "essentials": Framework.objects.filter(slug="essentials").first(),
            "next": request.POST.get("next") or request.GET.get("next") or "",
        },
    )


def latest_open(user: User) -> Post | None:
    """A post that is still to begin."""
    posts = Post.objects.filter(user=user, is_primary=True, ends_on__isnull=True)
    return posts.select_related("department").first()


@transaction.atomic(durable=True)
def save_own_post(user: User, form: forms.OwnPostForm) -> bool:
    data = form.cleaned_data
    try:
        actions.set_post(
            user=user,
            department=data["department"],
            grade=data["grade"],
            profession=data["profession"],
            role_levels=form.role_levels,
            starts_on=data["starts_on"],
            source=Post.Source.SELF,
            by=user,
            at=timezone.now(),
        )
    except actions.PostHeldByDepartment:
        form.add_error("starts_on", _("Your department set your post for that time. Choose a later date"))
        return False
    return True


def target_of(request: HttpRequest) -> str:
    """Where the person came from, if that is on this site; else their home."""
    target = request.POST.get("next", "")
    return target if target and get_adapter(request).is_safe_url(target) else reverse("home")
