"""The app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.accounts"
    label = "accounts"
