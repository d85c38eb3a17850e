from django.apps import AppConfig


class DerivedConfig(AppConfig):
    name = "lms.derived"
    label = "derived"
