"""The app `upkeep`."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.upkeep"
    label = "upkeep"
