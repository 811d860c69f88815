"""The app `drawings`."""

from django.apps import AppConfig


class DrawingsConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.drawings"
    label = "drawings"
