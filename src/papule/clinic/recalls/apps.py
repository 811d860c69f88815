"""The app `recalls`."""

from django.apps import AppConfig


class RecallsConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.recalls"
    label = "recalls"
