"""Words for what became of it."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from papule.clinic.dates import date_format
from papule.clinic.outcomes.forms import OUTCOMES
from papule.clinic.outcomes.models import AdverseEvent, Reminder
from papule.clinic.outcomes.reports import kind_words as event_words
from papule.clinic.outcomes.sharing import Shared

register = template.Library()


@register.filter
def kind_words(event: AdverseEvent) -> str:
    """Name the kind of an event."""
    return event_words(event)


@register.filter
def outcome_words(event: AdverseEvent) -> str:
    """Name the outcome of an event."""
    return str(dict(OUTCOMES).get(event.outcome, event.outcome))


@register.filter
def reminder_words(reminder: Reminder) -> str:
    """Say what is due."""
    language = (get_language() or "en").partition("-")[0]
    said = str(reminder.text.get(language) or reminder.text.get("en") or reminder.get_kind_display())
    return _("{duty}, until this day").format(duty=said) if reminder.kind == Reminder.Kind.duty else said


@register.filter
def shared_words(common: Shared) -> str:
    """Say what events have in common."""
    if common.kind == "room":  # what happened there years apart may have nothing in common
        days = dict.fromkeys((_figures(common.since), _figures(common.until)))
        return f"{_('room %(name)s') % {'name': common.value}}, {' – '.join(days)}"
    names = {"lot": _("lot"), "device": _("device"), "week": _("week")}
    return f"{names[common.kind]} {common.value}"


def _figures(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


@register.filter
def percent(share: float) -> str:
    """Write a share as a percentage."""
    return f"{share * 100:.0f} %"
