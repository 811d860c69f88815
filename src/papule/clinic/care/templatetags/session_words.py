"""Words of a session in templates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from papule.clinic.care.session_page import ANSWERS

register = template.Library()


@register.filter
def answer_word(answer: str) -> str:
    """Say an answer."""
    return str(dict(ANSWERS).get(answer, answer))


@register.filter
def consent_word(how: str) -> str:
    """Say how consent was given."""
    return {"oral": _("by word of mouth"), "written": _("in writing")}.get(how, how)


@register.filter
def day_of(text: str) -> date | None:
    """Give the day of a date as JSON keeps it."""
    return parse_date(text)


@register.filter
def plain_number(value: float | Decimal) -> str:
    """Write a number as people do: without needless zeros, with the decimal mark of the language."""
    return number_format(Decimal(f"{float(value):.10g}"))
