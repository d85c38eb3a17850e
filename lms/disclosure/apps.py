from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "lms.disclosure"
    label = "disclosure"
