"""The app `stock`."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.stock"
    label = "stock"
