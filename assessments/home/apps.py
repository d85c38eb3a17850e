from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "assessments.home"
    label = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        from lms.site import navigation

        navigation.register(label=_("Home"), url_name="home", order=10)
