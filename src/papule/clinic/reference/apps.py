"""The app `reference`."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.reference"
    label = "reference"
