"""What is asked of the server that sends mail."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _

from papule.clinic.mail.models import MailServer


class ServerForm(forms.ModelForm[MailServer]):
    """The server, the sender, when appointments are told."""

    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    hours_before = forms.IntegerField(
        label=_("Hours before an appointment (0: no reminder)"), min_value=0, max_value=336, initial=48
    )
    patients_at = forms.URLField(
        label=_("Address under which patients open their links"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Empty: no private link is sent by e-mail."),
    )
    new_password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty: the one that was given stays."),
    )

    class Meta:
        """What is asked."""

        model = MailServer
        fields = ("host", "port", "security", "user", "new_password", "sender", "hours_before", "patients_at")

    def clean_patients_at(self) -> str:
        """Take the address of this server as others reach it, encrypted.

        Raises ValidationError.
        """
        said = str(self.cleaned_data["patients_at"]).rstrip("/")
        parts = urlsplit(said)
        host = parts.hostname or ""
        if said and (parts.scheme != "https" or parts.path or parts.query or parts.fragment or _is_here(host)):
            raise forms.ValidationError(_("Write it like https://papule.example.org: with https, and nothing behind."))
        if said and not validate_host(host, settings.ALLOWED_HOSTS):
            told = _(
                "This server does not answer to %(host)s. Start it with PAPULE_HOSTS=%(host)s, then keep this again."
            )
            raise forms.ValidationError(told % {"host": host})
        return said

    def clean(self) -> dict[str, Any]:
        """Refuse a way without encryption to another computer.

        Raises ValidationError.
        """
        said = super().clean() or {}
        if said.get("security") == MailServer.Security.none and not _is_here(said.get("host", "")):
            self.add_error("security", _("Without encryption only a server on this computer is used."))
        return said


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
