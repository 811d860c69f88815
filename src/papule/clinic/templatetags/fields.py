"""How a field of a form is drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils.formats import localize
from django.utils.safestring import SafeString

from papule.kernel.value import Value

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


@register.filter("told")
def errors_of(field: BoundField) -> list[str]:
    """Say what is wrong with a field, limits as the language writes numbers."""
    return [_said(each) for each in field.errors.as_data()]


class Wrong(Value):
    """What is wrong with a field, and where it stands on the page."""

    at: str
    label: str
    said: str


@register.inclusion_tag("components/errors.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any], lead: str = "") -> dict[str, Any]:
    """Say above a form what is wrong in it, with a way to each field; nothing while nothing is."""
    each_form = [one for each in forms for one in (each if isinstance(each, BaseFormSet) else (each,))]
    general = [said for each in forms for said in _general(each)]
    fields = [field for form in each_form if form.is_bound for field in form.visible_fields()]
    rows = [
        Wrong(field.id_for_label or field.auto_id, str(field.label), said)
        for field in fields
        for said in errors_of(field)
    ]
    return {"lead": lead, "general": general, "rows": rows}


def _general(form: BaseForm | BaseFormSet[Any]) -> list[str]:
    if not form.is_bound:
        return []
    return [
        str(each) for each in (form.non_form_errors() if isinstance(form, BaseFormSet) else form.non_field_errors())
    ]


def _said(wrong: ValidationError) -> str:
    params = {
        key: localize(each) if isinstance(each, (Decimal, float)) and Decimal(each).is_finite() else each
        for key, each in (wrong.params or {}).items()
    }
    return str(wrong.message) % params if params else str(wrong.message)
