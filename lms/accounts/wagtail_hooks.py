"""Grants in the CMS, for administrators; and the CMS has no way in of its own.

Wagtail shows its users and groups menus to those with permission on them: administrators. Authors hold none.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.accounts import actions
from lms.accounts.forms import indented_departments
from lms.accounts.models import SITE_WIDE_CAPABILITIES, Department, Grant, User


class GrantPolicy(ModelPermissionPolicy):
    """A grant ends; it is never deleted. Superusers alone give and end grants, whatever permissions a group
    holds: otherwise a group could be used to widen one's own access."""

    def user_has_permission(self, user, action):
        return user.is_active and user.is_superuser and action != "delete"

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(Grant, GrantPolicy(Grant))


class DepartmentField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return indented_departments(obj)


class GrantForm(forms.ModelForm):
    user = forms.ModelChoiceField(
        queryset=User.objects.filter(is_active=True).order_by("last_name", "first_name", "pk"), label="Person"
    )
    department = DepartmentField(
        queryset=Department.objects.open(),
        required=False,
        help_text="And everything beneath it. Empty: everywhere.",
    )

    class Meta:
        model = Grant
        fields = ["user", "capability", "department", "starts_on", "ends_on"]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("capability") in SITE_WIDE_CAPABILITIES and cleaned.get("department"):
            self.add_error("department", "This is granted for the whole site. Leave the department empty.")
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day cannot be before the first.")
        return cleaned


class GrantEndForm(forms.ModelForm):
    class Meta:
        model = Grant
        fields = ["ends_on"]

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        was = self.initial.get("ends_on")
        if ends_on is None or (was and ends_on > was):
            raise forms.ValidationError(
                "Enter a last day. A grant can be made shorter; for a longer one, add a new grant."
            )
        return ends_on


class GrantCreateView(CreateView):
    def save_instance(self):
        data = self.form.cleaned_data
        return actions.grant(
            user=data["user"],
            capability=data["capability"],
            department=data["department"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            by=self.request.user,
            at=timezone.now(),
        )


class GrantEditView(EditView):
    def save_instance(self):
        kept = Grant.objects.select_related("user", "department").get(pk=self.object.pk)
        last_day = self.form.cleaned_data["ends_on"]
        actions.revoke(grant=kept, last_day=last_day, by=self.request.user, at=timezone.now())
        return kept


class GrantViewSet(ModelViewSet):
    model = Grant
    name = "grant"
    icon = "key"
    menu_label = "Grants"
    menu_order = 610
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = GrantCreateView
    edit_view_class = GrantEditView
    list_display = ["user", "capability", "department", "starts_on", "ends_on", "granted_by"]
    list_filter = ["capability"]
    ordering = ["-starts_on", "-pk"]
    form_fields = ["user", "capability", "department", "starts_on", "ends_on"]

    def get_form_class(self, for_update=False):
        return GrantEndForm if for_update else GrantForm


@hooks.register("register_admin_viewset")
def grants():
    return GrantViewSet()


def enter(request: HttpRequest) -> HttpResponse:
    """Reached by those who are in already: anybody else was sent to the sign-in page on the way."""
    return redirect("wagtailadmin_home")


@hooks.register("register_admin_urls")
def one_sign_in():
    """Stands before Wagtail's own sign-in form, which knows no limit on guesses."""
    return [path("login/", enter)]
