"""Amounts in templates."""

from __future__ import annotations

from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

from papule.clinic.billing.documents import money as written

register = template.Library()


@register.filter
def money(cents: int) -> str:
    """Write cents as the reader's language writes an amount."""
    return written(cents, (get_language() or "en").partition("-")[0])


@register.filter
def permille(rate: int) -> str:
    """Write a rate in thousandths as a percentage."""
    return f"{format_decimal(rate / 10, locale=(get_language() or 'en').partition('-')[0])} %"
