"""How form fields are drawn: Bootstrap's classes, an error tied to its field, a day that is picked."""

from __future__ import annotations

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
