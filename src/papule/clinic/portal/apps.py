"""The app `portal`."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.portal"
    label = "portal"
