"""The app `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.exchange"
    label = "exchange"
