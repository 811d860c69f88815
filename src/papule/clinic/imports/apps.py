"""The app `imports`."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.imports"
    label = "imports"
