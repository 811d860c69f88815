"""What is asked of a system that may call."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from papule.clinic.exchange.keys import KeyProblemError, read_keys
from papule.clinic.exchange.models import Client
from papule.clinic.patients.typed import line


class ClientForm(forms.ModelForm[Client]):
    """A system: its name, who it says it is, its public key, its language."""

    class Meta:
        """What is asked."""

        model = Client
        fields = ("name", "issuer", "public_key", "language", "is_active")
        widgets = {
            "issuer": forms.TextInput(attrs={"placeholder": "https://"}),
            "public_key": forms.Textarea(attrs={"rows": 8, "class": "font-monospace", "spellcheck": "false"}),
        }
        help_texts = {
            "issuer": _("As it stands in the tokens of this system, to the letter."),
            "public_key": _("A PEM, a JWK or a JWK Set, for ES384 or RS384. Never a private key."),
        }

    def clean_name(self) -> str:
        """Take one line."""
        return line(str(self.cleaned_data["name"]))

    def clean_public_key(self) -> str:
        """Take a public key that can be read.

        Raises ValidationError.
        """
        said = str(self.cleaned_data["public_key"])
        try:
            read_keys(said)
        except KeyProblemError as error:
            raise forms.ValidationError(str(error)) from None
        return said
