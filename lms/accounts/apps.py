from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from lms import outbox
        from lms.accounts import mails

        outbox.subscribe(mails.PASSWORD_FORGOTTEN, name="accounts.reset_link", handler=mails.send_reset_link)
