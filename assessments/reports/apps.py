from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "assessments.reports"
    label = "reports"
