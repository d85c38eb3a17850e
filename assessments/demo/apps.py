from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "assessments.demo"
    label = "demo"
