"""The app `billing`."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.billing"
    label = "billing"
