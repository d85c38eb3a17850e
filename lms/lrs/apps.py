from django.apps import AppConfig


class LrsConfig(AppConfig):
    name = "lms.lrs"
    label = "lrs"
