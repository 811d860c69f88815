"""How a field of a form is drawn."""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell whether a field is one box to tick."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def drawn(field: BoundField) -> SafeString:
    """Draw the widget with Bootstrap's class; an error is tied to it."""
    widget = field.field.widget
    kind = "form-select" if isinstance(widget, Select) else "form-control"
    if isinstance(widget, (CheckboxInput, RadioSelect, CheckboxSelectMultiple)):
        kind = "form-check-input"
    shown = f"{kind} is-invalid" if field.errors else kind
    return field.as_widget(attrs={"class": f"{widget.attrs.get('class', '')} {shown}".strip()})
