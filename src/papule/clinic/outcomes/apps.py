"""The app `outcomes`."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.outcomes"
    label = "outcomes"
