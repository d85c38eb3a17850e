"""System checks: mistakes that `manage.py check` can catch before a person meets them."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "lms"
    label = "lms"
