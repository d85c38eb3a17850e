"""Where allauth asks the project: who may sign up, where a sign-in may lead, what its errors say."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong"),
        "enter_current_password": _("Enter the password that you use now"),
        "invalid_password_reset": _("This link does not work any more. Ask for a new one"),
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again"),
        "rate_limited": _("Too many requests. Wait a minute, then try again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people come from their department's import or an administrator, whose word their address
        is."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this very host. Stricter than the default, which trusts every host in ALLOWED_HOSTS."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def set_password(self, user: User, password: str) -> None:
        """Only the password: saving the whole row would undo what somebody else changed meanwhile."""
        user.set_password(password)
        user.save(update_fields=["password"])
