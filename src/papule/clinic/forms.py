"""What forms share: how fields are drawn, a day that is picked, the key of a page that writes once."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draw fields with the templates of the project."""

    field_template_name = "components/field.html"


class Day(forms.DateInput):
    """A day, picked."""

    input_type = "date"

    def __init__(self, **attributes: object) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attributes)


class OnceForm(forms.Form):
    """What a page is pressed with: each page its own, so that it counts once."""

    once = forms.SlugField(min_length=16, max_length=40, widget=forms.HiddenInput)


class PageForm(OnceForm):
    """A page that writes once."""

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        self.fields["once"].initial = secrets.token_urlsafe(16)
