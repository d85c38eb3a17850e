from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "assessments.bank"
    label = "bank"
