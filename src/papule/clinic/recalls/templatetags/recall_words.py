"""Words for what is recalled."""

from __future__ import annotations

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from papule.clinic.knowledge import words
from papule.clinic.recalls.tracing import Sought
from papule.clinic.stock.models import Recall

register = template.Library()


@register.filter
def recalled_words(what: Recall | Sought) -> str:
    """Name a lot, a product, an injector or a day."""
    if what.kind == "device":
        return _("injector %(name)s") % {"name": what.device}
    if isinstance(what, Sought) and what.kind == "day":
        return _("sessions of %(day)s") % {"day": date_format(what.day)} if what.day else ""
    name = words().name(what.product)
    if what.kind == "product":
        return _("%(product)s, all lots") % {"product": name}
    return _("%(product)s, lot %(number)s") % {"product": name, "number": what.lot_number}
