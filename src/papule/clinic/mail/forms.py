"""What is asked of the server that sends mail."""

from __future__ import annotations

import ipaddress
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from papule.clinic.mail.models import MailServer


class ServerForm(forms.ModelForm[MailServer]):
    """The server, the sender, when appointments are told."""

    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    hours_before = forms.IntegerField(
        label=_("Hours before an appointment (0: no reminder)"), min_value=0, max_value=336, initial=48
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
        fields = ("host", "port", "security", "user", "new_password", "sender", "hours_before")

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
