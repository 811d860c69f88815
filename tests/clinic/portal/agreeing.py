"""A patient who reads and signs."""

from django.test import Client


def sign(client: Client, address: str, said: dict[str, str]):
    """Open the page, and sign what it shows."""
    return client.post(address, {"read": client.get(address).context["sheet"].digest} | said)
