"""The app `care`."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.care"
    label = "care"
