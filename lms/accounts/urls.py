"""Sign-in and account pages. allauth's own list of addresses is not included: each page that exists here is
named here, and has a template of ours. The names are allauth's, which refers to them."""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from lms.accounts import forms, views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", allauth_views.signup, name="account_signup"),  # always the page that says it is closed
    path(
        "password/change/",
        allauth_views.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm),
        name="account_change_password",
    ),
    path(
        "password/set/",
        allauth_views.PasswordSetView.as_view(form_class=forms.SetPasswordForm),
        name="account_set_password",
    ),
    path(
        "password/reset/",
        views.ForgottenPassword.as_view(),
        name="account_reset_password",
    ),
    path("password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("email/", views.not_here, name="account_email"),
    path("confirm-email/", views.not_here, name="account_email_verification_sent"),
    path("reauthenticate/", views.not_here, name="account_reauthenticate"),
    path("post/", views.own_post, name="own_post"),
]
