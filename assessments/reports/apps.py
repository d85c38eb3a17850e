from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "assessments.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from assessments.reports import tasks
        from lms import outbox
        from lms.accounts.erasing import PERSON_ERASED
        from lms.accounts.models import Capability
        from lms.audit import personal
        from lms.site import navigation

        outbox.subscribe(PERSON_ERASED, name="reports", handler=tasks.person_erased)
        personal.register("reports", held=tasks.held)
        outbox.schedule("reports.snapshot", handler=tasks.month_has_ended, every="month")
        navigation.register(
            label=_("Skill gaps"),
            url_name="reports",
            order=40,
            shown=lambda user: user.may(Capability.VIEW_REPORTS),
        )
