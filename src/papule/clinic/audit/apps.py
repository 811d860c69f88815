"""The app `audit`."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.audit"
    label = "audit"
