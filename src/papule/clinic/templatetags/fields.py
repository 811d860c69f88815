"""How a field of a form is drawn."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils.formats import localize
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


@register.filter
def told(field: BoundField) -> list[str]:
    """Say what is wrong with a field, limits as the language writes numbers."""
    return [_said(each) for each in field.errors.as_data()]


def _said(wrong: ValidationError) -> str:
    params = {
        key: localize(each) if isinstance(each, (Decimal, float)) and Decimal(each).is_finite() else each
        for key, each in (wrong.params or {}).items()
    }
    return str(wrong.message) % params if params else str(wrong.message)
