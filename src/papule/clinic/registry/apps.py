"""The app `registry`."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.registry"
    label = "registry"
