from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    name = "assessments.demo"
    label = "demo"

    def ready(self) -> None:
        if settings.LMS_MODE in ("demo", "test"):
            from assessments.demo.views import sign_in_panel
            from lms.accounts.sign_in import register_panel

            register_panel("demo/sign_in_panel.html", sign_in_panel)
