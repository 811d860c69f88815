"""The app `accounts`."""

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Its name, and what follows a change of password."""

    name = "papule.clinic.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen for changed passwords."""
        from allauth.account.signals import password_changed  # noqa: PLC0415 -- its models need the apps

        password_changed.connect(own_password)


def own_password(sender: Any, user: Any, **_more: Any) -> None:  # noqa: ANN401 -- a signal's signature
    """A password that one chose oneself need not be changed."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
