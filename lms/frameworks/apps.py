from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "lms.frameworks"
    label = "frameworks"
    verbose_name = "Frameworks"
