"""Words for what is recalled."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from papule.clinic.dates import date_format
from papule.clinic.knowledge import words
from papule.clinic.recalls.tracing import Sought
from papule.clinic.stock.models import Recall

register = template.Library()


@register.filter
def recalled_words(what: Recall | Sought) -> str:
    """Name a lot, a product, an injector, a room or days."""
    if isinstance(what, Sought):
        return ", ".join(filter(None, (_named(what), span_words(what))))
    return _named(what)


def span_words(sought: Sought) -> str:
    """Say from when to when sessions are looked at."""
    days = {
        name: date_format(day, "SHORT_DATE_FORMAT") for name in ("since", "until") if (day := getattr(sought, name))
    }
    if sought.since and sought.since == sought.until:
        return _("sessions of %(since)s") % days
    said = {2: _("sessions from %(since)s to %(until)s"), 0: ""}
    one = _("sessions since %(since)s") if "since" in days else _("sessions until %(until)s")
    return said.get(len(days), one) % days


def _named(what: Recall | Sought) -> str:
    if what.kind == "device":
        return _("injector %(name)s") % {"name": what.device}
    if isinstance(what, Sought) and what.kind in ("room", "day"):
        return _("room %(name)s") % {"name": what.room} if what.room else ""
    name = words().name(what.product)
    if what.kind == "product":
        return _("%(product)s, all lots") % {"product": name}
    return _("%(product)s, lot %(number)s") % {"product": name, "number": what.lot_number}
