"""The app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Its name, and that whoever signs in stands in the log."""

    name = "papule.clinic.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen for those who sign in."""
        from papule.clinic.accounts.signing import listen  # noqa: PLC0415 -- its models need the apps

        listen()
