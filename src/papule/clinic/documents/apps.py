"""The app `documents`."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Its name."""

    name = "papule.clinic.documents"
    label = "documents"
