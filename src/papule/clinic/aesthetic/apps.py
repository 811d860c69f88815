"""The app `aesthetic`."""

from django.apps import AppConfig


class AestheticConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.aesthetic"
    label = "aesthetic"
