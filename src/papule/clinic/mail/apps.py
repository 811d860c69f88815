"""The app `mail`."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.mail"
    label = "mail"
