"""How form fields are drawn: Bootstrap's classes, and an error tied to its field."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draw fields with the templates of the project."""

    field_template_name = "components/field.html"
