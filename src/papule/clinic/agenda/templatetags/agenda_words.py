"""Words of the agenda."""

from __future__ import annotations

from django import template
from django.utils.dates import WEEKDAYS

register = template.Library()


@register.filter
def weekday_name(weekday: int) -> str:
    """Name a weekday, 0 being Monday."""
    return str(WEEKDAYS[weekday])
