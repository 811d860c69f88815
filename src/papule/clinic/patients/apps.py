"""The app `patients`."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.patients"
    label = "patients"
