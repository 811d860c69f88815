"""The app `agenda`."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.agenda"
    label = "agenda"
