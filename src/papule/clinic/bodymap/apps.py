"""The app `bodymap`."""

from django.apps import AppConfig


class BodyMapConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.bodymap"
    label = "bodymap"
