from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "assessments.home"
    label = "home"
