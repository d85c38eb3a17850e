from django.apps import AppConfig


class AttemptsConfig(AppConfig):
    name = "assessments.attempts"
    label = "attempts"
