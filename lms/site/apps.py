from django.apps import AppConfig
from django.core.signals import request_started


class SiteConfig(AppConfig):
    name = "lms.site"
    label = "site_look"

    def ready(self) -> None:
        from lms.site.connections import trust_the_quiet

        request_started.connect(trust_the_quiet, dispatch_uid="site.trust_the_quiet")
